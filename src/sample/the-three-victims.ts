import { RecordRelease } from "../migrant/interruptions.js";
import { StartJourney } from "../migrant/journey.js";
import { RecordVictimOutcome, TakeCaseAction } from "../protection-case/actions.js";
import { AssignCase, ReferCase } from "../protection-case/assignment.js";
import { caseDecider } from "../protection-case/case.commands.js";
import { LogContact } from "../protection-case/contacts.js";
import { StartLitigation } from "../protection-case/legal-steps.js";
import { SetNextAction } from "../protection-case/next-action.js";
import { RecordParty } from "../protection-case/parties.js";
import { ReceiveComplaint } from "../protection-case/receive-complaint.js";
import { ProvideShelter } from "../protection-case/shelter.js";
import { AssessTrafficking } from "../protection-case/trafficking-assessment.js";
import { StartTraffickingScreening } from "../protection-case/trafficking-screening.js";
import { VerifyCase } from "../protection-case/verification.js";
import { RecordAccompaniment } from "../repatriation/accompany.js";
import { AssignStep, MarkNotApplicable } from "../repatriation/assign-step.js";
import { CloseRepatriation } from "../repatriation/end-repatriation.js";
import { RecordHomeAlone } from "../repatriation/go-home-alone.js";
import { HandOverReturnee } from "../repatriation/hand-over.js";
import {
  RecordDebarkation,
  RecordReception,
  RecordReturneeDeparture,
  RecordReturneeOnward,
} from "../repatriation/journey-home.js";
import {
  BookTicket,
  ConfirmReturneeIdentity,
  RecordExitClearance,
  RecordTravelDocument,
} from "../repatriation/prepare-return.js";
import { RequestRepatriation } from "../repatriation/request-repatriation.js";
import { repatriationDecider } from "../repatriation/repatriation.commands.js";
import { RequestDoNotTell } from "../person/do-not-tell.js";
import { agencyId, officer } from "./agencies.js";
import { companyId } from "./companies.js";
import { Life } from "./life.js";
import { inventedRelative, phoneOf, type SamplePerson } from "./people.js";
import { registered, relativeRegistered, type Streams } from "./persons.js";

const KEY = "the-three-victims";
const YANGON = officer("mission-MM");
const LANDING = officer("bp3mi-36");
const HOME_UNIT = officer("bp3mi-32");

const victim = (number: number, sex: "FEMALE" | "MALE", birthDate: string, nik: string): SamplePerson => ({
  key: `${KEY}/${number}`,
  name: inventedRelative({ key: KEY }, number, sex).name,
  sex,
  birthDate,
  nik,
  passport: `X900001${number}`,
  phone: phoneOf(90_010 + number),
  province: "32",
  regency: "32.12",
  home: "32.12.05",
  begins: "2025-03-03",
  course: "CASE",
  trouble: "SCAM",
  status: "NON_PROCEDURAL",
  country: "MM",
  position: "SCAM_WORKER",
});

const WOMAN = victim(1, "FEMALE", "1999-08-14", "9999995408999011");
const MAN = victim(2, "MALE", "2001-01-30", "9999993001019012");
/** Sixteen when she was recruited. */
const GIRL = victim(3, "FEMALE", "2008-05-09", "9999994905089013");

interface Incident {
  readonly life: Life;
  readonly id: string;
  readonly the: readonly [typeof caseDecider, string];
  readonly woman: Streams;
  readonly man: Streams;
  readonly girl: Streams;
}

/**
 * One incident with three victims, of one regency, taken to a scam compound by one broker; one of them is a child. Each
 * is assessed, and each comes home on a day of their own: the woman by herself, the man to his father, the girl to
 * social affairs, as she asked that an uncle who knows the broker be told nothing.
 */
export function theThreeVictims() {
  const life = new Life(KEY, WOMAN.begins, "PROTECTION");
  const incident = reported(life);
  assessed(incident);
  referred(incident);
  const repatriations = [womanHome(incident), manHome(incident), girlHome(incident)];
  ended(incident);
  const { woman, man, girl, id } = incident;
  return { persons: [woman.id, man.id, girl.id], case: id, repatriations, steps: life.steps };
}

function reported(life: Life): Incident {
  const woman = found(life, WOMAN, "woman");
  const man = found(life, MAN, "man");
  const girl = found(life, GIRL, "girl");
  const reporter = relativeRegistered(life, { key: KEY }, YANGON, 7, "MALE");
  const id = life.creates("complaint", YANGON, caseDecider, ReceiveComplaint, {
    channel: "SOCIAL_MEDIA",
    complainant: "FAMILY",
    categories: ["TRAFFICKING", "DETAINED"],
    circumstances: ["MINOR", "SCAM_REGION"],
    country: "MM",
    incident: { date: "2024-11", zone: "Asia/Yangon", asReported: "diberangkatkan November tahun lalu" },
    parties: [
      { role: "VICTIM", person: woman.id },
      { role: "VICTIM", person: man.id },
      { role: "VICTIM", person: girl.id },
      { role: "BROKER", company: companyId("broker-0") },
      { role: "REPORTER", person: reporter, relation: "FATHER" },
    ],
    account: "Video tiga warga dari satu kabupaten yang disekap di sebuah lokasi penipuan daring.",
  });
  const the = [caseDecider, id] as const;
  life.does(YANGON, the, AssignCase, { agency: agencyId("mission-MM"), officer: YANGON.id });
  life.does(YANGON, the, SetNextAction, { action: "SCREEN_FOR_TRAFFICKING", due: life.in(7) });
  return { life, id, the, woman, man, girl };
}

