import { RefuseClearance } from "../migrant/clearance.js";
import { RejectDocument } from "../migrant/documents.js";
import { CloseJourney, StartJourney } from "../migrant/journey.js";
import { StartReintegration } from "../migrant/return.js";
import { ScreenRisk } from "../migrant/risk-screening.js";
import { EndEmployment, StartEmployment } from "../migrant/stay-abroad.js";
import type { DocumentKind } from "../migrant/codes.js";
import { ChangeContact } from "../person/change-contact.js";
import { RequestDoNotTell } from "../person/do-not-tell.js";
import { RecordIdentityDetails } from "../person/record-identity-details.js";
import { agencyId, officer } from "./agencies.js";
import { Life } from "./life.js";
import { inventedRelative, phoneOf, type SamplePerson } from "./people.js";
import { registered, type Streams } from "./persons.js";
import {
  cameHome,
  documentKinds,
  officesOf,
  orientedAndInsured,
  planned,
  submitted,
  verified,
  wentAbroad,
  type Plan,
} from "./placement.js";

const KEY = "the-procedural-worker";

const PERSON: SamplePerson = {
  key: KEY,
  name: inventedRelative({ key: KEY }, 0, "FEMALE").name,
  sex: "FEMALE",
  birthDate: "1993-03-17",
  nik: "9999995703930001",
  passport: "X9000001",
  phone: phoneOf(90_001),
  province: "36",
  regency: "36.04",
  home: "36.04.13.2007",
  begins: "2019-01-14",
  course: "PLACEMENT",
  trouble: null,
  status: "PROCEDURAL",
  country: "HK",
  position: "DOMESTIC_WORKER",
};
const OFFICES = officesOf(PERSON);
const IMMIGRATION = officer("imigrasi-serang");
const HONG_KONG = officer("mission-HK");

/** A day on which the system knew of her first job, and not yet that it had ended two months before. */
export const KNOWN_IN_THE_MIDDLE = "2020-08-15";

/**
 * A woman of Kec. Tirtayasa, from the village on: every paper of UU 18/2017 art. 13 brought and verified, one of them
 * rejected, clearance refused once, two employers in Hong Kong, home again, and now in Taiwan. A fact that was told
 * late and one that was corrected are among it.
 */
export function theProceduralWorker() {
  const life = new Life(KEY, PERSON.begins);
  const the = registered(life, PERSON, {
    by: OFFICES.village,
    discovery: "VILLAGE",
    status: "PROCEDURAL",
    basis: "STATED",
    source: "IN_PERSON",
    known: "WHOLE",
  });
  life.does(OFFICES.village, the.person, ChangeContact, {
    safeWay: "Lewat kader desa, bukan lewat telepon rumah",
    safeTime: "Sore hari",
    safeLanguage: "Jawa Serang",
  });
  life.does(OFFICES.village, the.person, RequestDoNotTell, {
    relation: "RECRUITER",
    reason: "Calo pernah mendatangi rumah dan menawarkan uang fit",
  });
  toHongKong(life, the);
  inHongKong(life, the);
  homeAgain(life, the);
  toTaiwan(life, the);
  return { person: the.id, name: PERSON.name, steps: life.steps };
}

function toHongKong(life: Life, the: Streams): void {
  const plan: Plan = { scheme: "P3MI", country: "HK", position: "DOMESTIC_WORKER", company: 0 };
  life.pass(1);
  life.does(OFFICES.village, the.migrant, ScreenRisk, {
    redFlags: ["SOCIAL_MEDIA_ONLY", "BROKER_ADVANCE"],
    note: "Tawaran pertama datang dari calo melalui media sosial; disarankan ke Disnaker.",
  });
  life.pass(9);
  life.does(OFFICES.labour, the.migrant, StartJourney, planned(plan));
  life.pass(21);
  life.does(IMMIGRATION, the.person, RecordIdentityDetails, {
    source: "AGENCY",
    identity: { passport: PERSON.passport },
  });
  const documents = brought(life, the, documentKinds(plan.scheme));
  life.pass(5);
  const health = documents.get("HEALTH_CERTIFICATE")!;
  documents.delete("HEALTH_CERTIFICATE");
  verified(life, the, OFFICES, [...documents.values()]);
  life.does(OFFICES.secondLabour, the.migrant, RejectDocument, {
    document: health,
    reason: "INCOMPLETE",
    legalGround: "UU_18_2017_ART_13",
    note: "Pemeriksaan psikologi belum dilampirkan.",
  });
  life.pass(6);
  life.does(OFFICES.unit, the.migrant, RefuseClearance, {
    place: "36.04",
    reason: "REQUIREMENTS_NOT_MET",
    legalGround: "UU_18_2017_ART_13",
    note: "Surat keterangan sehat, OPP, dan jaminan sosial belum ada.",
  });
  life.pass(12);
  const again = brought(life, the, ["HEALTH_CERTIFICATE"]);
  life.pass(2);
  verified(life, the, OFFICES, [...again.values()]);
  life.pass(7);
  orientedAndInsured(life, the, OFFICES);
  life.pass(4);
}

