import { agenciesOf } from "../access/caller.js";
import { currentCaller } from "../access/current-caller.js";
import { sightKey } from "../access/need-to-know.view.js";
import { Permits } from "../access/permit.js";
import { inSight } from "../access/sight.js";
import { Controller, Get, Inject, Param, Query } from "@nestjs/common";
import { agenciesView } from "../agency/agencies.view.js";
import { officersView } from "../agency/officers.view.js";
import { ApiOperation, ApiTags } from "../described.js";
import type { Clock } from "../event-sourcing/clock.js";
import { CLOCK } from "../event-sourcing/ports.js";
import type { Condition } from "../event-sourcing/projecting/read-model.js";
import { NO_FIELDS, onlyFields, type PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";
import { commandRoutes } from "../http/command-routes.js";
import { CodeField, UuidField } from "../http/fields.js";
import { idParam } from "../http/ids-in-path.js";
import { PageQuery, rowsOf, SeenQuery } from "../http/queries.js";
import { validated } from "../http/validated.js";
import { Views, type Many } from "../http/views.js";
import { fileNumbersView, numbersOf } from "../numbering/file-numbers.view.js";
import { personProfileView, type PersonProfileDocument } from "../person/person-profile.view.js";
import { recordsInSight } from "../person/records-in-sight.js";
import type { Opened } from "../privacy/masking.js";
import { MATTERS, REFERRAL_STATES } from "./codes.js";
import { referralDecider } from "./referral.commands.js";
import type { Share } from "./referral.js";
import { referralsView, type ReferralDocument } from "./referrals.view.js";

export const ReferralCommands = commandRoutes(referralDecider, "referrals", "REFERRAL_ANSWER");

class ReferralsQuery extends PageQuery {
  @CodeField(["received", "sent"], {
    optional: true,
    description: "Those that the caller's office received, or sent; left out: all in sight",
  })
  direction?: "received" | "sent";

  @CodeField(REFERRAL_STATES, { optional: true })
  state?: string;

  @CodeField(["true", "false"], {
    optional: true,
    description: "Those that wait for an answer or were accepted; or those that have ended",
  })
  live?: "true" | "false";

  @CodeField(MATTERS, { optional: true })
  matter?: string;

  @UuidField({ optional: true, description: "Those that share something of this person, under all of their records" })
  person?: string;

  @UuidField({ optional: true })
  case?: string;

  @UuidField({ optional: true })
  repatriation?: string;
}

/** Of whom something is shared, by what they are called. */
export type SharedPerson = Share & {
  /** Sealed. */
  readonly identity: PersonalRecord;
};

/** A referral as either side reads it. */
export type ReferralRow = Omit<
  ReferralDocument,
  "shares" | "persons" | "sight" | "expires" | "command" | "live" | "turns"
> & {
  /** Of the case or repatriation: to be said on the phone. */
  readonly number: string | null;
  readonly persons: readonly SharedPerson[];
  /** Whether the receiver still has something to do. */
  readonly live: boolean;
  /** The time for an answer is over, and nobody has answered. */
  readonly overdue: boolean;
};

export type ReferralPage = ReferralRow & Pick<ReferralDocument, "turns">;

/** Views of what is shown beside a referral. */
const SHOWN_BESIDE = [personProfileView, fileNumbersView, agenciesView, officersView].map(({ name }) => name);

@ApiTags("referrals")
@Controller("referrals")
export class ReferralQueries {
  constructor(
    private readonly views: Views,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Permits("REFERRAL_READ")
  @ApiOperation({
    operationId: "referral.list",
    summary: "List referrals that my office sent or received, the newest first",
    description:
      "Also of one person, case or repatriation, for its page. What was shared is shown while the referral is live; afterwards the receiver sees that there was one",
  })
  async list(@Query(validated(ReferralsQuery)) query: ReferralsQuery): Promise<Many<Opened<ReferralRow>>> {
    const { seen, after, direction, state, live, matter, person } = query;
    const caller = currentCaller();
    await this.views.waitsFor(SHOWN_BESIDE, seen);
    const where: Condition[] = [...inSight(caller)];
    if (direction !== undefined)
      where.push({ field: direction === "received" ? "to" : "from", in: [...agenciesOf(caller)] });
    if (state !== undefined) where.push({ field: "state", is: state });
    if (live !== undefined) where.push({ field: "live", is: live });
    if (matter !== undefined) where.push({ field: "matter", is: matter });
    if (query.case !== undefined) where.push({ field: "case", is: query.case });
    if (query.repatriation !== undefined) where.push({ field: "repatriation", is: query.repatriation });
    if (person !== undefined) {
      const records = await recordsInSight(this.views, person, seen);
      where.push({ field: "persons", hasAny: records });
    }
    return this.views.page<ReferralDocument, ReferralRow>(
      referralsView.name,
      { where, sort: { field: "sent", direction: "desc" }, limit: rowsOf(query), after },
      seen,
      async (documents) => (await this.#pages(documents)).map(({ turns: _, ...row }) => row),
      undefined,
      ({ id }) => sightKey("referral", id),
    );
  }

  @Get(":id")
  @Permits("REFERRAL_READ", "referral")
  @ApiOperation({
    operationId: "referral.page",
    summary: "Read a referral: what is asked of whom, what is shared, and who did what with it since",
  })
  async one(@Param("id", idParam) id: string, @Query(validated(SeenQuery)) { seen }: SeenQuery) {
    await this.views.waitsFor(SHOWN_BESIDE, seen);
    return this.views.one(referralsView.name, id, seen, async (document: ReferralDocument) => {
      const [page] = await this.#pages([document]);
      return page!;
    });
  }

  async #pages(documents: readonly ReferralDocument[]): Promise<ReferralPage[]> {
    const { readModel } = this.views;
    const now = this.clock.now();
    const ids = [...new Set(documents.flatMap(({ persons }) => persons))];
    const profiles = await readModel.getMany<PersonProfileDocument>(personProfileView.name, ids);
    const byId = new Map(profiles.map((profile) => [profile.id, profile]));
    const about = documents.flatMap(fileOf);
    const seen = await this.views.sight.seen(
      currentCaller(),
      about.map(({ key }) => key),
      "part",
    );
    // Its number is told with the page, and not without.
    const shownFiles = about.filter(({ key }) => seen.has(key)).map(({ id }) => id);
    const numbers = await numbersOf(readModel, shownFiles);
    return documents.map((document) => {
      const { shares, persons: _p, sight: _s, expires, command: _c, live, ...shown } = document;
      return {
        ...shown,
        number: fileOf(document).map(({ id }) => numbers.get(id))[0] ?? null,
        persons: shares.map((share) => ({
          ...share,
          identity: onlyFields(byId.get(share.person)?.identity ?? NO_FIELDS, ["name", "initials"]),
        })),
        live: live === "true",
        overdue: expires !== null && expires <= now,
      };
    });
  }
}

/** The case or repatriation that a referral is about, if any. */
function fileOf({ case: incident, repatriation }: ReferralDocument): { readonly id: string; readonly key: string }[] {
  if (incident !== null) return [{ id: incident, key: sightKey("case", incident) }];
  return repatriation === null ? [] : [{ id: repatriation, key: sightKey("repatriation", repatriation) }];
}
