import { command } from "../http/command.js";
import { CodeField } from "../http/fields.js";
import { ADVICE, RED_FLAGS, RISK_BANDS, type Advice, type RedFlag, type RiskBand } from "./codes.js";
import { JourneyCommand, migrantEvent } from "./migrant-command.js";
import { RiskScreened } from "./migrant.events.js";
import { openJourney, type Migrant } from "./state.js";
import { assertFits, journeyFor } from "./step-order.js";

export class ScreenRisk extends JourneyCommand {
  @CodeField(RED_FLAGS, { many: true })
  redFlags!: RedFlag[];

  @CodeField(RISK_BANDS, { optional: true, description: "Left out: what the red flags amount to" })
  band?: RiskBand;

  @CodeField(ADVICE, { optional: true, many: true, description: "Left out: what the red flags call for" })
  advice?: Advice[];
}

/** A screening gives advice and is never a ban: no rule reads it (I2). It needs no journey. */
export const screenRisk = command(ScreenRisk, {
  path: "screenings",
  summary: "Screen an offer for signs of danger, and give advice",
  decide: (data, state: Migrant, given) => {
    const { redFlags, band = riskBand(redFlags), advice = adviceFor(redFlags), journey: named } = data;
    const journey = named === undefined ? openJourney(state) : journeyFor(state, named);
    const event = migrantEvent(RiskScreened, data, given, { journey: journey?.id, redFlags, band, advice });
    assertFits(event, state, given);
    return [event];
  },
});

/** Signs that are enough by themselves [design]. */
const GRAVE: readonly RedFlag[] = ["SCAM_CORRIDOR", "NON_WORK_ENTRY", "BROKER_ADVANCE"];

/** HIGH for a grave sign or three of any, MEDIUM for one or two [design]. */
export function riskBand(redFlags: readonly RedFlag[]): RiskBand {
  if (redFlags.length >= 3 || redFlags.some((flag) => GRAVE.includes(flag))) return "HIGH";
  return redFlags.length > 0 ? "MEDIUM" : "LOW";
}

const ADVICE_FOR: { readonly [Flag in RedFlag]: Advice } = {
  RECRUITER_NOT_REGISTERED: "CHECK_COMPANY_REGISTER",
  NON_WORK_ENTRY: "ASK_FOR_WORK_VISA",
  FANTASTIC_PAY_NO_SKILLS: "GO_TO_LABOUR_OFFICE",
  NO_CONTRACT_BEFORE_LEAVING: "ASK_FOR_CONTRACT",
  FEE_TO_PRIVATE_ACCOUNT: "PAY_NOTHING",
  ALL_COSTS_PAID: "ASK_FOR_CONTRACT",
  PERSONAL_DATA_ASKED_DIRECTLY: "CHECK_COMPANY_REGISTER",
  SOCIAL_MEDIA_ONLY: "CHECK_COMPANY_REGISTER",
  SCAM_CORRIDOR: "DESTINATION_NOT_OPEN",
  SECRECY_FROM_FAMILY: "TELL_FAMILY",
  BROKER_ADVANCE: "REPORT_OFFER",
  FORMER_MIGRANT_OVER_35: "GO_TO_LABOUR_OFFICE",
  REPATRIATED_BEFORE: "GO_TO_LABOUR_OFFICE",
};

/** What each sign calls for, once. */
export function adviceFor(redFlags: readonly RedFlag[]): Advice[] {
  return [...new Set(redFlags.map((flag) => ADVICE_FOR[flag]))];
}