function inHongKong(life: Life, the: Streams): void {
  const plan = { country: "HK", position: "DOMESTIC_WORKER" } as const;
  wentAbroad(life, the, OFFICES, plan, { days: 15, contractDays: 730, employer: "Keluarga Contoh Satu" });
  life.pass(30);
  life.does(HONG_KONG, the.person, ChangeContact, { phone: phoneOf(90_101) });
  // Told late: the job had ended in June, and the next one began in July.
  life.until("2020-09-03");
  life.does(HONG_KONG, the.migrant, EndEmployment, {
    cause: "EMPLOYER_CLOSED",
    occurred: { date: "2020-06-19", zone: "Asia/Hong_Kong", asReported: "Jumat, 19 Juni, menurut yang bersangkutan" },
    note: "Majikan pindah ke luar negeri; dilaporkan saat lapor diri ulang.",
  });
  const second = life.does(HONG_KONG, the.migrant, StartEmployment, {
    country: "HK",
    position: "DOMESTIC_WORKER",
    sector: "DOMESTIC_WORK",
    contractUntil: "2021-07-06",
    employer: "Keluarga Contoh Dua",
    occurred: { date: "2020-07-07", zone: "Asia/Hong_Kong" },
  });
  life.until("2021-02-10");
  life.corrects(HONG_KONG, the.migrant, second, {
    reason: "MISTYPED",
    facts: { contractUntil: "2022-07-06" },
    personal: { contact: { employer: "Keluarga Contoh Dua, Sha Tin" } },
    explanation: "Kontrak berlaku dua tahun; tahun salah ketik.",
  });
}

function homeAgain(life: Life, the: Streams): void {
  life.until("2022-07-06");
  cameHome(life, the, OFFICES, "HK");
  life.pass(24);
  life.does(OFFICES.labour, the.migrant, StartReintegration, {
    programme: "SMALL_BUSINESS",
    note: "Warung sembako; pendampingan oleh Desa Migran Produktif.",
  });
  life.until("2023-02-06");
  life.does(OFFICES.labour, the.migrant, CloseJourney, { reason: "REINTEGRATED" });
}

/** A second journey, with papers of its own (I9): she is there now. */
function toTaiwan(life: Life, the: Streams): void {
  const plan: Plan = { scheme: "P3MI", country: "TW", position: "CAREGIVER", company: 2 };
  life.until("2024-08-12");
  life.does(OFFICES.labour, the.migrant, StartJourney, planned(plan));
  life.does(OFFICES.village, the.migrant, ScreenRisk, { redFlags: [] });
  life.pass(15);
  const documents = brought(life, the, documentKinds(plan.scheme));
  life.pass(8);
  verified(life, the, OFFICES, [...documents.values()]);
  life.pass(20);
  orientedAndInsured(life, the, OFFICES);
  life.pass(6);
  wentAbroad(life, the, OFFICES, plan, { days: 18, contractDays: 1095, employer: "Keluarga Contoh Tiga" });
  life.pass(14);
  life.does(officer("mission-TW"), the.person, ChangeContact, { phone: phoneOf(90_102) });
}

/** Each document as a file of its own, uploaded and submitted; ids of the documents by kind. */
function brought(life: Life, the: Streams, kinds: readonly DocumentKind[]): Map<DocumentKind, string> {
  return new Map(
    kinds.map((kind) => {
      const file = life.uploads(OFFICES.labour, the.id, [kind, "UU 18/2017 art. 13", PERSON.name]);
      const number = kind === "PASSPORT" ? PERSON.passport : undefined;
      return [kind, submitted(life, the, OFFICES, kind, file, number)];
    }),
  );
}

/** An officer of the provincial unit that looks after her, for whoever takes the tour. */
export const TOUR_OFFICER = { ...OFFICES.unit, agency: agencyId(OFFICES.unitKey) };
