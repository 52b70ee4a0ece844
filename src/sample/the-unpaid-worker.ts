import { idWithin } from "../event-sourcing/deciding/command-handling.js";
import { companyDecider } from "../company/company.commands.js";
import { RegisterCompany } from "../company/register-company.js";
import { StartJourney } from "../migrant/journey.js";
import { StartReintegration } from "../migrant/return.js";
import { EndEmployment } from "../migrant/stay-abroad.js";
import { RecordVictimOutcome, TakeCaseAction } from "../protection-case/actions.js";
import { AssignCase } from "../protection-case/assignment.js";
import {
  AddCaseTask,
  AssignCaseTask,
  CompleteCaseTask,
  DropCaseTask,
  MoveCaseTask,
} from "../protection-case/case-tasks.js";
import { caseDecider } from "../protection-case/case.commands.js";
import { ResolveCase } from "../protection-case/closing.js";
import { LogContact } from "../protection-case/contacts.js";
import {
  DecideImmigrationFine,
  IssueEmergencyTravelDocument,
  ObtainExitPermit,
} from "../protection-case/exit-papers.js";
import { HoldClarification, HoldMediation, SettleCase } from "../protection-case/mediation.js";
import { CompleteNextAction, SetNextAction } from "../protection-case/next-action.js";
import { ReceiveComplaint } from "../protection-case/receive-complaint.js";
import { EndShelter, ProvideShelter } from "../protection-case/shelter.js";
import { VerifyCase } from "../protection-case/verification.js";
import { AssignStep, MarkNotApplicable } from "../repatriation/assign-step.js";
import { CloseRepatriation } from "../repatriation/end-repatriation.js";
import { HandOverReturnee } from "../repatriation/hand-over.js";
import {
  RecordDebarkation,
  RecordReception,
  RecordReturneeDeparture,
  RecordReturneeOnward,
} from "../repatriation/journey-home.js";
import { BookTicket, ConfirmReturneeIdentity } from "../repatriation/prepare-return.js";
import { RequestRepatriation } from "../repatriation/request-repatriation.js";
import {
  AddRepatriationTask,
  AssignRepatriationTask,
  CompleteRepatriationTask,
  DropRepatriationTask,
  MoveRepatriationTask,
} from "../repatriation/repatriation-tasks.js";
import { repatriationDecider } from "../repatriation/repatriation.commands.js";
import { ChangeContact } from "../person/change-contact.js";
import { agencyId, officer } from "./agencies.js";
import { Life } from "./life.js";
import { inventedRelative, phoneOf, type SamplePerson } from "./people.js";
import { registered, relativeRegistered, type Streams } from "./persons.js";
import { officesOf } from "./placement.js";
import { commandOf } from "./step.js";

const KEY = "the-unpaid-worker";

const PERSON: SamplePerson = {
  key: KEY,
  name: inventedRelative({ key: KEY }, 0, "FEMALE").name,
  sex: "FEMALE",
  birthDate: "1990-11-22",
  nik: "9999996211909004",
  passport: "X9000004",
  phone: phoneOf(90_004),
  province: "36",
  regency: "36.04",
  home: "36.04.12",
  begins: "2025-02-03",
  course: "CASE",
  trouble: "UNPAID",
  status: "NON_PROCEDURAL",
  country: "SA",
  position: "DOMESTIC_WORKER",
};
const OFFICES = officesOf(PERSON);
const RIYADH = officer("mission-SA");
const LANDING = officer(OFFICES.unitKey);

/**
 * A woman of Kec. Pontang who had left on a pilgrim's visa: found at the mission's door, her wages unpaid and her
 * passport with the employer. A case, a shelter, papers of the mission, a ticket, and the way home to her sister,
 * before an official of the village. Nothing of it asks how she had left (I4).
 */
export function theUnpaidWorker() {
  const life = new Life(KEY, PERSON.begins, "PROTECTION");
  const the = registered(life, PERSON, {
    by: RIYADH,
    discovery: "ABROAD",
    status: "NON_PROCEDURAL",
    basis: "STATED",
    source: "IN_PERSON",
    known: "IN_PART",
  });
  life.does(RIYADH, the.person, ChangeContact, {
    safeWay: "Telepon genggam teman sekamar di penampungan",
    safeTime: "Setelah pukul 16.00 waktu Riyadh",
    safeLanguage: "Jawa Serang",
  });
  life.does(RIYADH, the.migrant, StartJourney, {
    scheme: "UNKNOWN",
    country: "SA",
    position: "DOMESTIC_WORKER",
    sector: "DOMESTIC_WORK",
    foundAt: "EMPLOYED",
    occurred: { date: "2023-05", asReported: "berangkat setelah Lebaran 2023 dengan visa ziarah" },
  });
  const opened = complaint(life, the);
  const { stay, tasks } = sheltered(life, the, opened);
  disputed(life, the, { ...opened, tasks });
  const repatriation = cameHome(life, the, opened, stay);
  return { person: the.id, name: PERSON.name, case: opened.id, repatriation, steps: life.steps };
}

