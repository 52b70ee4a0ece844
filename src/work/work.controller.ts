import { agenciesOf, type Caller } from "../access/caller.js";
import { currentCaller } from "../access/current-caller.js";
import { sightKey } from "../access/need-to-know.view.js";
import { inSight } from "../access/sight.js";
import { Permits } from "../access/permit.js";
import { Controller, Get, Inject, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "../described.js";
import { agenciesView } from "../agency/agencies.view.js";
import { officersView } from "../agency/officers.view.js";
import { orphanedAmong, orphanedOf, type Orphaned } from "../agency/orphaned-work.js";
import type { Clock } from "../event-sourcing/clock.js";
import { CLOCK } from "../event-sourcing/ports.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import type { Condition, Query as ViewQuery } from "../event-sourcing/projecting/read-model.js";
import { dateIn, DEFAULT_ZONE } from "../event-sourcing/stored-event/occurred-at.js";
import { NO_FIELDS, onlyFields, type PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";
import { validated } from "../http/validated.js";
import { CodeField, UuidField } from "../http/fields.js";
import { PageQuery, rowsOf } from "../http/queries.js";
import { Views, type Many } from "../http/views.js";
import { fileNumbersView, numbersOf } from "../numbering/file-numbers.view.js";
import { personProfileView, type PersonProfileDocument } from "../person/person-profile.view.js";
import type { Opened } from "../privacy/masking.js";
import { pageOfParts } from "./parts-of-list.js";
import { inOffice, workItemsView, type WorkItem, type WorkRow } from "./work-items.view.js";

class WorkQuery extends PageQuery {
  @UuidField({
    optional: true,
    description: "The officer whose work it is; with no agency either: who calls, and then their office",
  })
  officer?: string;

  @UuidField({ optional: true })
  agency?: string;

  @CodeField(["true"], {
    optional: true,
    description:
      "With no officer: only work whose officer has left its agency, or that an agency which has ended gave to nobody; with no agency either, of one's own office and of those that it took over from",
  })
  orphaned?: "true";

  @CodeField(["true"], {
    optional: true,
    description:
      "With nothing else: what the caller had and another officer has now, while it is open; what passed on last comes first",
  })
  handedOver?: "true";
}

/** Whom an item is about, by what they are called. */
interface NamedPerson {
  readonly person: string;
  /** Sealed. */
  readonly identity: PersonalRecord;
}

/** An item, whether it was due before today, and whether its officer has left. */
export type WorkAnswer = Omit<WorkItem, "persons"> & {
  /** Of the case or repatriation: to be said on the phone. */
  readonly number: string | null;
  readonly persons: readonly NamedPerson[];
  readonly overdue: boolean;
  /** The officer who has it acts for its agency no more, or its agency has ended and gave it to nobody. */
  readonly orphaned: Orphaned | null;
};

/** Of which stream the id of an item is. */
const CATEGORIES: { readonly [K in WorkItem["kind"]]: Parameters<typeof sightKey>[0] } = {
  CASE: "case",
  REPATRIATION_STEP: "repatriation",
  CLEARANCE_REVIEW: "migrant",
  REFERRAL: "referral",
  CASE_TASK: "case",
  REPATRIATION_TASK: "repatriation",
};

/** Views of what is shown beside an item. */
const SHOWN_BESIDE = [personProfileView, fileNumbersView, officersView, agenciesView].map(({ name }) => name);

/** A part of a list: which items, in which order, and which of them stand in an earlier part. */
export interface WorkPart extends Required<Pick<ViewQuery, "where" | "sort">> {
  readonly isFor?: (row: WorkRow) => boolean;
}

@ApiTags("work")
@Controller("work")
export class WorkQueries {
  constructor(
    private readonly views: Views,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Permits("WORK_READ")
  @ApiOperation({
    operationId: "work.mine",
    summary: "My work first, then that of my office, then the cases there that nobody has; each by the day it is due",
    description:
      "Cases, steps of repatriations, tasks of both, clearances under review and referrals that are open. Without `officer` and `agency`: what the caller has (`officer`), " +
      "then what else their office has (`assigned`), then tasks that no officer has, and cases that the office received or was handed and gave to " +
      "nobody (`assigned` is false; of a case `action` is ASSIGNMENT, `due` is the day by which an officer should have it). In each " +
      "part what is due first comes first, and what has no day last. With `agency`, all of it by the day it is due.",
  })
  async list(@Query(validated(WorkQuery)) query: WorkQuery): Promise<Many<Opened<WorkAnswer>>> {
    const caller = currentCaller();
    const { seen, after } = query;
    const limit = rowsOf(query);
    const today = dateIn(DEFAULT_ZONE, this.clock.now());
    await this.views.waitsFor(SHOWN_BESIDE, seen);
    const parts = await this.#parts(query);
    const asked = parts.map((part) => ({ ...part, where: [...part.where, ...inSight(caller)] }));
    const list = { projection: workItemsView.name, parts: asked, keyOf: workKey };
    const rows = await this.views.inOrder(list, after, (place) =>
      pageOfParts(asked, { limit, after: place }, ({ where, sort, isFor }, page) =>
        this.views.rows<WorkRow>(
          workItemsView.name,
          { where, sort, ...page },
          seen,
          ({ work }) => work.id,
          workKey,
          isFor,
        ),
      ),
    );
    return this.views.shown(rows, (shown) => this.#shape(shown, today));
  }

  /**
   * Who has left is no part of the question to the index: a page after somebody left goes on where the one before
   * ended.
   */
  async #parts({ officer, agency, orphaned, handedOver }: WorkQuery): Promise<WorkPart[]> {
    const caller = currentCaller();
    if (handedOver !== undefined) {
      if ((officer ?? agency ?? orphaned) !== undefined)
        throw new InvalidField("invalid-field", "handedOver", "is asked for with nothing beside it");
      return [handedOverBy(caller.actor.id)];
    }
    if (orphaned === undefined || officer !== undefined)
      return (officer ?? agency) ? [workOf({ officer, agency })] : workAtDesk(caller);
    const agencies = agency === undefined ? agenciesOf(caller) : [agency];
    const isOrphaned = await orphanedOf(this.views.readModel, agencies, this.clock.now());
    return agencies.map((each) => ({ ...workOf({ agency: each }), isFor: ({ work }) => isOrphaned(work) }));
  }

  async #shape(rows: readonly WorkRow[], today: string): Promise<WorkAnswer[]> {
    const ids = [...new Set(rows.flatMap(({ work }) => work.persons))];
    const profiles = await this.views.readModel.getMany<PersonProfileDocument>(personProfileView.name, ids);
    const byId = new Map(profiles.map((profile) => [profile.id, profile]));
    const numbers = await numbersOf(
      this.views.readModel,
      rows.map(({ work }) => work.id),
    );
    const orphaned = await orphanedAmong(
      this.views.readModel,
      rows.map(({ work }) => work),
      this.clock.now(),
    );
    return rows.map(({ work }) => ({
      ...work,
      number: numbers.get(work.id) ?? null,
      persons: work.persons.map((person) => ({
        person,
        identity: onlyFields(byId.get(person)?.identity ?? NO_FIELDS, ["name", "initials"]),
      })),
      overdue: work.due !== null && work.due < today,
      orphaned: orphaned(work),
    }));
  }
}

/** What an item is part of, in the need to know. */
export const workKey = ({ work: { kind, id } }: WorkRow) => sightKey(CATEGORIES[kind], id);

/**
 * Whose work: of an officer, of an agency, or of an officer there. What is due first comes first, and last what has no
 * day.
 */
export function workOf({
  officer,
  agency,
}: {
  readonly officer?: string | undefined;
  readonly agency?: string | undefined;
}): WorkPart {
  const field = officer === undefined ? "ofAgency" : "ofOfficer";
  const where: Condition[] = [{ field, prefix: `${officer ?? agency ?? ""} ` }];
  if (officer !== undefined && agency !== undefined) where.push({ field: "agency", is: agency });
  return { where, sort: { field, direction: "asc" } };
}

/** What an officer had, and another has now: what passed on last comes first. */
export function handedOverBy(officer: string): WorkPart {
  return {
    where: [{ field: "ofFormer", prefix: `${officer} ` }],
    sort: { field: "ofFormer", direction: "desc" },
  };
}

/**
 * What somebody finds at their desk: their own work, then what else their office has, then what nobody there has. An
 * office is the agency that they act for, then each that it took over from.
 */
export function workAtDesk(caller: Pick<Caller, "actor" | "predecessors">): WorkPart[] {
  const { id: officer } = caller.actor;
  const agencies = agenciesOf(caller);
  const office = (assigned: boolean) =>
    agencies.map((agency): WorkPart => ({
      where: [{ field: "inOffice", prefix: inOffice(agency, assigned) }],
      sort: { field: "inOffice", direction: "asc" },
      isFor: ({ work }) => work.officer !== officer,
    }));
  return [workOf({ officer }), ...office(true), ...office(false)];
}
