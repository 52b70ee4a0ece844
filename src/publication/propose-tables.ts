import { dayOf } from "../figures/dimension.js";
import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { command } from "../http/command.js";
import { PatternField } from "../http/fields.js";
import { PublicTablesProposed, type PublicationFacts } from "./publication.events.js";
import type { Publication } from "./publication.js";
import { publicationId, publishableFrom, QUARTER } from "./quarter.js";
import { QuarterlyTables } from "./quarterly-tables.js";

export class ProposePublicTables {
  @PatternField(QUARTER, "a quarter of a year", { example: "2025-Q2" })
  quarter!: string;
}

type LookedUp = Pick<PublicationFacts, "dataAsOf" | "tables">;

const SOURCE = "[design] what is published once can't be compared with itself";

const NOT_OVER: Rule = {
  id: "quarter-not-over",
  source: "[design] what is told late counts, too",
  en: "A quarter is published 30 days after its end at the earliest",
  indonesian: "Triwulan diterbitkan paling cepat 30 hari setelah berakhir",
};

export const PUBLISHED_ONCE: Rule = {
  id: "quarter-published",
  source: SOURCE,
  en: "The quarter is published already, and is published once",
  indonesian: "Triwulan ini sudah diterbitkan, dan hanya diterbitkan sekali",
};

export const proposePublicTables = command(ProposePublicTables, {
  path: "proposals",
  summary: "Make the public tables of a quarter, for another officer to look at and publish",
  permission: "PUBLICATION_PROPOSE",
  creates: "either",
  looksUp: (modules, _id, { quarter }): Promise<LookedUp> =>
    modules.get(QuarterlyTables, { strict: false }).of(quarter),
  decide: ({ quarter, dataAsOf, tables }: ProposePublicTables & LookedUp, { published }: Publication, given) => {
    if (given.id !== publicationId(quarter))
      throw new InvalidField("invalid-field", "quarter", "is not the quarter of this publication");
    const from = publishableFrom(quarter);
    if (dayOf(given.now) < from) throw new Rejection(NOT_OVER, { quarter, from });
    if (published !== null) throw new Rejection(PUBLISHED_ONCE, { quarter });
    const facts = { quarter, proposal: given.newId(), dataAsOf, tables };
    return [eventOf(PublicTablesProposed, {}, given, { subjects: [], facts })];
  },
});
