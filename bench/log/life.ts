import { plainToInstance } from "class-transformer";
import { validateSync } from "class-validator";
import type { Service } from "../../src/service.js";
import { agencyAggregate } from "../../src/agency/agency.js";
import { RegisterAgency } from "../../src/agency/agency.commands.js";
import { AssignOfficer } from "../../src/agency/officer.commands.js";
import { officerAggregate } from "../../src/agency/officer.js";
import { anyDecider, type AnyDecider } from "../../src/event-sourcing/deciding/decider.js";
import { migrantAggregate } from "../../src/migrant/migrant.js";
import * as migrant from "../../src/migrant/migrant.commands.js";
import { ChangeContact } from "../../src/person/change-contact.js";
import { personDecider } from "../../src/person/person.commands.js";
import { RegisterPerson } from "../../src/person/register-person.js";
import { repatriationAggregate } from "../../src/repatriation/repatriation.js";
import * as living from "../../src/repatriation/living.commands.js";
import { caseAggregate } from "../../src/protection-case/protection-case.js";
import * as actions from "../../src/protection-case/action.commands.js";
import * as complaint from "../../src/protection-case/case.commands.js";
import * as repatriation from "../../src/repatriation/repatriation.commands.js";
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
  const agency = await send(service, null, agencyAggregate, RegisterAgency, {
    kind: "MISSION",
    name: "KBRI Phnom Penh",
    country: "KH",
    zone: "Asia/Phnom_Penh",
  });
  const command = (aggregate: AnyDecider, type: new () => object, data: object, id?: string) =>
    send(service, agency, aggregate, type, data, id);
  const people = anyDecider(personDecider);
  const migrants = anyDecider(migrantAggregate);
  const returns = anyDecider(repatriationAggregate);
  const cases = anyDecider(caseAggregate);

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
  await command(migrants, migrant.StartJourney, { scheme: "UNKNOWN", country: "KH", foundAt: "ARRIVED" }, her);
  await command(
    migrants,
    migrant.StartEmployment,
    { country: "KH", sector: "DOMESTIC_WORK", employer: "Sok Dara" },
    her,
  );
  await command(migrants, migrant.ReportContactLost, { note: "Telepon diambil majikan" }, her);
  await command(migrants, migrant.RestoreContact, {}, her);
  await command(people, ChangeContact, FIVE_CONTACT_FIELDS, her);
  await command(migrants, migrant.EndEmployment, { cause: "OTHER" }, her);
  await command(migrants, migrant.DeterminePlacementStatus, { status: "NON_PROCEDURAL", basis: "DOCUMENTED" }, her);

  const complained = await command(cases, complaint.ReceiveComplaint, {
    channel: "PHONE",
    complainant: "PMI",
    categories: ["UNPAID_WAGES", "PASSPORT_WITHHELD"],
    country: "KH",
    parties: [{ role: "VICTIM", person: her }],
    account: "Upah enam bulan tidak dibayar, paspor ditahan majikan.",
  });
  const inCase = (type: new () => object, data: object) => command(cases, type, data, complained);
  await inCase(complaint.VerifyCase, { by: "INTERVIEW" });
  await inCase(complaint.AssignCase, { agency, officer: AGENCY_OFFICER.id });
  await inCase(actions.ProvideShelter, { victim: her, kind: "MISSION_SHELTER", agency, name: "Shelter KBRI" });
  await inCase(complaint.SetNextAction, { action: "REPATRIATE", due: "2031-02-01", what: "Pesan tiket pulang" });
  await inCase(actions.LogContact, {
    victim: her,
    with: mother,
    relation: "MOTHER",
    way: "PHONE",
    result: "REACHED",
    summary: "Ibu sudah tahu bahwa ia aman.",
  });
  await inCase(complaint.CompleteNextAction, {});

  const home = await command(returns, repatriation.RequestRepatriation, {
    kind: "LIVING",
    person: her,
    source: "MISSION",
    cause: "DEPORTATION",
    country: "KH",
  });
  const step = (type: new () => object, data: object) => command(returns, type, data, home);
  await step(repatriation.AssignStep, { step: "TRAVEL_DOCUMENT_READY", agency, due: "2031-01-15" });
  await step(living.ConfirmReturneeIdentity, { basis: "INTERVIEW", note: "Cocok dengan keterangan ibunya" });
  await step(living.RecordTravelDocument, { document: "SPLP", number: "SPLP0000001", validUntil: "2031-06-30" });
  await step(living.RecordExitClearance, { permit: "EXIT_PERMIT", fineOutcome: "WAIVED", overstayDays: 190 });
  await step(living.CertifyFitToTravel, { fitness: "FIT", findings: "Sehat, kurang berat badan" });
  await step(repatriation.AssignStep, { step: "TICKETED", agency, due: "2031-02-01" });
  await step(living.BookTicket, { mode: "AIR", funding: "STATE", cost: { amount: 350_000_000, currency: "IDR" } });
  await step(living.RecordReturneeDeparture, { mode: "AIR" });
  await step(living.RecordDebarkation, { place: "CGK" });
  await step(living.RecordReception, { reception: "TRANSIT_HOUSE" });
  await step(living.RecordReturneeOnward, { mode: "LAND", towards: "32.12" });
  await step(living.HandOver, {
    recipient: mother,
    relation: "MOTHER",
    witness: { person: official, capacity: "VILLAGE_OFFICIAL" },
    recordNumber: "BAST/001",
  });
  await command(migrants, migrant.StartReintegration, { programme: "TRAINING" }, her);
  return agency;
}

/** The officer of the benchmark supervises for the nation, and so sees the whole board: the most that a page can cost. */
export async function assignOfficer(service: Service): Promise<void> {
  const desk = await send(service, null, agencyAggregate, RegisterAgency, { kind: "COORDINATION", name: "Desk P2MI" });
  const assignment = { agency: desk, role: "SUPERVISOR", from: "2020-01-01" };
  await send(service, null, officerAggregate, AssignOfficer, assignment, AGENCY_OFFICER.id, ADMINISTRATOR);
}

/** Names of commands are those of their classes, but for the handover, which is one for the living and one for remains. */
async function send(
  service: Service,
  agency: string | null,
  aggregate: object,
  type: new () => object,
  data: object,
  id?: string,
  officer = AGENCY_OFFICER.id as string,
): Promise<string> {
  const command = type === living.HandOver ? "HandOverReturnee" : type.name;
  const body = plainToInstance(type, data);
  const [error] = validateSync(body, { whitelist: true, forbidNonWhitelisted: true });
  if (error) throw new Error(`${command}: ${error.toString()}`);
  const context = officersCommand(agency, officer);
  const answer = await service.handling.handle(aggregate as AnyDecider, id, command, body, context);
  if (!(await service.reactions.settled(answer.number, SETTLE_MS)))
    throw new Error(`what follows from ${command} does not come`);
  return answer.id;
}
