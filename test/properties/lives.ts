import { migrantAggregate } from "../../src/migrant/migrant.js";
import { personAggregate } from "../../src/person/person.js";
import { repatriationAggregate } from "../../src/repatriation/repatriation.js";
import { ANYBODY, approvalOf } from "./commands/proposals.js";
import { fileOf } from "./commands/registers.js";
import type { Moment } from "./commands/row.js";
import { ABROAD, person, type Life } from "./life.js";
import { incident } from "./incident.js";
import { referred } from "./referred.js";
import { timed } from "./timed.js";
import { toldInTheVillage } from "./told-in-the-village.js";
import { AGENCIES, OFFICERS, type Attempt } from "./world.js";

const [, OTHER_OFFICER] = OFFICERS;
const NOTHING_FOUND = { keys: [], files: [], narratives: [] };
const LEGAL_GROUND = "UU_18_2017_ART_13";
const PROCEDURAL = { discovery: "VILLAGE", placementStatus: "PROCEDURAL", placementStatusBasis: "STATED" };

const DOCUMENTS =
  "MARITAL_STATUS_LETTER FAMILY_CONSENT COMPETENCE_CERTIFICATE HEALTH_CERTIFICATE PASSPORT WORK_VISA " +
  "PLACEMENT_AGREEMENT EMPLOYMENT_CONTRACT";

/** From the village to work abroad and back, with what may come between. */
async function* procedural(moment: Moment): Life {
  const { world, chance } = moment;
  const id = yield person(moment, PROCEDURAL);
  if (id === undefined) return;
  const by = (command: string, data: object = {}, officer?: string): Attempt => ({ command, id, data, by: officer });
  const newest = async () => (await world.state(migrantAggregate, id)).documents.at(-1)?.id;
  yield by("StartJourney", { scheme: "P3MI", country: "HK", position: "CAREGIVER" });
  yield by("ScreenRisk", { redFlags: ["BROKER_ADVANCE"] });
  const refusal = { place: "36.04", reason: "REQUIREMENTS_NOT_MET", legalGround: LEGAL_GROUND };
  yield by("RefuseClearance", refusal);
  for (const kind of DOCUMENTS.split(" ")) {
    const file = yield { command: "StoreFile", data: fileOf({ chance }, id) };
    if (file === undefined) return;
    const paper = { file, kind, expiresOn: "2031-01-01", number: "12" };
    yield by("SubmitDocument", paper);
    if (kind === "PASSPORT") {
      yield by("RejectDocument", { document: await newest(), reason: "ILLEGIBLE", legalGround: LEGAL_GROUND });
      yield by("SubmitDocument", paper);
    }
    yield by("VerifyDocument", { document: await newest() }, OTHER_OFFICER);
  }
  yield by("AttendOrientation");
  for (const programme of ["JKK", "JKM"])
    yield by("ActivateInsurance", { programme, from: "2020-01-01", number: `${chance.nat(99)}` });
  yield by("GrantClearance", { place: "36.04" });
  // The clearance is judged anew: without the passport, and with another one.
  const passport = (await world.state(migrantAggregate, id)).documents.findLast(({ kind }) => kind === "PASSPORT");
  yield by("RejectDocument", { document: passport?.id ?? chance.uuid(), reason: "FORGED", legalGround: LEGAL_GROUND });
  const file = yield { command: "StoreFile", data: fileOf({ chance }, id) };
  yield by("SubmitDocument", { file, kind: "PASSPORT", expiresOn: "2031-01-01" });
  yield by("VerifyDocument", { document: await newest() }, OTHER_OFFICER);
  for (const [command, data] of [
    ["RecordDeparture"],
    ["ReportArrival", { address: chance.text() }],
    ["StartEmployment", { employer: chance.text() }],
    ["ReportContactLost"],
    ["RestoreContact"],
    ["RecordDetention"],
    ["RecordRelease"],
    ["EndEmployment", { cause: "ABUSE" }],
    ["StartReturn", { cause: "ABUSE" }],
    ["RecordReturn", { cause: "ABUSE" }],
    ["StartReintegration"],
    ["CloseJourney", { reason: "REINTEGRATED" }],
    ["StartJourney", { scheme: "INDEPENDENT", country: "JP" }],
    ["PreventDeparture", { reason: "COURT_ORDER", legalGround: LEGAL_GROUND }],
    ["FailDeparture", { reason: "VISA_REFUSED" }],
    ["WithdrawJourney", { reason: "OWN_DECISION" }],
    ["DeterminePlacementStatus", { status: "NON_PROCEDURAL", basis: "DOCUMENTED" }],
  ] as const)
    yield by(command, data);
  const mistaken = world.log.findLast(
    ({ stream, type }) => stream === `migrant-${id}` && type === "ReintegrationStarted",
  );
  if (mistaken) yield by("WithdrawJourneyStep", { event: mistaken.id, reason: "NEVER_HAPPENED" });
}