function found(life: Life, person: SamplePerson, label: string): Streams {
  const the = registered(
    life,
    person,
    {
      by: YANGON,
      discovery: "ABROAD",
      status: "NON_PROCEDURAL",
      basis: "STATED",
      source: "FAMILY_REPORT",
      known: "IN_PART",
    },
    label,
  );
  life.does(YANGON, the.migrant, StartJourney, {
    scheme: "UNKNOWN",
    country: "MM",
    sector: "ONLINE_SCAM",
    foundAt: "DETAINED",
    occurred: { date: "2024-11" },
  });
  return the;
}

/** Out of the compound: a shelter, and an assessment of each; for the child no means need be found. */
function assessed({ life, the, woman, man, girl }: Incident): void {
  life.pass(9);
  const victims = [woman, man, girl];
  for (const { id, migrant } of victims) {
    life.does(YANGON, migrant, RecordRelease, {});
    life.does(YANGON, the, ProvideShelter, {
      victim: id,
      kind: "SAFE_HOUSE",
      agency: agencyId("mission-MM"),
      country: "MM",
      name: "Rumah Aman Contoh",
    });
  }
  life.does(YANGON, the, VerifyCase, { by: "MISSION" });
  life.does(YANGON, girl.person, RequestDoNotTell, {
    relation: "UNCLE_OR_AUNT",
    reason: "Paman mengenal calo yang memberangkatkan",
  });
  for (const { id } of victims) life.does(YANGON, the, StartTraffickingScreening, { victim: id });
  life.pass(3);
  const offence = { date: "2024-11" };
  const lured = { acts: ["RECRUITMENT", "TRANSPORT"], purposes: ["FORCED_LABOUR"] };
  life.does(YANGON, the, AssessTrafficking, {
    ...lured,
    victim: woman.id,
    offence,
    outcome: "INDICATED",
    means: ["FRAUD", "CONFINEMENT"],
    grounds: "Dijanjikan pekerjaan di restoran; paspor diambil; tidak boleh keluar.",
  });
  life.does(YANGON, the, AssessTrafficking, {
    ...lured,
    victim: man.id,
    offence,
    outcome: "INDICATED",
    means: ["DEBT_BONDAGE"],
    dissentingOutcome: "NOT_INDICATED",
    dissent: "Penilai kedua: yang bersangkutan mengetahui jenis pekerjaannya.",
  });
  life.does(YANGON, the, AssessTrafficking, {
    ...lured,
    victim: girl.id,
    offence,
    outcome: "INDICATED",
    grounds: "Anak: perbuatan dan tujuan cukup.",
  });
}

/** To the police, who confirm it of one; to those who protect witnesses; and for the child, to KPPPA. */
function referred({ life, the, woman, girl }: Incident): void {
  life.pass(2);
  const [polri, lpsk] = [agencyId("polri"), agencyId("lpsk")];
  life.does(YANGON, the, SetNextAction, { action: "REPORT_TO_POLICE", due: life.in(10) });
  life.does(YANGON, the, TakeCaseAction, { action: "POLICE_REPORT", agency: polri });
  life.does(YANGON, the, TakeCaseAction, { action: "WITNESS_PROTECTION", victim: woman.id, agency: lpsk });
  life.does(YANGON, the, TakeCaseAction, {
    action: "VICTIM_SERVICES",
    victim: girl.id,
    agency: agencyId("kpppa"),
    result: "BEST_INTEREST_DECIDED",
    note: "Diserahkan kepada Kementerian Sosial, bukan kepada keluarga.",
  });
  life.does(YANGON, the, ReferCase, { agency: polri, reason: "CRIME" });
  life.does(YANGON, the, RecordParty, { role: "WITNESS", person: woman.id });
  life.pass(6);
  const statement = life.uploads(officer("polri"), woman.id, ["Police report", "LP/CONTOH/2025"]);
  life.does(officer("polri"), the, AssessTrafficking, {
    victim: woman.id,
    offence: { date: "2024-11" },
    outcome: "CONFIRMED",
    confirmedBy: "POLICE",
    evidence: [statement],
    acts: ["RECRUITMENT", "TRANSPORT"],
    means: ["FRAUD", "CONFINEMENT"],
    purposes: ["FORCED_LABOUR"],
  });
  life.does(officer("polri"), the, StartLitigation, {
    forum: "CRIMINAL",
    country: "ID",
    docket: "LP/CONTOH/2025",
  });
}

