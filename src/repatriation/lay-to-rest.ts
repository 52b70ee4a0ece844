import { regionFact } from "../facts/shapes.js";
import { CodeField, CountryField, RegionField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { NO_ROUTE } from "./codes.js";
import { i7RemainsMayLeave, loadDocumentRules, type DocumentRulesLoaded } from "./remains-may-leave.js";
import { RemainsCremated, RemainsLaidToRest } from "./remains.events.js";
import { remainsCommand, type GivenAt } from "./repatriation-command.js";

export class RecordCremation extends Occurring {
  @CountryField({ optional: true, description: "Left out: the country of the repatriation" })
  country?: string;
}

export const recordCremation = remainsCommand(RecordCremation, {
  path: "cremation",
  summary: "Record that the remains were cremated where the person died (I7)",
  event: RemainsCremated,
  loads: loadDocumentRules,
  decide: ({ country }, state, { loaded, at, now }: GivenAt<DocumentRulesLoaded>) => ({
    facts: {
      country: country ?? state.country ?? undefined,
      ...i7RemainsMayLeave(state, { route: NO_ROUTE, usually: "CREMATE" }, loaded.rules, at, now),
    },
  }),
});

export class RecordLaidToRest extends Occurring {
  @CountryField({ example: "ID" })
  country!: string;

  @RegionField({ optional: true, description: "In Indonesia" })
  region?: string;

  @CodeField(["BURIED", "CREMATED", "ASHES_LAID"])
  manner!: "BURIED" | "CREMATED" | "ASHES_LAID";
}

/** I7 holds for a burial abroad as for a departure. */
export const recordLaidToRest = remainsCommand(RecordLaidToRest, {
  path: "burial",
  summary: "Record that the remains were buried, or the ashes laid to rest",
  event: RemainsLaidToRest,
  loads: ({ country }) => (country === "ID" ? {} : loadDocumentRules()),
  decide: ({ country, region, manner }, state, { loaded, at, now }: GivenAt<Partial<DocumentRulesLoaded>>) => {
    const papers =
      country === "ID"
        ? { documents: [] }
        : i7RemainsMayLeave(state, { route: NO_ROUTE, usually: "BURY_ABROAD" }, loaded.rules!, at, now);
    return { facts: { country, region: regionFact(region), manner, ...papers } };
  },
});