/** Found abroad, brought home, and told on to someone who was not to be told. */
async function* foundAbroad(moment: Moment): Life {
  const { world } = moment;
  const id = yield person(moment, ABROAD);
  const relative = yield person(moment);
  const witness = yield person(moment);
  if (id === undefined || relative === undefined || witness === undefined) return;
  yield { command: "RecordIdentityDetails", id, data: { source: "AGENCY", identity: { alias: "Dewi" } } };
  yield { command: "ChangeContact", id, data: { safeTime: "malam" } };
  yield { command: "StartJourney", id, data: { scheme: "UNKNOWN", country: "KH", foundAt: "ARRIVED" } };
  const request = { kind: "LIVING", person: id, source: "PERSON", cause: "ABUSE", country: "KH" };
  const first = yield { command: "RequestRepatriation", data: request };
  if (first === undefined) return;
  const task = async () => (await world.state(repatriationAggregate, first)).tasks.at(-1)?.id ?? moment.chance.uuid();
  const add = (kind: string, more: object) => ({
    command: "AddRepatriationTask",
    id: first,
    data: { kind, agency: AGENCIES[0], ...more },
  });
  yield add("ARRANGE_TRAVEL", { due: "2024-03-09", note: moment.chance.text() });
  for (const [command, data] of [
    ["AssignRepatriationTask", { agency: AGENCIES[0], officer: OFFICERS[0] }],
    ["MoveRepatriationTask", { reason: "WAITS_FOR_OTHERS" }],
    ["CompleteRepatriationTask", {}],
  ] as const)
    yield { command, id: first, data: { task: await task(), ...data } };
  yield add("CALL_FAMILY", {});
  yield { command: "DropRepatriationTask", id: first, data: { task: await task(), reason: "DUPLICATE" } };
  // Nobody does it: it ends with the repatriation.
  yield add("FOLLOW_UP", { due: "2024-03-11" });
  const handover = {
    recipient: relative,
    relation: "MOTHER",
    witness: { person: witness, capacity: "VILLAGE_OFFICIAL" },
    recordNumber: "BAST/1",
  };
  for (const [command, data] of [
    ["NotifyFamily", { relative, relation: "MOTHER" }],
    ["ConfirmReturneeIdentity", { basis: "INTERVIEW" }],
    ["RecordTravelDocument", { document: "SPLP", number: "7" }],
    ["RecordExitClearance", { permit: "EXIT_PERMIT", fineOutcome: "WAIVED" }],
    ["CertifyFitToTravel", { fitness: "FIT", findings: "sehat" }],
    ["BookTicket", { mode: "AIR", funding: "STATE" }],
    ["RecordReturneeDeparture", { mode: "AIR" }],
    ["RecordDebarkation", { place: "CGK" }],
    ["RecordReception", { reception: "TRANSIT_HOUSE" }],
    ["RecordReturneeOnward", { mode: "LAND" }],
    ["HandOverReturnee", handover],
    ["ReportOutcome", { outcome: "CAME_HOME", source: "FAMILY" }],
    ["CloseRepatriation", { reason: "COMPLETED" }],
  ] as const)
    yield { command, id: first, data };
  yield { command: "RequestDoNotTell", id, data: { person: relative, reason: "takut" } };
  const wish = (await world.state(repatriationAggregate, first)).flagged[0]?.doNotTell;
  if (wish !== undefined) yield { command: "WithdrawDoNotTell", id, data: { request: wish } };
  const second = yield { command: "RequestRepatriation", data: request };
  if (second === undefined) return;
  yield { command: "RecordHomeAlone", id: second, data: {} };
  const { done } = await world.state(repatriationAggregate, second);
  const mistaken = done["HOME_ALONE"]?.[0]?.event ?? moment.chance.uuid();
  yield { command: "WithdrawStep", id: second, data: { event: mistaken, reason: "NEVER_HAPPENED" } };
  const link = yield {
    command: "LinkIdentities",
    data: { person: id, other: witness, basis: "BIOMETRICS", confidence: "POSSIBLE" },
  };
  yield {
    command: "ConfirmIdentityLink",
    id: link,
    data: { note: "sidik jari sama", deciders: ANYBODY, owners: [null, null], bothSeen: true },
    by: OFFICERS[1],
  };
  yield { command: "UnlinkIdentities", id: link, data: { reason: "DIFFERENT_PERSONS" } };
  yield { command: "PlaceLegalHold", id: witness, data: { ground: "INVESTIGATION", reason: "penyidikan" } };
  const erasure = { scope: ["contact"], ground: "SUBJECT_REQUEST" };
  const hold = (await world.state(personAggregate, witness)).legalHolds[0]?.id;
  const propose = { command: "ProposeErasure", id: witness, data: erasure };
  yield propose;
  yield { command: "ProposeHoldRelease", id: witness, data: { hold, reason: "selesai" } };
  yield approvalOf(moment, "ReleaseLegalHold", "HOLD_RELEASE", witness, {});
  yield propose;
  const erasing = { residue: [], narratives: [], found: NOTHING_FOUND };
  yield approvalOf(moment, "ErasePerson", "ERASURE", witness, erasing);
}