type Way = readonly [typeof repatriationDecider, string];

/** From the mission to the transit house; the day of landing is each one's own. */
function landed({ life, id }: Incident, label: string, { id: person }: Streams, leaves: string): Way {
  life.purpose = "REPATRIATION";
  const repatriation = life.creates(`repatriation-${label}`, YANGON, repatriationDecider, RequestRepatriation, {
    kind: "LIVING",
    person,
    case: id,
    source: "MISSION",
    cause: "ABUSE",
    country: "MM",
  });
  const way = [repatriationDecider, repatriation] as const;
  life.does(YANGON, way, ConfirmReturneeIdentity, { basis: "BIOMETRICS" });
  life.does(YANGON, way, RecordTravelDocument, { document: "SPLP" });
  life.does(YANGON, way, RecordExitClearance, {
    permit: "EXIT_PERMIT",
    fineOutcome: "WAIVED",
    overstayDays: 120,
  });
  life.does(YANGON, way, MarkNotApplicable, { step: "FIT_TO_TRAVEL", reason: "NOT_ILL" });
  life.does(YANGON, way, BookTicket, { mode: "AIR", funding: "STATE", leaves });
  life.until(leaves);
  life.does(YANGON, way, AssignStep, { step: "DEBARKED", agency: agencyId("bp3mi-36"), due: life.in(1) });
  life.does(YANGON, way, RecordReturneeDeparture, { mode: "AIR" });
  life.pass(1);
  life.does(LANDING, way, RecordDebarkation, { place: "CGK", region: "36.71" });
  return way;
}

function womanHome(incident: Incident): string {
  const { life, woman } = incident;
  const way = landed(incident, "woman", woman, "2025-04-07");
  life.does(LANDING, way, RecordReception, { reception: "SELF_RETURN" });
  life.pass(1);
  life.does(LANDING, way, RecordHomeAlone, { region: "32.12" });
  return closed(life, way);
}

/** To his father, before a village official; who is not the broker, nor told by him (I15). */
function manHome(incident: Incident): string {
  const { life, man } = incident;
  const way = landed(incident, "man", man, "2025-04-28");
  life.does(LANDING, way, RecordReception, { reception: "TRANSIT_HOUSE", agency: agencyId("bp3mi-36") });
  life.pass(2);
  life.does(LANDING, way, RecordReturneeOnward, { mode: "LAND", towards: "32.12" });
  const father = relativeRegistered(life, MAN, HOME_UNIT, 1, "MALE");
  const witness = relativeRegistered(life, MAN, HOME_UNIT, 2, "MALE");
  const handover: HandOverReturnee = {
    recipient: father,
    relation: "FATHER",
    witness: { person: witness, capacity: "VILLAGE_OFFICIAL" },
    region: "32.12",
  };
  life.does(HOME_UNIT, way, HandOverReturnee, handover);
  return closed(life, way);
}

/** To social affairs, accompanied all the way: a child goes home as it is best for her (I15). */
function girlHome(incident: Incident): string {
  const { life, girl } = incident;
  const kemensos = agencyId("kemensos");
  const way = landed(incident, "girl", girl, "2025-05-19");
  life.does(LANDING, way, RecordAccompaniment, { agencies: [kemensos], leg: "WHOLE_WAY", source: "AGENCY" });
  life.does(LANDING, way, RecordReception, { reception: "REHABILITATION", agency: kemensos });
  life.pass(1);
  life.does(LANDING, way, HandOverReturnee, { agency: kemensos });
  return closed(life, way);
}

function closed(life: Life, way: Way): string {
  life.pass(4);
  life.does(officer("kp2mi"), way, CloseRepatriation, { reason: "COMPLETED" });
  return way[1];
}

/** The court goes on: the case stays open, and watched. */
function ended({ life, the, woman, man, girl }: Incident): void {
  life.purpose = "PROTECTION";
  life.pass(3);
  for (const [{ id }, outcome] of [
    [woman, "SAFE_AT_HOME"],
    [man, "SAFE_AT_HOME"],
    [girl, "IN_REHABILITATION"],
  ] as const)
    life.does(YANGON, the, RecordVictimOutcome, { victim: id, outcome });
  life.does(YANGON, the, AssignCase, { agency: agencyId("bp3mi-32"), officer: HOME_UNIT.id });
  life.pass(10);
  life.does(HOME_UNIT, the, LogContact, {
    victim: man.id,
    with: man.id,
    way: "VISIT",
    result: "REACHED",
    summary: "Sudah bekerja kembali; menunggu panggilan sebagai saksi.",
  });
  life.does(HOME_UNIT, the, SetNextAction, {
    action: "FOLLOW_UP",
    due: "2026-11-30",
    what: "Putusan pengadilan",
  });
}
