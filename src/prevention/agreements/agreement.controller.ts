import { Controller, Get, Inject, Param, Query } from "@nestjs/common";
import { Permits } from "../../access/permit.js";
import { agenciesView, type AgencyDocument } from "../../agency/agencies.view.js";
import { ApiOperation, ApiTags } from "../../described.js";
import type { Clock } from "../../event-sourcing/clock.js";
import { CLOCK } from "../../event-sourcing/ports.js";
import type { Condition } from "../../event-sourcing/projecting/read-model.js";
import { commandRoutes } from "../../http/command-routes.js";
import { CodeField, RegionField, UuidField } from "../../http/fields.js";
import { idParam } from "../../http/ids-in-path.js";
import { PageQuery, rowsOf, SeenQuery } from "../../http/queries.js";
import { validated } from "../../http/validated.js";
import { Views, type Many, type One } from "../../http/views.js";
import type { Opened } from "../../privacy/masking.js";
import { agreementDecider } from "./agreement.commands.js";
import { agreementsView, type AgreementDocument } from "./agreements.view.js";
import { ENDED_STATUSES, OPEN_STATUSES, TASK_UNITS, type TaskUnit } from "./codes.js";
import { commitmentsNow, type CommitmentNow } from "./commitment-rows.js";

export const AgreementCommands = commandRoutes(agreementDecider, "agreements", "AGREEMENT_RECORD");

class AgreementsQuery extends PageQuery {
  @CodeField(TASK_UNITS, { optional: true })
  unit?: TaskUnit;

  @UuidField({ optional: true, description: "Meetings in which this agency took part" })
  party?: string;

  @RegionField({ optional: true, description: "This region, and what lies in it" })
  region?: string;
}

class CommitmentsQuery extends AgreementsQuery {
  @UuidField({ optional: true, description: "The agency that took it on" })
  owner?: string;

  @CodeField(["true", "false"], {
    optional: true,
    description: "Those that are to be kept; or those that are done or dropped",
  })
  open?: "true" | "false";
}

/** An agreement as it is read. */
export type AgreementAnswer = Omit<
  AgreementDocument,
  "commitments" | "steps" | "regions" | "owners" | "statuses" | "at"
> & {
  readonly commitments: readonly CommitmentNow[];
};

/** One commitment of some agreement. */
export interface CommitmentRow extends Omit<CommitmentNow, "steps"> {
  readonly agreement: string;
  readonly units: readonly TaskUnit[];
  readonly region: string | null;
}

@ApiTags("agreements")
@Controller("agreements")
export class AgreementQueries {
  constructor(
    private readonly views: Views,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Permits("AGREEMENT_READ")
  @ApiOperation({
    operationId: "agreement.list",
    summary: "List coordination meetings of agencies with what was agreed there, the newest first",
  })
  async list(@Query(validated(AgreementsQuery)) query: AgreementsQuery): Promise<Many<Opened<AgreementAnswer>>> {
    const { seen, after } = query;
    await this.views.waitsFor([agenciesView.name], seen);
    return this.views.page<AgreementDocument, AgreementAnswer>(
      agreementsView.name,
      { where: asked(query), sort: { field: "at", direction: "desc" }, limit: rowsOf(query), after },
      seen,
      (documents) => this.#answers(documents),
    );
  }

  @Get("commitments")
  @Permits("AGREEMENT_READ")
  @ApiOperation({
    operationId: "agreement.commitments",
    summary: "List what agencies took on, open and done: agreements with the earliest due day first",
    description:
      "`overdue` is judged on the day that it is where the owner has its office. `limit` counts agreements, of which each may have several commitments.",
  })
  async commitments(@Query(validated(CommitmentsQuery)) query: CommitmentsQuery): Promise<Many<Opened<CommitmentRow>>> {
    const { seen, after, owner, open } = query;
    await this.views.waitsFor([agenciesView.name], seen);
    const where = asked(query);
    if (owner !== undefined) where.push({ field: "owners", has: owner });
    const statuses = open === undefined ? undefined : open === "true" ? OPEN_STATUSES : ENDED_STATUSES;
    if (statuses !== undefined) where.push({ field: "statuses", hasAny: [...statuses] });
    return this.views.page<AgreementDocument, CommitmentRow>(
      agreementsView.name,
      { where, sort: { field: "due", direction: "asc" }, limit: rowsOf(query), after },
      seen,
      async (documents) =>
        (await this.#answers(documents)).flatMap(({ id: agreement, units, region, commitments }) =>
          commitments
            .filter((each) => owner === undefined || each.owner === owner)
            .filter((each) => statuses === undefined || statuses.includes(each.status))
            .map(({ steps: _, ...commitment }) => ({ ...commitment, agreement, units, region })),
        ),
    );
  }

  @Get(":id")
  @Permits("AGREEMENT_READ")
  @ApiOperation({
    operationId: "agreement.one",
    summary: "Read a meeting: who took part, who took on what, and what became of it",
  })
  async one(
    @Param("id", idParam) id: string,
    @Query(validated(SeenQuery)) { seen }: SeenQuery,
  ): Promise<One<Opened<AgreementAnswer>>> {
    await this.views.waitsFor([agenciesView.name], seen);
    return this.views.one<AgreementDocument, AgreementAnswer>(agreementsView.name, id, seen, async (document) => {
      const [answer] = await this.#answers([document]);
      return answer!;
    });
  }

  async #answers(documents: readonly AgreementDocument[]): Promise<AgreementAnswer[]> {
    const now = this.clock.now();
    const owners = [...new Set(documents.flatMap((document) => document.owners))];
    const agencies = await this.views.readModel.getMany<AgencyDocument>(agenciesView.name, owners);
    const zones = new Map(agencies.map(({ id, zone }) => [id, zone]));
    return documents.map((document) => {
      const { steps: _s, regions: _r, owners: _o, statuses: _t, at: _a, ...shown } = document;
      return { ...shown, commitments: commitmentsNow(document, zones, now) };
    });
  }
}

function asked({ unit, party, region }: AgreementsQuery): Condition[] {
  const where: Condition[] = [];
  if (unit !== undefined) where.push({ field: "units", has: unit });
  if (party !== undefined) where.push({ field: "parties", has: party });
  if (region !== undefined) where.push({ field: "regions", has: region });
  return where;
}
