import { eventOf } from "../../event-sourcing/deciding/new-event.js";
import { Rejection, type Rule } from "../../event-sourcing/deciding/rejection.js";
import { command } from "../../http/command.js";
import { NarrativeField } from "../../http/fields.js";
import { Occurring } from "../../http/parts.js";
import { CountsVerified } from "./dataset.events.js";
import type { Dataset } from "./dataset.js";
import { VERIFIED_BY_ANOTHER } from "./record-counts.js";

export class VerifyCounts extends Occurring {
  @NarrativeField({ optional: true, description: "How it was verified; sealed" })
  note?: string;
}

const rule = (id: string, en: string, indonesian: string): Rule => ({ id, source: "[design]", en, indonesian });

const VERIFIED_ALREADY = rule("count-verified", "The counts were verified already", "Angka ini sudah diverifikasi");

const STILL_IN_VERIFICATION = rule(
  "count-still-in-verification",
  "A number is missing as its source still verifies it: record the number as a newer count",
  "Ada angka yang masih diverifikasi sumbernya: catat angka itu sebagai data baru",
);

export const verifyCounts = command(VerifyCounts, {
  path: "verifications",
  summary: "Verify counts that another officer recorded",
  permission: "COUNT_VERIFY",
  decide: (data, { status, recordedBy, figures }: Dataset, given) => {
    if (status === "VERIFIED") throw new Rejection(VERIFIED_ALREADY);
    if (recordedBy === given.actor.id) throw new Rejection(VERIFIED_BY_ANOTHER);
    if (figures.some(({ missing }) => missing === "UNDER_VERIFICATION")) throw new Rejection(STILL_IN_VERIFICATION);
    return [eventOf(CountsVerified, data, given, { subjects: [], facts: {}, narrative: { note: data.note } })];
  },
});
