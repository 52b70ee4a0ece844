import { regionFact } from "../facts/shapes.js";
import { CodeField, CountryField, PatternField, RegionField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { PLACE, ROUTES, type Route } from "./codes.js";
import { i7RemainsMayLeave, loadDocumentRules, type DocumentRulesLoaded } from "./remains-may-leave.js";
import {
  RemainsArrived,
  RemainsDeparted,
  RemainsQuarantinePermitted,
  RemainsReleasedByCustoms,
  RemainsSentOnward,
} from "./remains.events.js";
import { remainsCommand, type GivenAt } from "./repatriation-command.js";

export class RecordRemainsDeparture extends Occurring {
  @CodeField(ROUTES)
  route!: Route;

  @CountryField({ optional: true, description: "Left out: the country of the repatriation" })
  country?: string;
}

export const recordRemainsDeparture = remainsCommand(RecordRemainsDeparture, {
  path: "remains-departure",
  summary: "Record that the remains left the country (I7)",
  event: RemainsDeparted,
  loads: loadDocumentRules,
  decide: ({ route, country }, state, { loaded, at, now }: GivenAt<DocumentRulesLoaded>) => ({
    facts: {
      route,
      country: country ?? state.country ?? undefined,
      ...i7RemainsMayLeave(state, { route, usually: "REPATRIATE" }, loaded.rules, at, now),
    },
  }),
});

export class RecordRemainsArrival extends Occurring {
  @RegionField({ optional: true })
  region?: string;

  @PatternField(PLACE, "an IATA code or a UN/LOCODE", { optional: true, example: "MDC" })
  place?: string;
}

export const recordRemainsArrival = remainsCommand(RecordRemainsArrival, {
  path: "remains-arrival",
  summary: "Record that the remains arrived in Indonesia",
  event: RemainsArrived,
  decide: ({ region, place }) => ({ facts: { region: regionFact(region), place } }),
});

export class PermitQuarantine extends Occurring {}

export const permitQuarantine = remainsCommand(PermitQuarantine, {
  path: "quarantine-permit",
  summary: "Record that quarantine gave its permit",
  event: RemainsQuarantinePermitted,
  decide: () => ({ facts: {} }),
});

export class ReleaseFromCustoms extends Occurring {}

export const releaseFromCustoms = remainsCommand(ReleaseFromCustoms, {
  path: "customs-release",
  summary: "Record that customs released the remains",
  event: RemainsReleasedByCustoms,
  decide: () => ({ facts: {} }),
});

export class RecordRemainsOnward extends Occurring {
  @CodeField(["AMBULANCE", "AIR", "SEA"])
  by!: "AMBULANCE" | "AIR" | "SEA";

  @RegionField({ optional: true })
  towards?: string;
}

export const recordRemainsOnward = remainsCommand(RecordRemainsOnward, {
  path: "remains-onward-legs",
  summary: "Record a leg of the way of the remains from the terminal home",
  event: RemainsSentOnward,
  decide: ({ by, towards }) => ({ facts: { by, towards: regionFact(towards) } }),
});
