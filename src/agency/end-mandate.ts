import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { dateIn } from "../event-sourcing/stored-event/occurred-at.js";
import { command } from "../http/command.js";
import { CodeField, DateField, UuidField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import type { Agency } from "./agency.js";
import { MandateEnded } from "./agency.events.js";
import { MANDATE_ENDS } from "./mandates.js";

export class EndMandate extends Occurring {
  @UuidField()
  mandate!: string;

  @DateField({
    kind: "PLANNED",
    optional: true,
    description: "The first day on which it no longer holds; today if left out",
  })
  on?: string;

  @CodeField(MANDATE_ENDS)
  reason!: (typeof MANDATE_ENDS)[number];
}

const NO_SUCH_MANDATE: Rule = {
  id: "no-such-mandate",
  source: "[design]",
  en: "The agency has no such mandate",
  indonesian: "Instansi tidak memiliki kewenangan ini",
};

const ENDED_SO: Rule = {
  id: "mandate-ended",
  source: "[design]",
  en: "The mandate has ended by then already",
  indonesian: "Kewenangan ini sudah berakhir pada saat itu",
};

export const endMandate = command(EndMandate, {
  path: "mandate-ends",
  summary: "End a mandate of an agency, from a day on",
  decide: (data, { mandates, zone }: Agency, given) => {
    const { mandate, on = dateIn(zone, given.now), reason } = data;
    const known = mandates.find(({ id }) => id === mandate);
    if (known === undefined) throw new Rejection(NO_SUCH_MANDATE, { mandate });
    if (known.until !== null && known.until <= on) throw new Rejection(ENDED_SO, { mandate, on: known.until });
    return [eventOf(MandateEnded, data, given, { subjects: [], facts: { mandate, on, reason } })];
  },
});