interface Opened {
  readonly id: string;
  readonly the: readonly [typeof caseDecider, string];
  /** Id of the employer, as a party of the case. */
  readonly employer: string;
}

function complaint(life: Life, { id: victim }: Streams): Opened {
  const employer = life.creates("employer", RIYADH, companyDecider, RegisterCompany, {
    kind: "EMPLOYER",
    name: "Keluarga Contoh Empat",
    country: "SA",
  });
  const label = "complaint";
  const id = life.creates(label, RIYADH, caseDecider, ReceiveComplaint, {
    channel: "IN_PERSON",
    complainant: "PMI",
    categories: ["UNPAID_WAGES", "PASSPORT_WITHHELD"],
    circumstances: ["GRAVE"],
    country: "SA",
    incident: { date: "2024-06", until: "2025-02-01", zone: "Asia/Riyadh", asReported: "tidak digaji sejak Iduladha" },
    parties: [
      { role: "VICTIM", person: victim },
      { role: "EMPLOYER", company: employer },
    ],
    account: "Gaji tujuh bulan tidak dibayar; paspor disimpan majikan; pergi dari rumah majikan pada malam hari.",
  });
  const the = [caseDecider, id] as const;
  life.does(RIYADH, the, AssignCase, { agency: agencyId("mission-SA"), officer: RIYADH.id });
  life.does(RIYADH, the, SetNextAction, {
    action: "VERIFY",
    due: life.in(5),
    what: "Wawancara, bersama penerjemah bahasa daerah",
  });
  return { id, the, employer: idWithin(commandOf({ by: RIYADH, name: `${KEY}/${label}` }), 1) };
}

/** What is to be done beside the next action, by id. */
interface Tasks {
  readonly records: string;
  readonly passport: string;
}

/** Gives the id of the stay. */
function sheltered(life: Life, { id: victim, migrant }: Streams, { the }: Opened) {
  const shelter = life.does(RIYADH, the, ProvideShelter, {
    victim,
    kind: "MISSION_SHELTER",
    agency: agencyId("mission-SA"),
    country: "SA",
    name: "Penampungan Contoh",
    address: "Gedung B, Jalan Contoh 12, Riyadh",
  });
  life.pass(2);
  life.does(RIYADH, the, VerifyCase, { by: "INTERVIEW" });
  life.does(RIYADH, migrant, EndEmployment, { cause: "LEFT_EMPLOYER", occurred: { date: "2025-02-01" } });
  life.does(RIYADH, the, TakeCaseAction, {
    action: "WAGE_LEDGER",
    victim,
    note: "Tujuh bulan, masing-masing SAR 1.500, menurut catatan yang bersangkutan.",
  });
  life.does(RIYADH, the, SetNextAction, {
    action: "HOLD_CLARIFICATION",
    due: life.in(14),
    what: "Panggil majikan lewat atase ketenagakerjaan",
  });
  const mission = agencyId("mission-SA");
  const records = life.does(RIYADH, the, AddCaseTask, {
    kind: "COLLECT_PAPERS",
    agency: mission,
    officer: RIYADH.id,
    due: life.in(7),
    note: "Salinan catatan gaji dari teman sekamar",
  });
  const passport = life.does(RIYADH, the, AddCaseTask, {
    kind: "CONTACT_COMPANY",
    agency: mission,
    due: life.in(30),
    note: "Minta majikan mengembalikan paspor",
  });
  life.pass(3);
  const tasks = { records: idWithin(records, 0), passport: idWithin(passport, 0) };
  life.does(RIYADH, the, AssignCaseTask, { task: tasks.passport, agency: mission, officer: RIYADH.id });
  life.does(RIYADH, the, MoveCaseTask, { task: tasks.records, due: life.in(14), reason: "WAITS_FOR_OTHERS" });
  life.does(RIYADH, the, LogContact, {
    victim,
    relation: "SIBLING",
    way: "PHONE",
    result: "REACHED",
    summary: "Keluarga mengetahui ia selamat; tempatnya tidak disebutkan.",
  });
  return { stay: idWithin(shelter, 0), tasks };
}

function disputed(life: Life, { id: victim }: Streams, { the, employer, tasks }: Opened & { tasks: Tasks }): void {
  life.pass(11);
  life.does(RIYADH, the, CompleteCaseTask, { task: tasks.records });
  life.does(RIYADH, the, HoldClarification, {
    party: employer,
    outcome: "COMMITTED",
    promisedBy: life.in(7),
    minutes: "Majikan mengaku menyimpan paspor dan bersedia membayar sebagian.",
  });
  life.pass(7);
  life.does(RIYADH, the, HoldMediation, { outcome: "AGREED" });
  life.does(RIYADH, the, SettleCase, {
    due: life.in(30),
    amounts: [{ victim, amount: 900_000, currency: "SAR" }],
    terms: "SAR 9.000 dibayar sekaligus; paspor yang hilang dilaporkan oleh majikan.",
  });
  life.does(RIYADH, the, TakeCaseAction, { action: "ATTACHE_CLAIM", victim, result: "PAID_IN_PART" });
  life.does(RIYADH, the, DropCaseTask, { task: tasks.passport, reason: "NOT_POSSIBLE", note: "Majikan kehilangannya" });
  life.does(RIYADH, the, CompleteNextAction, {});
}

