import type { Agency } from "../agency/agency.js";
import { agencyOf, assertAgencyKnown, assertInOffice } from "../agency/in-office.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { migrantOf, type Migrant } from "../migrant/migrant.js";
import { assertRegistered, personOf, type Person } from "../person/person.js";
import { caseDecision, said, type Decisions } from "./case-decision.js";
import { i5StillAlive } from "./living-person.js";
import type {
  AssignStep,
  InventoryBelongings,
  MarkNotApplicable,
  RecordAccompaniment,
  RecordClaim,
  ReportOutcome,
} from "./repatriation.commands.js";
import {
  BelongingsInventoried,
  RepatriationAccompanied,
  RepatriationClaimRecorded,
  RepatriationOutcomeReported,
  RepatriationStepAssigned,
  RepatriationStepNotApplicable,
} from "./repatriation.events.js";
import type { Repatriation } from "./repatriation.state.js";
import { standingOf } from "./standing.js";
import { assertStepPossible } from "./step-order.js";
import { STEPS } from "./steps.js";

const NOT_A_STEP: Rule = {
  id: "step-not-open",
  source: "[design]",
  en: "The repatriation has no such step to do: it is done, does not apply, or is not one of its steps",
  indonesian: "Pemulangan ini tidak memiliki langkah tersebut, atau langkah itu sudah selesai atau tidak berlaku",
};

const ALWAYS_APPLIES: Rule = {
  id: "step-always-applies",
  source: "[design]",
  en: "No repatriation goes without this step",
  indonesian: "Langkah ini selalu berlaku",
};

function distinct(ids: readonly string[] = []): string[] {
  return [...new Set(ids.map((id) => id.toLowerCase()))];
}

function assertOpenStep(state: Repatriation, step: string): void {
  const standing = standingOf(state).find((each) => each.step === step);
  if (standing?.status !== "MISSING") throw new Rejection(NOT_A_STEP, { step, state: standing?.status ?? null });
}

export const followingACase: Decisions = {
  AssignStep: caseDecision<AssignStep, { agency: Agency }>(
    "AssignStep",
    ({ step, due, ...data }, state, { loaded }, at) => {
      const agency = data.agency.toLowerCase();
      assertOpenStep(state, step);
      assertInOffice(loaded.agency, agency, at);
      return said(RepatriationStepAssigned, { step, agency, officer: data.officer?.toLowerCase(), due });
    },
    ({ agency }) => ({ agency: agencyOf(agency) }),
  ),
  MarkNotApplicable: caseDecision<MarkNotApplicable>("MarkNotApplicable", ({ step, reason, note }, state) => {
    if (STEPS[state.kind!][step]?.always) throw new Rejection(ALWAYS_APPLIES, { step });
    assertOpenStep(state, step);
    return said(RepatriationStepNotApplicable, { step, reason }, { narrative: { note } });
  }),
  RecordAccompaniment: caseDecision<RecordAccompaniment, { migrant?: Migrant } & Record<string, Person | Agency>>(
    "RecordAccompaniment",
    ({ leg, source, note, ...data }, state, { loaded }, at) => {
      const agencies = distinct(data.agencies);
      const escorts = distinct(data.escorts);
      if (agencies.length + escorts.length === 0)
        throw new InvalidField("missing-field", "agencies", "someone went along: an agency or a person");
      for (const id of escorts) assertRegistered(loaded[id] as Person, id);
      for (const id of agencies) assertAgencyKnown(loaded[id] as Agency, id);
      if (state.kind === "LIVING") i5StillAlive(loaded.migrant!, at);
      assertStepPossible(state, "ACCOMPANIED", at);
      return said(
        RepatriationAccompanied,
        { agencies, escorts, leg, source },
        { narrative: { note } },
        escorts.map((person) => ({ person, role: "ESCORT" })),
      );
    },
    ({ agencies = [], escorts = [] }, { kind, person }) => ({
      ...Object.fromEntries(escorts.map((id) => [id.toLowerCase(), personOf(id)])),
      ...Object.fromEntries(agencies.map((id) => [id.toLowerCase(), agencyOf(id)])),
      ...(kind === "LIVING" && { migrant: migrantOf(person!) }),
    }),
  ),
  ReportOutcome: caseDecision<ReportOutcome>("ReportOutcome", ({ outcome, source, note }) =>
    said(RepatriationOutcomeReported, { outcome, source }, { narrative: { note } }),
  ),
  InventoryBelongings: caseDecision<InventoryBelongings>("InventoryBelongings", ({ items, heldBy, inventory }) =>
    said(BelongingsInventoried, { items, heldBy: heldBy?.toLowerCase() }, { narrative: { inventory } }),
  ),
  RecordClaim: caseDecision<RecordClaim>("RecordClaim", ({ programme, outcome, amount, note }) =>
    said(RepatriationClaimRecorded, { programme, outcome, amount }, { narrative: { note } }),
  ),
};
