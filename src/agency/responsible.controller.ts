import { Controller, Get, Inject, Query } from "@nestjs/common";
import { Permits } from "../access/permit.js";
import { ApiOperation, ApiTags } from "../described.js";
import type { Clock } from "../event-sourcing/clock.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { CLOCK } from "../event-sourcing/ports.js";
import { allPages } from "../event-sourcing/projecting/all-pages.js";
import type { ReadModel } from "../event-sourcing/projecting/read-model.js";
import { dateIn, DEFAULT_ZONE } from "../event-sourcing/stored-event/occurred-at.js";
import { CATEGORIES } from "../facts/case-categories.js";
import { CodeField, CountryField, DateField, RegionField } from "../http/fields.js";
import { SeenQuery } from "../http/queries.js";
import { validated } from "../http/validated.js";
import { Views } from "../http/views.js";
import { agenciesView, type AgencyDocument } from "./agencies.view.js";
import { nameOn } from "./agency.js";
import {
  keysAt,
  MANDATE_STAGES,
  mandateCovers,
  mandateHolds,
  mandateIsFor,
  type Mandate,
  type MandateStage,
  type Place,
} from "./mandates.js";

const PAGE = 200;

class ResponsibleQuery extends SeenQuery {
  @CodeField(MANDATE_STAGES, { optional: true, description: "All stages if left out" })
  stage?: MandateStage;

  @RegionField({ optional: true, description: "Whoever answers for it or for a region around it" })
  region?: string;

  @CountryField({ optional: true, description: "Of a place abroad" })
  country?: string;

  @CodeField(CATEGORIES, { optional: true, description: "Of the case; of all categories if left out" })
  category?: string;

  @DateField({ kind: "PLANNED", optional: true, description: "The day; today if left out" })
  on?: string;
}

/** An agency by its name of the day, and the mandate by which it is responsible. */
export interface Responsible extends Omit<Mandate, "id"> {
  readonly agency: string;
  readonly name: string | null;
  readonly kind: string | null;
  readonly mandate: string;
}

@ApiTags("responsible")
@Controller("responsible")
export class ResponsibleQueries {
  constructor(
    private readonly views: Views,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Permits("REGISTRY_READ")
  @ApiOperation({
    operationId: "responsible.on",
    summary: "Who is responsible here, on a day: every agency with a mandate that covers it, the nearest first",
    description:
      "By stage, place and category of case. With no region and no country, those who are responsible everywhere. " +
      "`nobody` says that no agency is. A mandate lets nobody see anything",
  })
  async on(@Query(validated(ResponsibleQuery)) query: ResponsibleQuery) {
    const { stage = null, region = null, country = null, category = null, seen } = query;
    if (region !== null && country !== null)
      throw new InvalidField("invalid-field", "country", "name a region or a country, and not both");
    const on = query.on ?? dateIn(DEFAULT_ZONE, this.clock.now());
    const dataAsOf = await this.views.upTo(agenciesView.name, seen);
    const place = { region, country };
    const found = await mandatesAt(this.views.readModel, stage === null ? MANDATE_STAGES : [stage], place, on);
    const responsible = found
      .filter((each) => category === null || mandateIsFor(each.mandate, category))
      .map(shown(on));
    return {
      data: { on, stage, region, country, category, responsible, nobody: responsible.length === 0 },
      dataAsOf,
    };
  }
}

interface Found {
  readonly agency: AgencyDocument;
  readonly mandate: Mandate;
}

/** Mandates that cover a place on a day, of agencies in office on it: the nearest first, then by name. */
async function mandatesAt(
  views: ReadModel,
  stages: readonly MandateStage[],
  place: Place,
  on: string,
): Promise<Found[]> {
  const found = await mandatesUnder(
    views,
    stages.flatMap((stage) => keysAt(stage, place)),
    on,
  );
  const nearness = ({ mandate: { region, country } }: Found) => region?.length ?? (country === null ? 0 : 1);
  const nameOf = ({ agency }: Found) => nameOn(agency, on) ?? "";
  return found
    .filter(({ mandate }) => stages.includes(mandate.stage) && mandateCovers(mandate, place))
    .toSorted((a, b) => nearness(b) - nearness(a) || (nameOf(a) < nameOf(b) ? -1 : Number(nameOf(a) !== nameOf(b))));
}

/** All mandates at these stages that hold on a day, wherever. */
export async function mandatesOn(views: ReadModel, stages: readonly MandateStage[], on: string): Promise<Mandate[]> {
  const found = await mandatesUnder(views, stages, on);
  return found.map(({ mandate }) => mandate).filter(({ stage }) => stages.includes(stage));
}

async function mandatesUnder(views: ReadModel, keys: readonly string[], on: string): Promise<Found[]> {
  const found: Found[] = [];
  const agencies = allPages(async (after) => {
    const where = [{ field: "responsibleAt", hasAny: keys }];
    const { documents, next } = await views.find<AgencyDocument>(agenciesView.name, { where, limit: PAGE, after });
    return { rows: documents, next };
  });
  for await (const agency of agencies)
    for (const mandate of agency.mandates)
      if (mandateHolds(mandate, agency.validTo, on)) found.push({ agency, mandate });
  return found;
}

const shown =
  (on: string) =>
  ({ agency, mandate: { id, ...mandate } }: Found): Responsible => ({
    agency: agency.id,
    name: nameOn(agency, on) ?? null,
    kind: agency.kind ?? null,
    mandate: id,
    ...mandate,
  });
