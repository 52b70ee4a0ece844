import { plainToInstance } from "class-transformer";
import { validateSync } from "class-validator";
import type { Service } from "../../src/service.js";
import { agencyDecider } from "../../src/agency/agency.commands.js";
import { AssignOfficer } from "../../src/agency/assign-officer.js";
import { officerDecider } from "../../src/agency/officer.commands.js";
import { RegisterAgency } from "../../src/agency/register-agency.js";
import { anyDecider, type AnyDecider } from "../../src/event-sourcing/deciding/decider.js";
import { ReportContactLost, RestoreContact } from "../../src/migrant/interruptions.js";
import { StartJourney } from "../../src/migrant/journey.js";
import { DeterminePlacementStatus } from "../../src/migrant/registration.js";
import { StartReintegration } from "../../src/migrant/return.js";
import { EndEmployment, StartEmployment } from "../../src/migrant/stay-abroad.js";
import { migrantDecider } from "../../src/migrant/migrant.commands.js";
import { AssignCase } from "../../src/protection-case/assignment.js";
import { caseDecider } from "../../src/protection-case/case.commands.js";
import { LogContact } from "../../src/protection-case/contacts.js";
import { CompleteNextAction, SetNextAction } from "../../src/protection-case/next-action.js";
import { ReceiveComplaint } from "../../src/protection-case/receive-complaint.js";
import { ProvideShelter } from "../../src/protection-case/shelter.js";
import { VerifyCase } from "../../src/protection-case/verification.js";
import { AssignStep } from "../../src/repatriation/assign-step.js";
import { HandOverReturnee } from "../../src/repatriation/hand-over.js";
import {
  RecordDebarkation,
  RecordReception,
  RecordReturneeDeparture,
  RecordReturneeOnward,
} from "../../src/repatriation/journey-home.js";
import {
  BookTicket,
  CertifyFitToTravel,
  ConfirmReturneeIdentity,
  RecordExitClearance,
  RecordTravelDocument,
} from "../../src/repatriation/prepare-return.js";
import { RequestRepatriation } from "../../src/repatriation/request-repatriation.js";
import { repatriationDecider } from "../../src/repatriation/repatriation.commands.js";
import { ChangeContact } from "../../src/person/change-contact.js";
import { personDecider } from "../../src/person/person.commands.js";
import { RegisterPerson } from "../../src/person/register-person.js";
import { ADMINISTRATOR, AGENCY_OFFICER, officersCommand } from "../store.ts";

/** How long what follows from a command may take. */
const SETTLE_MS = 20_000;

/** Five personal fields, as in the appends that are measured. */
export const FIVE_CONTACT_FIELDS = {
  phone: "+628110000001",
  email: "siti.aminah@example.org",
  address: "Jalan Melati 12, RT 03 RW 05, Desa Sukamaju",
  safeWay: "Pesan teks saja, jangan menelepon majikan",
  safeTime: "Minggu pagi",
};

export const FIVE_IDENTITY_FIELDS = {
  name: "Siti Aminah",
  nik: "9999994101990001",
  passport: "X0000001",
  birthDate: "1999-01-01",
  birthPlace: "Indramayu",
};

/**
 * One whole life, through the real commands and all that follows from them: a domestic worker found abroad without
 * papers, the case of her unpaid wages, her return, and the handover to her mother with a village official as witness.
 * @returns id of the agency that acted, which all lives have in common
 */
