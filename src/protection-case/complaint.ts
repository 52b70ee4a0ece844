import type { Decision } from "../event-sourcing/deciding/decider.js";
import { resolveTime } from "../event-sourcing/stored-event/occurred-at.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { regionFact } from "../facts/shapes.js";
import { rulesOf, type RuleSet } from "../rules/rule-set.js";
import type { ReceiveComplaint, TriageCase } from "./case.commands.js";
import { assertNamed, caseDecision, caseEvent, namedLoads, said, type Decisions } from "./case-decision.js";
import { CaseTriaged, ComplaintReceived } from "./case.events.js";
import type { ProtectionCase } from "./case.state.js";
import { newParty, othersOf, partyLoads, type NewParty } from "./parties.js";
import { triage } from "./triage.js";

interface Beside {
  readonly rules: RuleSet;
}

/** Complainants who act for another by a power of attorney. */
const BY_ATTORNEY: readonly string[] = ["LAWYER", "ORGANISATION"];

/**
 * A case begins with a complaint, by any channel and about anybody: nothing asks how the person had left home, so that
 * NON_PROCEDURAL never blocks it (I4), nor whether they are alive (the heirs' case).
 */
export const receiveComplaint: Decision<ReceiveComplaint, ProtectionCase, Beside> = {
  creates: true,
  loads: (command) =>
    ({
      rules: rulesOf("CASE_CATEGORIES"),
      ...partyLoads(command.parties ?? []),
      ...namedLoads(command),
    }) as never,
  decide: (command, _state, { now, loaded, newId }) => {
    const { channel, complainant, powerOfAttorney = false, categories, circumstances = [], country, region } = command;
    const at = resolveTime(command.occurred, now);
    assertNamed(command, loaded);
    if (categories.length === 0) throw new InvalidField("missing-field", "categories", "at least one is named");
    if (BY_ATTORNEY.includes(complainant) && !powerOfAttorney)
      throw new InvalidField("missing-field", "powerOfAttorney", "lawyers and organisations complain by one");
    const parties = (command.parties ?? []).reduce<NewParty[]>((known, each) => {
      const before = known.map((one) => ({ ...one, person: one.person ?? null, company: one.company ?? null }));
      return [...known, newParty(each, before, loaded, newId())];
    }, []);
    const facts = {
      channel,
      complainant,
      powerOfAttorney,
      ...triage(loaded.rules, categories, circumstances, at, now),
      country,
      region: regionFact(region),
      ...(command.incident && { incident: { ...resolveTime(command.incident, now) } }),
      parties,
    };
    const victims = parties.flatMap(({ role, person }) => (role === "VICTIM" ? [person!] : []));
    const says = said(ComplaintReceived, facts, {
      narrative: { account: command.account, incidentAsReported: command.incident?.asReported },
      others: othersOf(parties),
    });
    return [caseEvent(says, victims, command, at)];
  },
};

/** The categories are others than was thought, or something makes the case graver. */
export const triageDecisions: Decisions = {
  TriageCase: caseDecision<TriageCase, Beside>(
    "TriageCase",
    ({ categories, circumstances = [], note }, _state, { loaded, now }, at) => {
      if (categories.length === 0) throw new InvalidField("missing-field", "categories", "at least one is named");
      return said(CaseTriaged, triage(loaded.rules, categories, circumstances, at, now), { narrative: { note } });
    },
    () => ({ rules: rulesOf("CASE_CATEGORIES") }),
  ),
};