/** The papers are got by the case, and are steps of the repatriation by that. */
function cameHome(life: Life, { id: victim, migrant }: Streams, { id, the }: Opened, stay: string): string {
  life.pass(9);
  life.purpose = "REPATRIATION";
  const repatriation = life.creates("repatriation", RIYADH, repatriationDecider, RequestRepatriation, {
    kind: "LIVING",
    person: victim,
    case: id,
    source: "PERSON",
    cause: "EARLY_TERMINATION",
    country: "SA",
  });
  const way = [repatriationDecider, repatriation] as const;
  life.does(RIYADH, way, AssignStep, {
    step: "EXIT_CLEARED",
    agency: agencyId("mission-SA"),
    officer: RIYADH.id,
    due: life.in(30),
  });
  const mission = agencyId("mission-SA");
  const travel = life.does(RIYADH, way, AddRepatriationTask, {
    kind: "ARRANGE_TRAVEL",
    agency: mission,
    due: life.in(30),
    note: "Tanyakan kursi pada penerbangan bersama",
  });
  const call = life.does(RIYADH, way, AddRepatriationTask, { kind: "CALL_FAMILY", agency: mission, due: life.in(40) });
  life.does(RIYADH, way, ConfirmReturneeIdentity, { basis: "CIVIL_REGISTRY" });
  life.does(RIYADH, way, AssignRepatriationTask, { task: idWithin(travel, 0), agency: mission, officer: RIYADH.id });
  life.pass(6);
  life.does(RIYADH, the, IssueEmergencyTravelDocument, {
    victim,
    number: "SPLP-CONTOH-0001",
    validUntil: life.in(180),
  });
  life.does(RIYADH, way, MoveRepatriationTask, {
    task: idWithin(travel, 0),
    due: life.in(40),
    reason: "WAITS_FOR_OTHERS",
  });
  life.pass(19);
  const fine = { amount: 1_500_000, currency: "SAR" };
  life.does(RIYADH, the, DecideImmigrationFine, { victim, outcome: "WAIVED", overstayDays: 590, fine });
  life.pass(4);
  life.does(RIYADH, the, ObtainExitPermit, { victim, permit: "EXIT_PERMIT" });
  life.does(RIYADH, way, MarkNotApplicable, { step: "FIT_TO_TRAVEL", reason: "NOT_ILL" });
  life.does(RIYADH, way, BookTicket, { mode: "AIR", funding: "STATE", leaves: life.in(6) });
  life.does(RIYADH, way, CompleteRepatriationTask, { task: idWithin(travel, 0) });
  life.does(RIYADH, way, DropRepatriationTask, { task: idWithin(call, 0), reason: "DONE_OTHERWISE" });
  life.pass(6);
  life.does(RIYADH, the, EndShelter, { stay, reason: "RETURNED_HOME" });
  life.does(RIYADH, way, RecordReturneeDeparture, { mode: "AIR" });
  life.pass(1);
  life.does(LANDING, way, RecordDebarkation, { place: "CGK", region: "36.71" });
  life.does(LANDING, way, RecordReception, { reception: "TRANSIT_HOUSE", agency: agencyId(OFFICES.unitKey) });
  life.pass(2);
  life.does(LANDING, way, RecordReturneeOnward, { mode: "LAND", towards: "36.04" });
  const sister = relativeRegistered(life, PERSON, LANDING, 1, "FEMALE");
  const witness = relativeRegistered(life, PERSON, LANDING, 2, "MALE");
  const bast: HandOverReturnee = {
    recipient: sister,
    relation: "SIBLING",
    witness: { person: witness, capacity: "VILLAGE_OFFICIAL" },
    region: "36.04",
    recordNumber: "BAST/CONTOH/04/2025",
  };
  life.does(LANDING, way, HandOverReturnee, bast);
  life.pass(5);
  life.does(officer("kp2mi"), way, CloseRepatriation, { reason: "COMPLETED" });
  life.purpose = "PROTECTION";
  life.pass(7);
  life.does(RIYADH, the, RecordVictimOutcome, { victim, outcome: "SAFE_AT_HOME" });
  life.does(RIYADH, the, ResolveCase, { reason: "AGREEMENT_FULFILLED" });
  life.does(OFFICES.labour, migrant, StartReintegration, { programme: "SAVINGS_GROUP" });
  return repatriation;
}
