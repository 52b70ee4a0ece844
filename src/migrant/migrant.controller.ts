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
import { idParam, validated } from "../http/command-routes.js";
import { commandRoutes, late, route } from "../http/old-routes.js";
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

const decides = { permission: "CLEARANCE_DECIDE" } as const;

export const MigrantCommands = commandRoutes(migrantAggregate, "migrants", "JOURNEY_RECORD", [
  route("placement-status", commands.DeterminePlacementStatus, "Determine the placement status, and on what basis"),
  route("screenings", commands.ScreenRisk, "Screen an offer for signs of danger, and advise"),
  route("journeys", commands.StartJourney, "Start a journey, or tell of one that was found under way or is over"),
  route("documents", commands.SubmitDocument, "Submit an uploaded file as a document of the journey"),
  route("document-verifications", commands.VerifyDocument, "Verify a document that others uploaded", decides),
  route("document-rejections", commands.RejectDocument, "Reject a document, with reason and legal ground", decides),
  route("orientations", commands.AttendOrientation, "Record that the pre-departure orientation (OPP) was attended"),
  route("insurances", commands.ActivateInsurance, "Record a cover: JKK, JKM or JHT"),
  route("clearances", commands.GrantClearance, "Clear for departure; a rejection lists all that is missing", decides),
  route("clearance-refusals", commands.RefuseClearance, "Refuse clearance, with reason and legal ground", decides),
  route("departures", commands.RecordDeparture, "Record the departure"),
  route("arrivals", commands.ReportArrival, "Record the arrival abroad (lapor diri)"),
  route("employments", commands.StartEmployment, "Record that a job began"),
  late(route("employment-ends", commands.EndEmployment, "Record that the job ended")),
  route("return-starts", commands.StartReturn, "Record that the journey home began", { settles: true }),
  route("returns", commands.RecordReturn, "Record the return, with its cause", { settles: true }),
  route("reintegrations", commands.StartReintegration, "Record that reintegration began"),
  route("closures", commands.CloseJourney, "Close the journey", { settles: true }),
  route("withdrawals", commands.WithdrawJourney, "Record that the migrant gave the journey up"),
  route(
    "departure-preventions",
    commands.PreventDeparture,
    "Hold a departure back, with reason and legal ground",
    decides,
  ),
  route("departure-failures", commands.FailDeparture, "Record that a departure failed"),
  late(route("lost-contacts", commands.ReportContactLost, "Report that contact was lost")),
  late(route("restored-contacts", commands.RestoreContact, "Record that contact was restored")),
  route("detentions", commands.RecordDetention, "Record a detention"),
  late(route("releases", commands.RecordRelease, "Record a release")),
  route("death-reports", commands.ReportDeath, "Report a death, as far as the source tells", {
    permission: "DEATH_REPORT",
    settles: true,
  }),
  route("death-confirmations", commands.ConfirmDeath, "Confirm the reported death", {
    permission: "DEATH_CONFIRM",
    settles: true,
  }),
  route("death-withdrawals", commands.WithdrawDeathReport, "Withdraw a mistaken report of a death", {
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
    const { birthDate } = await this.views.open(onlyFields(identity, ["birthDate"]));
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
