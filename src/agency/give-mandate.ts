import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { dateIn } from "../event-sourcing/stored-event/occurred-at.js";
import { CATEGORIES, type Category } from "../facts/case-categories.js";
import { command } from "../http/command.js";
import { CodeField, CountryField, DateField, RegionField, TextField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import type { Agency } from "./agency.js";
import { MandateGiven } from "./agency.events.js";
import { assertInOfficeOn } from "./in-office.js";
import { MANDATE_STAGES, type Mandate, type MandateStage } from "./mandates.js";

export class GiveMandate extends Occurring {
  @CodeField(MANDATE_STAGES)
  stage!: MandateStage;

  @RegionField({ optional: true, description: "With no region and no country: everywhere" })
  region?: string;

  @CountryField({ optional: true })
  country?: string;

  @CodeField(CATEGORIES, { optional: true, many: true, description: "Categories of cases; all if left out" })
  categories?: Category[];

  @DateField({ kind: "PLANNED", optional: true, description: "Today if left out" })
  from?: string;

  @DateField({ kind: "EXPIRY", optional: true, description: "The first day on which it no longer holds" })
  until?: string;

  @TextField(200, { optional: true, example: "UU 18/2017 art. 42", description: "The law or decision that gives it" })
  source?: string;
}

const GIVEN_SO: Rule = {
  id: "mandate-given-so",
  source: "[design]",
  en: "The agency has this mandate in these days already",
  indonesian: "Instansi sudah memiliki kewenangan ini pada hari-hari tersebut",
};

export const giveMandate = command(GiveMandate, {
  path: "mandates",
  summary: "Record that an agency is responsible at a stage, in a place, for all cases or some; it sees no more by it",
  decide: (data, state: Agency, given) => {
    const { stage, region, country, until, source } = data;
    const categories = data.categories && [...new Set(data.categories)];
    if (region !== undefined && country !== undefined)
      throw new InvalidField("invalid-field", "country", "a mandate is of a region or of a country, and not of both");
    if (categories?.length === 0)
      throw new InvalidField("invalid-field", "categories", "names none: leave it out for all");
    const from = data.from ?? dateIn(state.zone, given.now);
    if (until !== undefined && until <= from)
      throw new InvalidField("impossible-date", "until", "must come after the day on which the mandate begins");
    assertInOfficeOn(state, given.id, from);
    const mandate: Mandate = {
      id: given.newId(),
      stage,
      region: region ?? null,
      country: country ?? null,
      categories: categories ?? null,
      from,
      until: until ?? null,
      source: source ?? null,
    };
    const same = state.mandates.find((each) => isGivenBy(mandate, each));
    if (same) throw new Rejection(GIVEN_SO, { mandate: same.id });
    const facts = { mandate: mandate.id, stage, region, country, categories, from, until, source };
    return [eventOf(MandateGiven, data, given, { subjects: [], facts })];
  },
});

/** Whether one that is there gives all of it, on one of its days. */
function isGivenBy(mandate: Mandate, there: Mandate): boolean {
  const { stage, region, country, categories, from, until } = mandate;
  if (there.stage !== stage || there.region !== region || there.country !== country) return false;
  const all = there.categories;
  const covered = all === null || (categories !== null && categories.every((each) => all.includes(each)));
  return covered && (until === null || there.from < until) && (there.until === null || from < there.until);
}