const BODY =
  "DEATH_CERTIFICATE MEDICAL_CERTIFICATE_OF_CAUSE DECEASED_PASSPORT EXPORT_PERMIT SEALING_CERTIFICATE " +
  "EMBALMING_CERTIFICATE FREE_OF_INFECTION_CERTIFICATE PACKING_CERTIFICATE";
const CREMATION = "DEATH_CERTIFICATE MEDICAL_CERTIFICATE_OF_CAUSE CREMATION_PERMIT";

/** Known by a death report; the remains come home. */
async function* broughtHome(moment: Moment): Life {
  const id = yield person(moment, { ...ABROAD, discovery: "DEATH_REPORT" });
  const relative = yield person(moment);
  const agency = yield {
    command: "RegisterAgency",
    data: { kind: "SOCIAL_AFFAIRS", name: "Dinsos", validFrom: "2010-01-01" },
  };
  if (id === undefined || relative === undefined || agency === undefined) return;
  yield { command: "ReportDeath", id, data: { cause: "ILLNESS", country: "KH", source: "FAMILY", place: "rumah" } };
  const remains = yield {
    command: "RequestRepatriation",
    data: { kind: "REMAINS", person: id, source: "FAMILY", country: "KH" },
  };
  if (remains === undefined) return;
  const on = (command: string, data: object = {}, by?: string): Attempt => ({ command, id: remains, data, by });
  yield on("AssignStep", { step: "FUNDING_AGREED", agency, due: "2024-03-03" });
  yield on("MarkNotApplicable", { step: "AUTOPSY", reason: "NATURAL_DEATH" });
  yield on("RecordFamilySearch", { methods: ["CIVIL_REGISTRY"] });
  yield on("NotifyFamily", { relative, relation: "MOTHER" });
  yield on("DecideDisposition", { disposition: "REPATRIATE", decidedBy: "FAMILY", relative, relation: "MOTHER" });
  yield on("AgreeFunding", { funding: "STATE" });
  yield on("RecordAutopsy", { orderedBy: "POLICE", findings: "sakit" });
  yield* papers(moment, remains, BODY);
  for (const [command, data] of [
    ["EnterDeath", { registerNumber: "9" }],
    ["LegalisePapers"],
    ["BookCargo", { route: "AIR", waybill: "W1" }],
    ["RecordAccompaniment", { agencies: [agency], escorts: [relative], leg: "WHOLE_WAY", source: "MISSION" }],
    ["RecordRemainsDeparture", { route: "AIR" }],
    ["RecordRemainsArrival", { place: "MDC" }],
    ["PermitQuarantine"],
    ["ReleaseFromCustoms"],
    ["RecordRemainsOnward", { by: "AMBULANCE" }],
    ["HandOverRemains", { agency, recordNumber: "BAST/2" }],
    ["RecordLaidToRest", { country: "ID", manner: "BURIED" }],
    ["RecordClaim", { programme: "JKM", outcome: "PAID", amount: { amount: 8_500_000_000, currency: "IDR" } }],
    ["InventoryBelongings", { items: 3, inventory: "tas, surat" }],
  ] as const)
    yield on(command, data);
  yield { command: "ConfirmDeath", id, data: { certifiedOn: "2024-03-02", causeInWords: "sakit" } };
  yield { command: "RenameAgency", id: agency, data: { name: "Dinas Sosial", from: "2020-01-01" } };
  yield { command: "EndAgency", id: agency, data: { on: "2024-03-04", how: "MERGED" } };
}

