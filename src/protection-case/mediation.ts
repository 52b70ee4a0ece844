import { AmountField, CurrencyField } from "../http/parts.js";
import { eventOf, personalOf } from "../event-sourcing/deciding/new-event.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { CodeField, DateField, NarrativeField, ObjectField, UuidField } from "../http/fields.js";
import { CaseBody, CaseBodyWithNote, caseCommand, subjectsOf } from "./case-command.js";
import { CaseSettled, ClarificationHeld, MediationHeld, SettlementFulfilled } from "./case.events.js";
import { standingSettlement } from "./case.state.js";
import { CLARIFICATION_OUTCOMES, MEDIATION_OUTCOMES } from "./codes.js";
import { partyOf } from "./parties.js";
import { assertVictim } from "./protection-case.js";
import { atAnyStage, entering } from "./stages.js";

const NO_SETTLEMENT: Rule = {
  id: "no-settlement",
  source: "[design]",
  en: "The case has no settlement that stands and is not fulfilled yet",
  indonesian: "Kasus tidak memiliki kesepakatan yang berlaku dan belum dipenuhi",
};

export class HoldClarification extends CaseBody {
  @UuidField({ optional: true, description: "Id of the party who was heard" })
  party?: string;

  @CodeField(CLARIFICATION_OUTCOMES)
  outcome!: (typeof CLARIFICATION_OUTCOMES)[number];

  @DateField({ kind: "DUE", optional: true, description: "By when what was promised is to be done" })
  promisedBy?: string;

  @NarrativeField({ optional: true })
  minutes?: string;
}

export const holdClarification = caseCommand(HoldClarification, {
  path: "clarifications",
  summary: "Record that a side was heard (klarifikasi)",
  allowed: entering("CLARIFICATION"),
  decide: (data, state, given) => {
    const { party, outcome, promisedBy, minutes } = data;
    const subjects = subjectsOf(state, party === undefined ? [] : [partyOf(state, party)]);
    const facts = { party, outcome, promisedBy };
    return [eventOf(ClarificationHeld, data, given, { subjects, facts, narrative: { minutes } })];
  },
});

export class HoldMediation extends CaseBody {
  @CodeField(MEDIATION_OUTCOMES)
  outcome!: (typeof MEDIATION_OUTCOMES)[number];

  @DateField({ kind: "PLANNED", optional: true, description: "The day of the next session" })
  next?: string;

  @NarrativeField({ optional: true })
  minutes?: string;
}

export const holdMediation = caseCommand(HoldMediation, {
  path: "mediations",
  summary: "Record that the sides met (mediasi)",
  allowed: entering("MEDIATION"),
  decide: (data, state, given) => {
    const { outcome, next, minutes } = data;
    const facts = { outcome, next };
    return [eventOf(MediationHeld, data, given, { subjects: subjectsOf(state), facts, narrative: { minutes } })];
  },
});

export class SettledAmount {
  @UuidField()
  victim!: string;

  @AmountField()
  amount!: number;

  @CurrencyField()
  currency!: string;
}

export class SettleCase extends CaseBody {
  @DateField({ kind: "DUE", optional: true, description: "By when it is to be fulfilled" })
  due?: string;

  @ObjectField(() => SettledAmount, { optional: true, many: true })
  amounts?: SettledAmount[];

  @NarrativeField({ optional: true })
  terms?: string;
}

export const settleCase = caseCommand(SettleCase, {
  path: "settlements",
  summary: "Record that the sides agreed, and what each victim gets",
  allowed: entering("SETTLED"),
  decide: (data, state, given) => {
    const { due, amounts = [], terms } = data;
    for (const { victim } of amounts) assertVictim(state, victim);
    if (new Set(amounts.map(({ victim }) => victim)).size < amounts.length)
      throw new InvalidField("invalid-field", "amounts", "has one amount for each victim");
    const personal = amounts.flatMap(({ victim, amount, currency }) =>
      personalOf(victim, { finance: { amount: `${amount}`, currency } }),
    );
    const subjects = subjectsOf(state);
    return [eventOf(CaseSettled, data, given, { subjects, facts: { due }, personal, narrative: { terms } })];
  },
});

export class FulfilSettlement extends CaseBodyWithNote {}

/** Nothing of what was agreed is open any more. */
export const fulfilSettlement = caseCommand(FulfilSettlement, {
  path: "settlement-fulfilments",
  summary: "Record that what the sides agreed was done, and the money paid",
  lateFact: true,
  allowed: atAnyStage,
  decide: (data, state, given) => {
    const settlement = standingSettlement(state);
    if (!settlement || settlement.fulfilled !== null) throw new Rejection(NO_SETTLEMENT);
    const facts = { settlement: settlement.event };
    return [
      eventOf(SettlementFulfilled, data, given, {
        subjects: subjectsOf(state),
        facts,
        narrative: { note: data.note },
      }),
    ];
  },
});