export async function liveOneLife(service: Service): Promise<string> {
  const agency = await send(service, null, agencyDecider, RegisterAgency, {
    kind: "MISSION",
    name: "KBRI Phnom Penh",
    country: "KH",
    zone: "Asia/Phnom_Penh",
  });
  const hand = { agency, role: "MISSION", from: "2020-01-01" };
  await send(service, null, officerDecider, AssignOfficer, hand, AGENCY_OFFICER.id, ADMINISTRATOR);
  const command = (aggregate: AnyDecider, type: new () => object, data: object, id?: string) =>
    send(service, agency, aggregate, type, data, id);
  const cases = anyDecider(caseDecider);
  const returns = anyDecider(repatriationDecider);
  const migrants = anyDecider(migrantDecider);
  const people = anyDecider(personDecider);

  const relative = (name: string) =>
    command(people, RegisterPerson, { sex: "FEMALE", source: "FAMILY_REPORT", identity: { name } });
  const her = await command(people, RegisterPerson, {
    sex: "FEMALE",
    source: "IN_PERSON",
    origin: "32.12",
    identity: FIVE_IDENTITY_FIELDS,
    contact: FIVE_CONTACT_FIELDS,
    note: "Datang sendiri ke kantor, tanpa paspor; upah enam bulan belum dibayar.",
    migrant: { discovery: "ABROAD", placementStatus: "NON_PROCEDURAL", placementStatusBasis: "STATED" },
  });
  const mother = await relative("Aminah binti Karta");
  const official = await relative("Dewi Lestari");
  await command(migrants, StartJourney, { scheme: "UNKNOWN", country: "KH", foundAt: "ARRIVED" }, her);
  await command(migrants, StartEmployment, { country: "KH", sector: "DOMESTIC_WORK", employer: "Sok Dara" }, her);
  await command(migrants, ReportContactLost, { note: "Telepon diambil majikan" }, her);
  await command(migrants, RestoreContact, {}, her);
  await command(migrants, EndEmployment, { cause: "OTHER" }, her);
  await command(migrants, DeterminePlacementStatus, { status: "NON_PROCEDURAL", basis: "DOCUMENTED" }, her);
  await command(people, ChangeContact, FIVE_CONTACT_FIELDS, her);

  const complained = await command(cases, ReceiveComplaint, {
    channel: "PHONE",
    complainant: "PMI",
    categories: ["UNPAID_WAGES", "PASSPORT_WITHHELD"],
    country: "KH",
    parties: [{ role: "VICTIM", person: her }],
    account: "Upah enam bulan tidak dibayar, paspor ditahan majikan.",
  });
  const inCase = (type: new () => object, data: object) => command(cases, type, data, complained);
  await inCase(VerifyCase, { by: "INTERVIEW" });
  await inCase(AssignCase, { agency, officer: AGENCY_OFFICER.id });
  await inCase(ProvideShelter, { victim: her, kind: "MISSION_SHELTER", agency, name: "Shelter KBRI" });
  await inCase(SetNextAction, { action: "REPATRIATE", due: "2031-02-01", what: "Pesan tiket pulang" });
  await inCase(LogContact, {
    victim: her,
    with: mother,
    relation: "MOTHER",
    way: "PHONE",
    result: "REACHED",
    summary: "Ibu sudah tahu bahwa ia aman.",
  });
  await inCase(CompleteNextAction, {});

  const home = await command(returns, RequestRepatriation, {
    kind: "LIVING",
    person: her,
    source: "MISSION",
    cause: "DEPORTATION",
    country: "KH",
  });
  const step = (type: new () => object, data: object) => command(returns, type, data, home);
  await step(AssignStep, { step: "TRAVEL_DOCUMENT_READY", agency, due: "2031-01-15" });
  await step(ConfirmReturneeIdentity, { basis: "INTERVIEW", note: "Cocok dengan keterangan ibunya" });
  await step(RecordTravelDocument, { document: "SPLP", number: "SPLP0000001", validUntil: "2031-06-30" });
  await step(RecordExitClearance, { permit: "EXIT_PERMIT", fineOutcome: "WAIVED", overstayDays: 190 });
  await step(CertifyFitToTravel, { fitness: "FIT", findings: "Sehat, kurang berat badan" });
  await step(AssignStep, { step: "TICKETED", agency, due: "2031-02-01" });
  await step(BookTicket, { mode: "AIR", funding: "STATE", cost: { amount: 350_000_000, currency: "IDR" } });
  await step(RecordReturneeDeparture, { mode: "AIR" });
  await step(RecordDebarkation, { place: "CGK" });
  await step(RecordReception, { reception: "TRANSIT_HOUSE" });
  await step(RecordReturneeOnward, { mode: "LAND", towards: "32.12" });
  await step(HandOverReturnee, {
    recipient: mother,
    relation: "MOTHER",
    witness: { person: official, capacity: "VILLAGE_OFFICIAL" },
    recordNumber: "BAST/001",
  });
  await command(migrants, StartReintegration, { programme: "TRAINING" }, her);
  return agency;
}

/**
 * The officer of the benchmark supervises for the nation, and so sees the whole board: the most that a page can cost.
 */
export async function assignOfficer(service: Service): Promise<void> {
  const desk = await send(service, null, agencyDecider, RegisterAgency, { kind: "COORDINATION", name: "Desk P2MI" });
  const assignment = { agency: desk, role: "SUPERVISOR", from: "2020-01-01" };
  await send(service, null, officerDecider, AssignOfficer, assignment, AGENCY_OFFICER.id, ADMINISTRATOR);
}

async function send(
  service: Service,
  agency: string | null,
  aggregate: object,
  type: new () => object,
  data: object,
  id?: string,
  officer = AGENCY_OFFICER.id as string,
): Promise<string> {
  const command = type.name;
  const body = plainToInstance(type, data);
  const [error] = validateSync(body, { whitelist: true, forbidNonWhitelisted: true });
  if (error) throw new Error(`${command}: ${error.toString()}`);
  const context = officersCommand(agency, officer);
  const answer = await service.handling.handle(aggregate as AnyDecider, id, command, body, context);
  if (!(await service.reactions.settled(answer.number, SETTLE_MS)))
    throw new Error(`what follows from ${command} does not come`);
  return answer.id;
}
