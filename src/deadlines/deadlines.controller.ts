import { Controller, Get, Inject, Param, Query } from "@nestjs/common";
import { ModuleRef } from "@nestjs/core";
import { agenciesOf } from "../access/caller.js";
import { currentCaller } from "../access/current-caller.js";
import { sightKey } from "../access/need-to-know.view.js";
import { Permits } from "../access/permit.js";
import { ApiOperation, ApiTags } from "../described.js";
import type { Clock } from "../event-sourcing/clock.js";
import { NotFound } from "../event-sourcing/deciding/rejection.js";
import { CLOCK } from "../event-sourcing/ports.js";
import type { Condition, Query as ViewQuery } from "../event-sourcing/projecting/read-model.js";
import { commandRoutes } from "../http/command-routes.js";
import { CodeField, DateField, UuidField } from "../http/fields.js";
import { idParam } from "../http/ids-in-path.js";
import { PageQuery, rowsOf, SeenQuery } from "../http/queries.js";
import { validated } from "../http/validated.js";
import { Views, type Many, type One } from "../http/views.js";
import type { Opened } from "../privacy/masking.js";
import type { RuleContent } from "../rules/kinds.js";
import { rulesView, type RulesDocument } from "../rules/rules.view.js";
import { assertSeesDeadline, deadlineDecider } from "./deadline.commands.js";
import type { MatterKind } from "./deadline.events.js";
import type { Deadline } from "./deadline.js";
import type { DeclaredDeadline } from "./declared-deadline.js";
import { dueDeadlinesView, placeOf, type DeadlineDocument } from "./due-deadlines.view.js";
import { readableDeadlines } from "./readable-deadlines.js";

/** What each slice declares of deadlines. */
export const DECLARED_DEADLINES = Symbol("declared deadlines");

export const DeadlineCommands = commandRoutes(deadlineDecider, "deadlines", "DEADLINE_PAUSE", { correctable: false });

class DeadlinesQuery extends PageQuery {
  @UuidField({
    optional: true,
    description: "Of this case, repatriation or person; in the order in which they are due",
  })
  of?: string;

  @UuidField({ optional: true, description: "Owed by this agency; with no `of` and no `officer`: by one's own" })
  agency?: string;

  @UuidField({ optional: true, description: "Owed by this officer" })
  officer?: string;

  @CodeField(["OPEN", "PAUSED", "MET", "WAIVED"], { optional: true })
  state?: Deadline["state"];

  @DateField({ kind: "PLANNED", optional: true, description: "Due before this day began in UTC" })
  dueBefore?: string;
}

/** A deadline, in words, and whether it is over by now. */
export interface DeadlineAnswer extends Omit<Deadline, "rule" | "moves" | "of"> {
  readonly id: string;
  readonly rule: string;
  /** Which of the three it is about. */
  readonly of: MatterKind;
  readonly case: string | null;
  readonly repatriation: string | null;
  readonly person: string | null;
  /** What is to be done, by the edition of the rules that holds for it. */
  readonly title: { readonly en: string; readonly indonesian: string };
  /** The law that it comes from. */
  readonly source: string;
  /** It is open, and was due before now. */
  readonly overdue: boolean;
}

@ApiTags("deadlines")
@Controller("deadlines")
export class DeadlineQueries {
  constructor(
    private readonly views: Views,
    private readonly modules: ModuleRef,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DECLARED_DEADLINES) private readonly declared: readonly DeclaredDeadline[],
  ) {}

  @Get()
  @Permits("DEADLINE_READ")
  @ApiOperation({
    operationId: "deadline.list",
    summary:
      "Deadlines of a case, a repatriation or a person, or of an office or officer; open ones first, by the day they are due",
    description:
      "You see the deadlines of what you see, where your role may read it. Those whose calendar lacks a year have no " +
      "`due` yet: `lacks` names the year that is to be published.",
  })
  async list(@Query(validated(DeadlinesQuery)) query: DeadlinesQuery): Promise<Many<Opened<DeadlineAnswer>>> {
    const { seen, after } = query;
    return this.views.page<DeadlineDocument, DeadlineAnswer>(
      dueDeadlinesView.name,
      { ...listed(query), limit: rowsOf(query), after },
      seen,
      (rows) => this.#shaped(rows),
      ({ matter }) => matter,
      ({ of }) => sightKey(of.kind, of.id),
      readableDeadlines(this.declared, currentCaller()),
    );
  }

  @Get(":id")
  @Permits("DEADLINE_READ")
  @ApiOperation({ operationId: "deadline.one", summary: "One deadline: what it is about, who owes it, how it stands" })
  async one(
    @Param("id", idParam) id: string,
    @Query(validated(SeenQuery)) { seen }: SeenQuery,
  ): Promise<One<Opened<DeadlineAnswer>>> {
    const deadline = await assertSeesDeadline(this.modules, id);
    if (!readableDeadlines(this.declared, currentCaller())(deadline))
      throw new NotFound("there is nothing here that the caller may see");
    return this.views.one<DeadlineDocument, DeadlineAnswer>(
      dueDeadlinesView.name,
      id,
      seen,
      async (row) => (await this.#shaped([row]))[0]!,
    );
  }

  async #shaped(rows: readonly DeadlineDocument[]): Promise<DeadlineAnswer[]> {
    const where: Condition[] = [{ field: "kind", is: "DEADLINES" }];
    const { documents } = await this.views.readModel.find<RulesDocument>(rulesView.name, { where, limit: 1 });
    const now = this.clock.now();
    return rows.map(
      ({ matter: _m, next: _n, ofAgency: _a, ofOfficer: _o, workingDaysOf: _w, moves: _, of, ...deadline }) => {
        const { due, state } = deadline;
        const edition = documents[0]?.editions.find((each) => each.edition === deadline.edition);
        const { deadlines } = (edition?.content ?? { deadlines: [] }) as RuleContent<"DEADLINES">;
        const { en = "", indonesian = "", source = "" } = deadlines.find(({ rule }) => rule === deadline.rule) ?? {};
        const overdue = state === "OPEN" && due !== null && due < now;
        const about = { case: null, repatriation: null, person: null, [of.kind]: of.id };
        return { ...deadline, rule: deadline.rule!, of: of.kind, ...about, title: { en, indonesian }, source, overdue };
      },
    );
  }
}

function listed({ of, agency, officer, state, dueBefore }: DeadlinesQuery): Pick<ViewQuery, "where" | "sort"> {
  const where: Condition[] = [];
  if (dueBefore !== undefined) where.push({ field: "due", to: `${dueBefore}T` });
  const agencies = agency === undefined ? agenciesOf(currentCaller()) : [agency];
  const [whose, ...predecessors] = officer === undefined ? agencies : [officer];
  if (of !== undefined || whose === undefined || predecessors.length > 0) {
    if (state !== undefined) where.push({ field: "state", is: state });
    if (of !== undefined) where.push({ field: "matter", is: of });
    if (of === undefined || agency !== undefined) where.push({ field: "agency", in: agencies });
    return { where, sort: { field: "due", direction: "asc" } };
  }
  const field = officer === undefined ? "ofAgency" : "ofOfficer";
  where.push({ field, prefix: `${whose} ${state === undefined ? "" : placeOf(state)}` });
  if (officer !== undefined && agency !== undefined) where.push({ field: "agency", is: agency });
  return { where, sort: { field, direction: "asc" } };
}
