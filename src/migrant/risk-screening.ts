import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import type { Given } from "../event-sourcing/deciding/decider.js";
import { dateIn, resolveTime } from "../event-sourcing/stored-event/occurred-at.js";
import { command } from "../http/command.js";
import { CodeField } from "../http/fields.js";
import type { RuleContent } from "../rules/kinds.js";
import { contentOf, editionInForce, rulesOf, type RuleSet } from "../rules/rule-set.js";
import { ADVICE, RED_FLAGS, type Advice, type RedFlag, type RiskBand } from "./codes.js";
import { JourneyCommand, migrantEvent } from "./migrant-command.js";
import { RiskScreened } from "./migrant.events.js";
import { openJourney, type Migrant } from "./state.js";
import { assertFits, journeyFor } from "./step-order.js";

export class ScreenRisk extends JourneyCommand {
  @CodeField(RED_FLAGS, { many: true, description: "Signs that were asked about, and are there" })
  redFlags!: RedFlag[];

  @CodeField(RED_FLAGS, {
    many: true,
    optional: true,
    description: "Signs that were asked about, and are not there; any other was not asked about",
  })
  denied?: RedFlag[];
}

/**
 * A screening gives advice and is never a ban: no rule reads it (I2). It needs no journey. The band and the advice follow
 * from the answers, by the edition of the checklist that is in force on the day of the screening.
 */
export const screenRisk = command(ScreenRisk, {
  path: "screenings",
  summary: "Screen an offer for signs of danger, and give advice",
  loads: () => ({ checklist: rulesOf("RISK_CHECKLIST") }),
  decide: (data, state: Migrant, given: Given<{ readonly checklist: RuleSet }>) => {
    const { redFlags, denied = [], journey: named } = data;
    const journey = named === undefined ? openJourney(state) : journeyFor(state, named);
    const at = resolveTime(data.occurred, given.now);
    const day = dateIn(at.zone, at.earliest ?? given.now);
    const { checklist } = given.loaded;
    const { edition } = editionInForce("RISK_CHECKLIST", checklist, day);
    const content = contentOf("RISK_CHECKLIST", checklist, edition);
    assertAsked(content, "redFlags", redFlags);
    assertAsked(content, "denied", denied);
    const both = denied.findIndex((flag) => redFlags.includes(flag));
    if (both >= 0) throw new InvalidField("invalid-field", `denied.${both}`, "is among the red flags, too");
    const facts = {
      journey: journey?.id,
      redFlags,
      denied,
      edition,
      band: riskBand(content, redFlags),
      advice: adviceFor(content, redFlags),
    };
    const event = migrantEvent(RiskScreened, data, given, facts);
    assertFits(event, state, given);
    return [event];
  },
});

type Checklist = RuleContent<"RISK_CHECKLIST">;

/** @throws InvalidField for a sign that the edition does not ask about */
function assertAsked({ flags }: Checklist, field: string, answered: readonly RedFlag[]): void {
  const other = answered.findIndex((each) => !flags.some(({ flag }) => flag === each));
  if (other >= 0) throw new InvalidField("invalid-field", `${field}.${other}`, "is not in the checklist of that day");
}

/** What the weights of the signs add up to; each counts once. */
export function riskBand({ flags, bands }: Checklist, redFlags: readonly RedFlag[]): RiskBand {
  const found = flags.filter(({ flag }) => redFlags.some((each) => each === flag));
  const sum = found.reduce((total, { weight }) => total + weight, 0);
  if (sum >= bands.high) return "HIGH";
  return sum >= bands.medium ? "MEDIUM" : "LOW";
}

/** What each sign calls for, once. */
export function adviceFor({ flags }: Checklist, redFlags: readonly RedFlag[]): Advice[] {
  const called = redFlags.flatMap((each) => flags.find(({ flag }) => flag === each)?.advice ?? []);
  return ADVICE.filter((advice) => called.includes(advice));
}