/** Cremated abroad, by a decision of the family. */
async function* cremated(moment: Moment): Life {
  const id = yield person(moment, ABROAD);
  if (id === undefined) return;
  yield { command: "ReportDeath", id, data: { cause: "UNKNOWN", country: "KH", source: "MISSION" } };
  const remains = yield { command: "RequestRepatriation", data: { kind: "REMAINS", person: id, source: "MISSION" } };
  if (remains === undefined) return;
  yield { command: "NotifyFamily", id: remains, data: { relation: "FATHER" } };
  const decision = { disposition: "CREMATE", decidedBy: "FAMILY", relation: "FATHER" };
  yield { command: "DecideDisposition", id: remains, data: decision };
  yield* papers(moment, remains, CREMATION);
  yield { command: "RecordCremation", id: remains, data: { country: "KH" } };
}

async function* papers({ world }: Moment, id: string, kinds: string): Life {
  const newest = async () => (await world.state(repatriationAggregate, id)).documents.at(-1)?.id;
  const all = kinds.split(" ");
  for (const kind of [all[0], ...all]) {
    yield { command: "SubmitRemainsDocument", id, data: { kind, number: "3" } };
    const document = await newest();
    const isFirst = (await world.state(repatriationAggregate, id)).documents.length === 1;
    yield isFirst
      ? { command: "RejectRemainsDocument", id, data: { document, reason: "UNREADABLE" } }
      : { command: "VerifyRemainsDocument", id, data: { document }, by: OTHER_OFFICER };
  }
}

/** Taken for dead while on the way home. */
async function* mistakenForDead(moment: Moment): Life {
  const id = yield person(moment, ABROAD);
  if (id === undefined) return;
  yield { command: "StartJourney", id, data: { scheme: "UNKNOWN", country: "KH", foundAt: "EMPLOYED" } };
  yield {
    command: "RequestRepatriation",
    data: { kind: "LIVING", person: id, source: "MISSION", cause: "DEPORTATION" },
  };
  const complaint = yield {
    command: "ReceiveComplaint",
    data: {
      channel: "PHONE",
      complainant: "FAMILY",
      categories: ["LOST_CONTACT"],
      country: "KH",
      parties: [{ role: "VICTIM", person: id }],
    },
  };
  if (complaint !== undefined) {
    yield { command: "AssignCase", id: complaint, data: { agency: AGENCIES[0] } };
    yield { command: "SetNextAction", id: complaint, data: { action: "CALL_WORKER", due: "2024-03-09" } };
  }
  yield { command: "ReportDeath", id, data: { cause: "ACCIDENT", country: "KH", source: "EMPLOYER" } };
  yield { command: "ConfirmDeath", id, data: {} };
  yield { command: "CloseJourney", id, data: { reason: "DEATH" } };
  yield { command: "WithdrawDeathReport", id, data: { reason: "MISTAKEN_IDENTITY" } };
}

/** Said to have come home before a job that is on record began: the journey's return is refused. */
async function* homeTooEarly(moment: Moment): Life {
  const { chance, world } = moment;
  const id = yield person(moment, ABROAD);
  if (id === undefined) return;
  yield { command: "StartJourney", id, data: { scheme: "UNKNOWN", country: "KH", foundAt: "ARRIVED" } };
  const home = yield {
    command: "RequestRepatriation",
    data: { kind: "LIVING", person: id, source: "MISSION", cause: "LEAVE" },
  };
  if (home === undefined) return;
  const said = chance.day(world.clock.now(), 0, 0);
  world.later(3 * 24 * 3_600_000);
  yield { command: "StartEmployment", id, data: {} };
  yield { command: "RecordHomeAlone", id: home, data: { occurred: { date: said } } };
}

/** Lives that reach, one by one, every event type that commands of officers make. */
export const LIVES: readonly ((moment: Moment) => Life)[] = [
  procedural,
  foundAbroad,
  broughtHome,
  cremated,
  mistakenForDead,
  homeTooEarly,
  incident,
  referred,
  timed,
  toldInTheVillage,
];
