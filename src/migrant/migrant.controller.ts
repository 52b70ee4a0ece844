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
import { commandRoutes } from "../http/command-routes.js";
import { idParam } from "../http/ids-in-path.js";
import { validated } from "../http/validated.js";
import { CodeField, CountryField, RegionField } from "../http/fields.js";
import { PageQuery, rowsOf, SeenQuery } from "../http/queries.js";
import { Views } from "../http/views.js";
import type { Person } from "../person/person.js";
import type { RuleKind } from "../rules/kinds.js";
import { ruleSetId, type RuleSet } from "../rules/rule-set.js";
import { rulesView, type RulesDocument } from "../rules/rules.view.js";
import { JOURNEY_STEPS, PHASES, PLACEMENT_STATUSES } from "./codes.js";
import { migrantDecider } from "./migrant.commands.js";
import { migrantProfile, migrantRow } from "./migrant-profile.js";
import { migrantProfileView, type MigrantProfileDocument } from "./migrant-profile.view.js";
import type { BirthDate } from "./requirements.js";

export const MigrantCommands = commandRoutes(migrantDecider, "migrants", "JOURNEY_RECORD");

class MigrantsQuery extends PageQuery {
  @CodeField(JOURNEY_STEPS, { optional: true })
  step?: string;

  @CodeField(PHASES, { optional: true })
  phase?: string;

  @CountryField({ optional: true, description: "Destination, or where the migrant is" })
  country?: string;

  @RegionField({ optional: true, description: "The place of origin lies in this region" })
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
    const { seen, after } = query;
    const limit = rowsOf(query);
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
    summary: "One migrant: phase, journeys, documents, and what clearance still needs from whom",
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
