import { AgencyField } from "../agency/agency-field.js";
import { regionFact } from "../facts/shapes.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { CodeField, CountryField, NarrativeField, PatternField, RegionField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { EARLY_DEPARTURE_GROUNDS, PLACE, TRAVEL_MODES, type EarlyDepartureGround, type TravelMode } from "./codes.js";
import { ReturneeDebarked, ReturneeDeparted, ReturneeReceived, ReturneeSentOnward } from "./living.events.js";
import { livingCommand } from "./repatriation-command.js";
import { stepsLackingBefore } from "./step-status.js";

const DEPARTURE_EARLY: Rule = {
  id: "departure-early",
  source: "[design]; UU 18/2017 art. 21, 27",
  en: "Steps that come before a departure are missing: record them first, or say on what ground the person left without",
  indonesian:
    "Langkah sebelum keberangkatan belum lengkap: catat dahulu, atau sebutkan dasar keberangkatan tanpa langkah tersebut",
};

export class RecordReturneeDeparture extends Occurring {
  @CodeField(TRAVEL_MODES)
  mode!: TravelMode;

  @CountryField({ optional: true, description: "Left out: the country of the repatriation" })
  country?: string;

  @CodeField(EARLY_DEPARTURE_GROUNDS, {
    optional: true,
    description: "Required where a step before the departure is missing: why the person left without it",
  })
  early?: EarlyDepartureGround;

  @NarrativeField({ optional: true })
  note?: string;
}

/** An early departure is recorded with its ground, and with what was lacking. */
export const recordReturneeDeparture = livingCommand(RecordReturneeDeparture, {
  path: "departure",
  summary: "Record that the person departed for Indonesia",
  event: ReturneeDeparted,
  decide: ({ mode, country, early, note }, state) => {
    const lacking = stepsLackingBefore(state, "DEPARTED");
    if (lacking.length > 0 && early === undefined) throw new Rejection(DEPARTURE_EARLY, { lacking });
    const facts = { mode, country: country ?? state.country ?? undefined };
    return { facts: { ...facts, ...(lacking.length > 0 && { early, lacking }) }, narrative: { note } };
  },
});

export class RecordDebarkation extends Occurring {
  @RegionField({ optional: true })
  region?: string;

  @PatternField(PLACE, "an IATA code or a UN/LOCODE", { optional: true, example: "CGK" })
  place?: string;
}

export const recordDebarkation = livingCommand(RecordDebarkation, {
  path: "debarkation",
  summary: "Record that the person landed in Indonesia",
  event: ReturneeDebarked,
  decide: ({ region, place }) => ({ facts: { region: regionFact(region), place } }),
});

export class RecordReception extends Occurring {
  @CodeField(["TRANSIT_HOUSE", "REHABILITATION", "SELF_RETURN"])
  reception!: "TRANSIT_HOUSE" | "REHABILITATION" | "SELF_RETURN";

  @AgencyField({ optional: true, description: "The agency that receives" })
  agency?: string;
}

export const recordReception = livingCommand(RecordReception, {
  path: "receptions",
  summary: "Record where the person goes from the landing point: a transit house, rehabilitation, or on alone",
  event: ReturneeReceived,
  decide: ({ reception, agency }) => ({ facts: { reception, agency } }),
});

export class RecordReturneeOnward extends Occurring {
  @CodeField(TRAVEL_MODES)
  mode!: TravelMode;

  @RegionField({ optional: true })
  towards?: string;
}

export const recordReturneeOnward = livingCommand(RecordReturneeOnward, {
  path: "onward-legs",
  summary: "Record a leg of the way from the landing point home",
  event: ReturneeSentOnward,
  decide: ({ mode, towards }) => ({ facts: { mode, towards: regionFact(towards) } }),
});
