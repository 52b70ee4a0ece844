import { CATEGORIES } from "../../../src/facts/case-categories.js";
import { victimsOf } from "../../../src/protection-case/case.state.js";
import * as codes from "../../../src/protection-case/codes.js";
import { caseAggregate, type ProtectionCase } from "../../../src/protection-case/protection-case.js";
import { RELATIONS } from "../../../src/person/relations.js";
import { FIRST_PROTECTION_RULES } from "../../../src/rules/protection.js";
import * as tasks from "../../../src/tasks/codes.js";
import { OFFICERS } from "../world.js";
import { anyFileOf, anyId, anyOfficer, said, withdrawal, type Moment, type Row, type Rows } from "./row.js";

type Says = (moment: Moment, state: ProtectionCase) => object | undefined | Promise<object | undefined>;

const LEGAL_GROUND = "UU_18_2017_ART_13";
const { content: INSTRUMENT } = FIRST_PROTECTION_RULES[1];

/** A command of one of the cases; rarely its words name somebody who has no part in it. */
function ofCase(says: Says = () => ({})): Row {
  return async (moment) => {
    const { world, chance, now } = moment;
    const id = anyId(moment, "case");
    if (id === undefined) return undefined;
    const data = await says(moment, await world.state(caseAggregate, id));
    if (data === undefined) return undefined;
    return {
      id,
      by: chance.one(OFFICERS),
      data: said({ ...data, names: named(moment), occurred: chance.occurred(now) }),
    };
  };
}

/** For one of its victims; rarely for somebody who is none. */
function forVictim(says: Says = () => ({})): Row {
  return ofCase(async (moment, state) => {
    const { chance } = moment;
    const victims = victimsOf(state);
    const victim = victims.length > 0 && chance.percent(95) ? chance.one(victims) : anyId(moment, "person");
    const more = await says(moment, state);
    return victim === undefined || more === undefined ? undefined : { victim, ...more };
  });
}

const note = ({ chance }: Moment) => ({ note: chance.maybe(chance.text(), 30) });
const money = ({ chance }: Moment) => ({ amount: chance.nat(9_000_000), currency: chance.one(["IDR", "MYR"]) });
const agency = (moment: Moment, often = 50) => ({ agency: moment.chance.maybe(anyId(moment, "agency"), often) });
const day = ({ chance, now }: Moment, from: number, to: number) => chance.maybe(chance.day(now, from, to));

function named(moment: Moment): string[] | undefined {
  const person = moment.chance.maybe(anyId(moment, "person"), 15);
  return person === undefined ? undefined : [person];
}

function categories({ chance }: Moment): object {
  return {
    categories: [...chance.some(CATEGORIES).slice(0, 2), chance.one(CATEGORIES)],
    circumstances: chance.maybe(chance.some(codes.CIRCUMSTANCES), 40),
  };
}

/** A person, or a company in one of the roles that a company can have. */
function party(moment: Moment, role: codes.PartyRole): object {
  const { chance } = moment;
  const companies = moment.world.ids("company");
  const company = codes.COMPANY_ROLES.includes(role) && companies.length > 0 && chance.percent(60);
  return said({
    role,
    ...(company ? { company: chance.one(companies) } : { person: anyId(moment, "person") }),
    relation: chance.maybe(chance.one(RELATIONS), 20),
  });
}

const anyParty = ({ chance }: Moment, { parties }: ProtectionCase) =>
  parties.length === 0 ? undefined : chance.one(parties).id;

/** For one of its tasks, also one that has ended. */
function ofTask(says: Says): Row {
  return ofCase(async (moment, state) =>
    state.tasks.length === 0 ? undefined : { task: moment.chance.one(state.tasks).id, ...(await says(moment, state)) },
  );
}

