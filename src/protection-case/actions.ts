import type { Agency } from "../agency/agency.js";
import { agencyOf, assertAgencyKnown } from "../agency/in-office.js";
import { definitelyBefore } from "../event-sourcing/stored-event/occurred-at.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import type {
  DecideImmigrationFine,
  EndShelter,
  IssueEmergencyTravelDocument,
  ObtainExitPermit,
  ProvideShelter,
  RecordVictimOutcome,
  TakeCaseAction,
} from "./action.commands.js";
import {
  CaseActionTaken,
  EmergencyTravelDocumentIssued,
  ExitPermitObtained,
  ImmigrationFineDecided,
  ShelterLeft,
  ShelterProvided,
  VictimOutcomeRecorded,
} from "./action.events.js";
import { caseDecision, said, type Decisions } from "./case-decision.js";
import { assertVictim } from "./parties.js";

const NO_SUCH_STAY: Rule = {
  id: "stay-unknown",
  source: "[design]",
  en: "No such stay in a shelter goes on, or it began later",
  indonesian: "Tidak ada masa tinggal di penampungan yang sesuai",
};

interface AgencyBeside {
  readonly agency?: Agency;
}
const agencyLoads = ({ agency }: { readonly agency?: string }) =>
  agency === undefined ? {} : { agency: agencyOf(agency) };

/** What is done for victims. Nothing here asks how they had left home: NON_PROCEDURAL never blocks a shelter (I4). */
export const actionDecisions: Decisions = {
  ProvideShelter: caseDecision<ProvideShelter, AgencyBeside>(
    "ProvideShelter",
    ({ kind, country, name, address, phone, note, ...data }, state, { loaded, newId }) => {
      const victim = data.victim.toLowerCase();
      const agency = data.agency?.toLowerCase();
      assertVictim(state, victim);
      if (agency !== undefined) assertAgencyKnown(loaded.agency!, agency);
      return said(
        ShelterProvided,
        { stay: newId(), victim, kind, agency, country },
        {
          victims: [victim],
          personal: [{ person: victim, class: "shelter", values: { name, address, phone } }],
          narrative: { note },
        },
      );
    },
    agencyLoads,
  ),
  EndShelter: caseDecision<EndShelter>("EndShelter", ({ reason, note, ...data }, { stays }, _given, at) => {
    const stay = stays.find(({ id, until }) => id === data.stay.toLowerCase() && until === null);
    if (!stay || (stay.from && definitelyBefore(at, stay.from))) throw new Rejection(NO_SUCH_STAY, { stay: data.stay });
    const { id, victim } = stay;
    return said(ShelterLeft, { stay: id, victim, reason }, { victims: [victim], narrative: { note } });
  }),
  IssueEmergencyTravelDocument: caseDecision<IssueEmergencyTravelDocument>(
    "IssueEmergencyTravelDocument",
    ({ number, validUntil, note, ...data }, state) => {
      const victim = data.victim.toLowerCase();
      assertVictim(state, victim);
      return said(
        EmergencyTravelDocumentIssued,
        { victim, validUntil },
        {
          victims: [victim],
          personal: [{ person: victim, class: "identity", values: { travelDocumentNumber: number } }],
          narrative: { note },
        },
      );
    },
  ),
  DecideImmigrationFine: caseDecision<DecideImmigrationFine>(
    "DecideImmigrationFine",
    ({ outcome, overstayDays, fine, paid, note, ...data }, state) => {
      const victim = data.victim.toLowerCase();
      assertVictim(state, victim);
      const facts = { victim, outcome, overstayDays, fine, paid };
      return said(ImmigrationFineDecided, facts, { victims: [victim], narrative: { note } });
    },
  ),
  ObtainExitPermit: caseDecision<ObtainExitPermit>("ObtainExitPermit", ({ permit, note, ...data }, state) => {
    const victim = data.victim.toLowerCase();
    assertVictim(state, victim);
    return said(ExitPermitObtained, { victim, permit }, { victims: [victim], narrative: { note } });
  }),
  TakeCaseAction: caseDecision<TakeCaseAction, AgencyBeside>(
    "TakeCaseAction",
    ({ action, result, findings, note, ...data }, state, { loaded }) => {
      const victim = data.victim?.toLowerCase();
      const agency = data.agency?.toLowerCase();
      if (victim !== undefined) assertVictim(state, victim);
      if (agency !== undefined) assertAgencyKnown(loaded.agency!, agency);
      if (findings !== undefined && victim === undefined)
        throw new InvalidField("missing-field", "victim", "says whose health the findings are about");
      return said(
        CaseActionTaken,
        { action, victim, agency, result },
        {
          ...(victim !== undefined && {
            victims: [victim],
            personal: [{ person: victim, class: "health", values: { findings } }],
          }),
          narrative: { note },
        },
      );
    },
    agencyLoads,
  ),
  RecordVictimOutcome: caseDecision<RecordVictimOutcome>("RecordVictimOutcome", ({ outcome, note, ...data }, state) => {
    const victim = data.victim.toLowerCase();
    assertVictim(state, victim);
    return said(VictimOutcomeRecorded, { victim, outcome }, { victims: [victim], narrative: { note } });
  }),
};
