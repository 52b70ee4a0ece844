import { eventOf } from "../../event-sourcing/deciding/new-event.js";
import { Rejection, type Rule } from "../../event-sourcing/deciding/rejection.js";
import { command } from "../../http/command.js";
import { CodeField, NarrativeField } from "../../http/fields.js";
import { Occurring } from "../../http/parts.js";
import { OUTREACH_MISTAKES, type OutreachMistake } from "./codes.js";
import { OF_THE_OWN_REGION } from "./record-outreach.js";
import type { Outreach } from "./outreach.js";
import { OutreachWithdrawn } from "./outreach.events.js";

const WITHDRAWN_ALREADY: Rule = {
  id: "outreach-withdrawn",
  source: "[design]",
  en: "The outreach was withdrawn already",
  indonesian: "Catatan sosialisasi ini sudah ditarik",
};

export class WithdrawOutreach extends Occurring {
  @CodeField(OUTREACH_MISTAKES)
  reason!: OutreachMistake;

  @NarrativeField({ optional: true })
  note?: string;
}

export const withdrawOutreach = command(WithdrawOutreach, {
  path: "withdrawal",
  summary: "Withdraw outreach that was recorded by mistake: it stays readable, and counts nowhere",
  decide: (data, { mistake, agency }: Outreach, given) => {
    const { actor } = given;
    if (actor.role === "VILLAGE_OFFICER" && agency !== actor.agency) throw new Rejection(OF_THE_OWN_REGION, { agency });
    if (mistake !== null) throw new Rejection(WITHDRAWN_ALREADY, { reason: mistake });
    const { reason, note } = data;
    return [eventOf(OutreachWithdrawn, data, given, { subjects: [], facts: { reason }, narrative: { note } })];
  },
});