/** Commands of a protection case. */
export const caseRows: Rows = {
  ReceiveComplaint: async (moment) => {
    const { chance, now } = moment;
    const complainant = chance.one(codes.COMPLAINANTS);
    return {
      by: chance.one(OFFICERS),
      data: said({
        channel: chance.one(codes.COMPLAINT_CHANNELS),
        complainant,
        powerOfAttorney: chance.maybe(true, 80),
        ...categories(moment),
        country: chance.maybe(chance.one(["KH", "MY"])),
        region: chance.maybe(chance.one(["36.04.12", "71.71"])),
        incident: chance.occurred(now),
        parties: [
          ...(moment.world.ids("person").length > 0 ? [party(moment, "VICTIM")] : []),
          ...chance
            .some(codes.PARTY_ROLES)
            .slice(0, 2)
            .filter(() => moment.world.ids("person").length > 0)
            .map((role) => party(moment, role)),
        ],
        account: chance.maybe(chance.text()),
        names: named(moment),
        occurred: chance.occurred(now),
      }),
    };
  },
  TriageCase: ofCase((moment) => ({ ...categories(moment), ...note(moment) })),
  RecordParty: ofCase((moment) => ({ ...party(moment, moment.chance.one(codes.PARTY_ROLES)), ...note(moment) })),
  RemoveParty: ofCase((moment, state) => {
    const id = anyParty(moment, state);
    return id === undefined
      ? undefined
      : { party: id, reason: moment.chance.one(codes.REMOVAL_REASONS), ...note(moment) };
  }),
  RequestDocuments: ofCase((moment) => ({
    papers: moment.chance.some(codes.CASE_PAPERS),
    due: day(moment, 0, 20),
    ...note(moment),
  })),
  VerifyCase: ofCase((moment) => ({ by: moment.chance.one(["DOCUMENTS", "INTERVIEW", "VISIT"]), ...note(moment) })),
  AssignCase: ofCase(async (moment) => ({
    ...(moment.chance.percent(50) ? await anyOfficer(moment) : { agency: anyId(moment, "agency") }),
    ...note(moment),
  })),
  ReassignCase: ofCase(async (moment) => ({ ...(await anyOfficer(moment)), offices: moment.world.ids("agency") })),
  HoldClarification: ofCase((moment, state) => ({
    party: moment.chance.maybe(anyParty(moment, state)),
    outcome: moment.chance.one(codes.CLARIFICATION_OUTCOMES),
    promisedBy: day(moment, 0, 20),
    minutes: moment.chance.maybe(moment.chance.text()),
  })),
  HoldMediation: ofCase((moment) => ({
    outcome: moment.chance.one(codes.MEDIATION_OUTCOMES),
    next: day(moment, 0, 20),
    minutes: moment.chance.maybe(moment.chance.text()),
  })),
  SettleCase: ofCase((moment, state) => ({
    due: day(moment, 0, 20),
    amounts: moment.chance.maybe(
      victimsOf(state).map((victim) => ({ victim, ...money(moment) })),
      70,
    ),
    terms: moment.chance.maybe(moment.chance.text()),
  })),
  FulfilSettlement: ofCase(note),
  RecommendSanction: ofCase((moment, state) => {
    const id = anyParty(moment, state);
    if (id === undefined) return undefined;
    return { party: id, sanction: moment.chance.one(codes.SANCTIONS), legalGround: LEGAL_GROUND, ...note(moment) };
  }),
  StartLitigation: ofCase((moment) => ({
    forum: moment.chance.one(codes.FORUMS),
    country: moment.chance.maybe("MY"),
    docket: moment.chance.maybe(`${moment.chance.nat(99)}/Pid`),
    ...note(moment),
  })),
  ReferCase: ofCase((moment) => ({
    agency: anyId(moment, "agency") ?? moment.chance.uuid(),
    reason: moment.chance.one(codes.REFERRAL_REASONS),
    ...note(moment),
  })),
  EndReferral: ofCase((moment) => ({ reason: moment.chance.one(codes.REFERRAL_ENDS), ...note(moment) })),
  ResolveCase: ofCase((moment) => ({ reason: moment.chance.one(codes.RESOLUTION_REASONS), ...note(moment) })),
  CloseCaseAdministratively: ofCase((moment) => ({
    reason: moment.chance.one(codes.ADMINISTRATIVE_REASONS),
    ...note(moment),
  })),
  ReopenCase: ofCase((moment) => ({
    reason: moment.chance.one(codes.REOPENING_REASONS),
    stage: moment.chance.one(["VERIFIED", ...codes.OPEN_STAGES]),
    ...note(moment),
  })),
  SetNextAction: ofCase((moment) => ({
    action: moment.chance.one(codes.NEXT_ACTIONS),
    due: day(moment, -5, 20),
    what: moment.chance.maybe(moment.chance.text()),
  })),
  CompleteNextAction: ofCase(note),
  AddCaseTask: ofCase((moment, { assignment, unassigned }) => ({
    kind: moment.chance.one(tasks.TASK_KINDS),
    agency: assignment?.agency ?? unassigned?.agency ?? anyId(moment, "agency"),
    due: day(moment, -5, 20),
    ...note(moment),
  })),
  AssignCaseTask: ofTask(anyOfficer),
  ReassignCaseTask: ofTask(async (moment) => ({
    ...(await anyOfficer(moment)),
    offices: moment.world.ids("agency"),
  })),
  MoveCaseTask: ofTask((moment) => ({ due: day(moment, -5, 20), reason: moment.chance.one(tasks.MOVE_REASONS) })),
  CompleteCaseTask: ofTask(note),
  DropCaseTask: ofTask((moment) => ({ reason: moment.chance.one(tasks.DROP_REASONS), ...note(moment) })),
  ProvideShelter: forVictim((moment) => ({
    kind: moment.chance.one(codes.SHELTER_KINDS),
    ...agency(moment),
    country: moment.chance.maybe("KH"),
    name: moment.chance.maybe(moment.chance.text()),
    address: moment.chance.maybe(moment.chance.text()),
    ended: moment.chance.maybe({ reason: "MOVED", occurred: { date: moment.chance.day(moment.now, -60, 0) } }, 30),
    ...note(moment),
  })),
  EndShelter: ofCase((moment, { stays }) => {
    const { chance } = moment;
    if (stays.length === 0) return undefined;
    return { stay: chance.one(stays).id, reason: chance.one(codes.SHELTER_ENDS), ...note(moment) };
  }),
  IssueEmergencyTravelDocument: forVictim((moment) => ({
    number: moment.chance.maybe(`SPLP ${moment.chance.nat(99)}`),
    validUntil: day(moment, 10, 90),
    ...note(moment),
  })),
  DecideImmigrationFine: forVictim((moment) => ({
    outcome: moment.chance.one(["PAID", "REDUCED", "WAIVED"]),
    overstayDays: moment.chance.maybe(moment.chance.nat(400)),
    fine: moment.chance.maybe(money(moment)),
    paid: moment.chance.maybe(money(moment)),
    ...note(moment),
  })),
  ObtainExitPermit: forVictim((moment) => ({
    permit: moment.chance.one(["EXIT_PERMIT", "NOT_REQUIRED", "DEPORTATION_ORDER"]),
    ...note(moment),
  })),
  TakeCaseAction: forVictim((moment) => ({
    action: moment.chance.one(codes.TAKEN_ACTIONS),
    // Of all victims, where it is of none.
    ...moment.chance.maybe({ victim: undefined }, 30),
    ...agency(moment, 30),
    result: moment.chance.maybe("DONE"),
    findings: moment.chance.maybe(moment.chance.text(), 30),
    ...note(moment),
  })),
  RecordVictimOutcome: forVictim((moment) => ({
    outcome: moment.chance.one(codes.VICTIM_OUTCOMES),
    ...note(moment),
  })),
  LogContact: forVictim((moment) => ({
    with: moment.chance.maybe(anyId(moment, "person"), 60),
    relation: moment.chance.maybe(moment.chance.one(RELATIONS), 70),
    way: moment.chance.one(codes.CONTACT_WAYS),
    result: moment.chance.one(codes.CONTACT_RESULTS),
    summary: moment.chance.maybe(moment.chance.text()),
  })),
  WithdrawCaseStep: withdrawal("case"),
  StartTraffickingScreening: forVictim(note),
  AssessTrafficking: forVictim(async (moment, state) => {
    const { chance, now } = moment;
    const [victim] = victimsOf(state);
    const evidence = await anyFileOf(moment, victim ?? null);
    return {
      outcome: chance.one(["INDICATED", ...codes.FINDINGS]),
      offence: { date: chance.day(now, -900, -1) },
      acts: [chance.one(INSTRUMENT.acts)],
      means: chance.maybe([chance.one(INSTRUMENT.means)], 80),
      purposes: chance.some(INSTRUMENT.purposes).slice(0, 2),
      childBy: chance.maybe(chance.one(["DOCUMENT", "ASSESSMENT"]), 30),
      evidence: evidence === undefined ? undefined : [evidence],
      confirmedBy: chance.maybe("POLICE"),
      grounds: chance.maybe(chance.text()),
      dissentingOutcome: chance.maybe(chance.one(codes.FINDINGS), 20),
      dissent: chance.maybe(chance.text(), 20),
    };
  }),
};
