import { currentCaller } from "../access/current-caller.js";
import { sightKey } from "../access/need-to-know.view.js";
import { inSight } from "../access/sight.js";
import { Permits } from "../access/permit.js";
import { Controller, Get, Inject, Param, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "@nestjs/swagger";
import type { Clock } from "../event-sourcing/clock.js";
import { onlyFields } from "../event-sourcing/stored-event/personal-field.js";
import { CLOCK } from "../event-sourcing/ports.js";
import type { Condition } from "../event-sourcing/projecting/read-model.js";
import { commandRoutes, idParam, late, validated, type CommandRoute } from "../http/command-routes.js";
import { CodeField, CountryField, RegionField } from "../http/fields.js";
import { DEFAULT_LIMIT, PageQuery, SeenQuery } from "../http/queries.js";
import { Views } from "../http/views.js";
import type { Person } from "../person/person.js";
import type { RuleKind } from "../rules/kinds.js";
import { ruleSetId, type RuleSet } from "../rules/rule-set.js";
import { rulesView, type RulesDocument } from "../rules/rules.view.js";
import { JOURNEY_STEPS, PHASES, PLACEMENT_STATUSES } from "./codes.js";
import * as commands from "./migrant.commands.js";
import { migrantProfile, migrantRow } from "./migrant-profile.js";
import { migrantProfileView, type MigrantProfileDocument } from "./migrant-profile.view.js";
import { migrantAggregate } from "./migrant.js";
import type { BirthDate } from "./requirements.js";

const route = (
  body: new () => object,
  path: string,
  summary: string,
  { permission, settles }: Pick<CommandRoute, "permission" | "settles"> = {},
): CommandRoute => ({
  command: body.name,
  path,
  body,
  summary,
  ...(settles && { settles }),
  ...(permission && { permission }),
});
const decides = { permission: "CLEARANCE_DECIDE" } as const;

export const MigrantCommands = commandRoutes(migrantAggregate, "migrants", "JOURNEY_RECORD", [
  route(commands.DeterminePlacementStatus, "placement-status", "Determine the placement status, and on what basis"),
  route(commands.ScreenRisk, "screenings", "Screen an offer for signs of danger, and advise"),
  route(commands.StartJourney, "journeys", "Start a journey, or tell of one that was found under way or is over"),
  route(commands.SubmitDocument, "documents", "Submit an uploaded file as a document of the journey"),
  route(commands.VerifyDocument, "document-verifications", "Verify a document that others uploaded", decides),
  route(commands.RejectDocument, "document-rejections", "Reject a document, with reason and legal ground", decides),
  route(commands.AttendOrientation, "orientations", "Record that the pre-departure orientation (OPP) was attended"),
  route(commands.ActivateInsurance, "insurances", "Record a cover: JKK, JKM or JHT"),
  route(commands.GrantClearance, "clearances", "Clear for departure; a rejection lists all that is missing", decides),
  route(commands.RefuseClearance, "clearance-refusals", "Refuse clearance, with reason and legal ground", decides),
  route(commands.RecordDeparture, "departures", "Record the departure"),
  route(commands.ReportArrival, "arrivals", "Record the arrival abroad (lapor diri)"),
  route(commands.StartEmployment, "employments", "Record that a job began"),
  late(route(commands.EndEmployment, "employment-ends", "Record that the job ended")),
  route(commands.StartReturn, "return-starts", "Record that the journey home began", { settles: true }),
  route(commands.RecordReturn, "returns", "Record the return, with its cause", { settles: true }),
  route(commands.StartReintegration, "reintegrations", "Record that reintegration began"),
  route(commands.CloseJourney, "closures", "Close the journey", { settles: true }),
  route(commands.WithdrawJourney, "withdrawals", "Record that the migrant gave the journey up"),
  route(
    commands.PreventDeparture,
    "departure-preventions",
    "Hold a departure back, with reason and legal ground",
    decides,
  ),
  route(commands.FailDeparture, "departure-failures", "Record that a departure failed"),
  late(route(commands.ReportContactLost, "lost-contacts", "Report that contact was lost")),
  late(route(commands.RestoreContact, "restored-contacts", "Record that contact was restored")),
  route(commands.RecordDetention, "detentions", "Record a detention"),
  late(route(commands.RecordRelease, "releases", "Record a release")),
  route(commands.ReportDeath, "death-reports", "Report a death, as far as the source tells", {
    permission: "DEATH_REPORT",
    settles: true,
  }),
  route(commands.ConfirmDeath, "death-confirmations", "Confirm the reported death", {
    permission: "DEATH_CONFIRM",
    settles: true,
  }),
  route(commands.WithdrawDeathReport, "death-withdrawals", "Withdraw a mistaken report of a death", {
    permission: "DEATH_CONFIRM",
    settles: true,
  }),
]);

class MigrantsQuery extends PageQuery {
  @CodeField(JOURNEY_STEPS, { optional: true })
  step?: string;

  @CodeField(PHASES, { optional: true })
  phase?: string;

  @CountryField({ optional: true, description: "Where to, or where" })
  country?: string;

  @RegionField({ optional: true, description: "Comes from this region, or one in it" })
  origin?: string;

  @CodeField(PLACEMENT_STATUSES, { optional: true })
  placementStatus?: string;
}

@ApiTags("migrants")
@Controller("migrants")
export class MigrantQueries {
  constructor(
    private readonly views: Views,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Permits("MIGRANT_LIST")
  @ApiOperation({
    operationId: "migrant.list",
    summary: "Migrants by step, phase, country, origin or placement status",
  })
  list(@Query(validated(MigrantsQuery)) query: MigrantsQuery) {
    const { seen, limit = DEFAULT_LIMIT, after } = query;
    return this.views.many<MigrantProfileDocument, ReturnType<typeof migrantRow>>(
      migrantProfileView.name,
      { where: [...conditionsOf(query), ...inSight(currentCaller())], limit, after },
      seen,
      migrantRow,
      ({ id }) => id,
      ({ id }) => sightKey("migrant", id),
    );
  }

  @Get(":id")
  @Permits("MIGRANT_READ", "migrant")
  @ApiOperation({
    operationId: "migrant.profile",
    summary: "A migrant's phase, journeys, documents, and what clearance still needs from whom",
  })
  one(@Param("id", idParam) id: string, @Query(validated(SeenQuery)) { seen }: SeenQuery) {
    return this.views.one(migrantProfileView.name, id, seen, async (document: MigrantProfileDocument) =>
      migrantProfile(document, {
        documents: await this.#rules("PLACEMENT_DOCUMENTS"),
        destinations: await this.#rules("DESTINATIONS"),
        birthDate: await this.#birthDate(document.person),
        now: this.clock.now(),
      }),
    );
  }

  #rules(kind: RuleKind): Promise<RuleSet | undefined> {
    return this.views.readModel.get<RulesDocument>(rulesView.name, ruleSetId(kind));
  }

  async #birthDate({ identity, birthDateProof }: Person): Promise<BirthDate> {
    const { birthDate } = (await this.views.open(onlyFields(identity, ["birthDate"]))) as { birthDate?: unknown };
    if (birthDate === undefined) return { unproven: "NO_BIRTH_DATE" };
    if (birthDateProof !== "DOCUMENT") return { unproven: "NOT_BY_DOCUMENT" };
    return typeof birthDate === "string" ? { date: birthDate } : { unproven: "NOT_OPEN" };
  }
}

function conditionsOf({ step, phase, country, origin, placementStatus }: MigrantsQuery): Condition[] {
  const exact = Object.entries({ step, phase, country, placementStatus }).flatMap(([field, is]) =>
    is === undefined ? [] : [{ field, is }],
  );
  return origin === undefined ? exact : [...exact, { field: "origin", prefix: origin }];
}
