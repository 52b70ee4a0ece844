import type { Decision } from "../event-sourcing/deciding/decider.js";
import type { Advice, RedFlag, RiskBand } from "./codes.js";
import type { DeterminePlacementStatus, RegisterMigrant, ScreenRisk } from "./migrant.commands.js";
import { MigrantRegistered, PlacementStatusDetermined, RiskScreened } from "./migrant.events.js";
import { migrantEvent } from "./new-migrant-event.js";
import { openJourney, type Migrant } from "./state.js";
import { assertFits, journeyFor } from "./step-order.js";

export const registerMigrant: Decision<RegisterMigrant, Migrant> = {
  creates: true,
  decide: ({ occurredAt, ...facts }, _state, given) => [
    migrantEvent(MigrantRegistered, {}, given, facts, { occurredAt }),
  ],
};

/** I12: the status changes by its own event alone; no finding of trafficking is among its bases, and it makes none. */
export const determinePlacementStatus: Decision<DeterminePlacementStatus, Migrant> = {
  decide: ({ status, basis, ...told }, _state, given) => [
    migrantEvent(PlacementStatusDetermined, told, given, { status, basis }),
  ],
};

/** A screening gives advice, and is never a ban: no rule reads it (I2). */
export const screenRisk: Decision<ScreenRisk, Migrant> = {
  decide: (command, state, given) => {
    const { redFlags, band = riskBand(redFlags), advice = adviceFor(redFlags), journey: named } = command;
    const journey = named === undefined ? openJourney(state) : journeyFor(state, named);
    const event = migrantEvent(RiskScreened, command, given, { journey: journey?.id, redFlags, band, advice });
    assertFits(event, state, given);
    return [event];
  },
};

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
