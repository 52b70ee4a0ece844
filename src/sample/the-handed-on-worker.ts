import { StartJourney } from "../migrant/journey.js";
import { RecordRelease } from "../migrant/interruptions.js";
import { RecordVictimOutcome, TakeCaseAction } from "../protection-case/actions.js";
import { AssignCase } from "../protection-case/assignment.js";
import { caseDecider } from "../protection-case/case.commands.js";
import { ResolveCase } from "../protection-case/closing.js";
import { ReceiveComplaint } from "../protection-case/receive-complaint.js";
import { StartTraffickingScreening } from "../protection-case/trafficking-screening.js";
import { VerifyCase } from "../protection-case/verification.js";
import { AcceptReferral, CompleteReferral, DeclineReferral, ReportBack } from "../referral/answer-referral.js";
import type { Matter } from "../referral/codes.js";
import { referralDecider } from "../referral/referral.commands.js";
import { referralId } from "../referral/referral.js";
import { SendReferral } from "../referral/send-referral.js";
import { agencyId, officer } from "./agencies.js";
import { Life } from "./life.js";
import { inventedRelative, phoneOf, type SamplePerson } from "./people.js";
import { registered, type Streams } from "./persons.js";
import type { SampleOfficer } from "./step.js";

const KEY = "the-handed-on-worker";

const PERSON: SamplePerson = {
  key: KEY,
  name: inventedRelative({ key: KEY }, 0, "FEMALE").name,
  sex: "FEMALE",
  birthDate: "1998-04-17",
  nik: "9999995704989005",
  passport: "X9000005",
  phone: phoneOf(90_005),
  province: "36",
  regency: "36.04",
  home: "36.04.13",
  begins: "2026-02-02",
  course: "CASE",
  trouble: "SCAM",
  status: "NON_PROCEDURAL",
  country: "KH",
  position: "SCAM_WORKER",
};
const PHNOM_PENH = officer("mission-KH");
const POLICE = officer("polri");
const WITNESS_PROTECTION = officer("lpsk");
const WOMEN = officer("kpppa");
const SOCIAL_AFFAIRS = officer("kemensos");
const HOME_UNIT = officer("bp3mi-36");

/**
 * A woman out of a scam compound, whose case passes through five ministries and an agency: the mission asks the police,
 * who don't answer in time, and the ministry for women, which declines and names social affairs; these take her in. Who
 * protects witnesses checks her request too late. Then the unit of her home has the case.
 */
export function theHandedOnWorker() {
  const life = new Life(KEY, PERSON.begins, "PROTECTION");
  const the = registered(life, PERSON, {
    by: PHNOM_PENH,
    discovery: "ABROAD",
    status: "NON_PROCEDURAL",
    basis: "STATED",
    source: "IN_PERSON",
    known: "IN_PART",
  });
  const id = reported(life, the);
  const incident: Incident = { life, id, the: [caseDecider, id], victim: the.id };
  handedOn(incident);
  cameHome(incident);
  return { person: the.id, name: PERSON.name, case: id, steps: life.steps };
}

interface Incident {
  readonly life: Life;
  readonly id: string;
  readonly the: readonly [typeof caseDecider, string];
  readonly victim: string;
}

function reported(life: Life, { id: victim, migrant }: Streams): string {
  life.does(PHNOM_PENH, migrant, StartJourney, {
    scheme: "UNKNOWN",
    country: "KH",
    sector: "ONLINE_SCAM",
    foundAt: "DETAINED",
    occurred: { date: "2025-09" },
  });
  const id = life.creates("complaint", PHNOM_PENH, caseDecider, ReceiveComplaint, {
    channel: "PHONE",
    complainant: "PMI",
    categories: ["TRAFFICKING"],
    circumstances: ["SCAM_REGION"],
    country: "KH",
    incident: { date: "2025-09", zone: "Asia/Phnom_Penh", asReported: "sejak September tahun lalu" },
    parties: [{ role: "VICTIM", person: victim }],
    account: "Menelepon dari sebuah kompleks; dijanjikan pekerjaan sebagai kasir.",
  });
  life.does(PHNOM_PENH, [caseDecider, id], AssignCase, { agency: agencyId("mission-KH"), officer: PHNOM_PENH.id });
  life.pass(3);
  life.does(PHNOM_PENH, migrant, RecordRelease, {});
  return id;
}

/** The police are asked and let the time pass; the ministry for women declines, and social affairs accept. */
function handedOn(incident: Incident): void {
  const { life, the, victim } = incident;
  life.does(PHNOM_PENH, the, VerifyCase, { by: "INTERVIEW" });
  life.does(PHNOM_PENH, the, StartTraffickingScreening, { victim });
  asks(incident, "polri", "CRIMINAL_INVESTIGATION", 14, "Mohon penyelidikan perekrut di Serang.");
  life.does(PHNOM_PENH, the, TakeCaseAction, {
    action: "WITNESS_PROTECTION",
    victim,
    agency: agencyId("lpsk"),
    result: "REQUESTED",
  });
  life.pass(2);
  const women = asks(
    incident,
    "kpppa",
    "REHABILITATION",
    10,
    "Pulang bulan depan; memerlukan pendampingan psikologis.",
  );
  life.pass(3);
  life.does(WOMEN, women, DeclineReferral, {
    reason: "OUT_OF_COMPETENCE",
    instead: agencyId("kemensos"),
    note: "Rehabilitasi orang dewasa ada pada Kementerian Sosial.",
  });
  life.pass(1);
  const shelter = asks(incident, "kemensos", "REHABILITATION", 10, "Dialihkan dari KemenPPPA.");
  life.pass(2);
  life.does(SOCIAL_AFFAIRS, shelter, AcceptReferral, { officer: SOCIAL_AFFAIRS.id });
  // Seven days were given for the check: it comes on the fourteenth or later.
  life.pass(7);
  life.does(PHNOM_PENH, the, TakeCaseAction, {
    action: "WITNESS_PROTECTION",
    victim,
    agency: agencyId("lpsk"),
    result: "COMPLETE",
  });
  const witness = asks(incident, "lpsk", "WITNESS_PROTECTION", 14, "Berkas dinyatakan lengkap.");
  life.pass(4);
  life.does(WITNESS_PROTECTION, witness, AcceptReferral, {});
  // The first time for an answer is over; asked again, the police take it on.
  const police = asks(incident, "polri", "CRIMINAL_INVESTIGATION", 14, "Permintaan kedua.", 1);
  life.pass(5);
  life.does(POLICE, police, AcceptReferral, { officer: POLICE.id });
  life.pass(20);
  life.does(SOCIAL_AFFAIRS, shelter, CompleteReferral, { outcome: "DONE", note: "Enam sesi konseling." });
  life.does(SOCIAL_AFFAIRS, shelter, ReportBack, { note: "Laporan akhir dikirim kepada pengirim." });
}

/** The case goes with her to the unit of her home, which asks the village to help her begin anew. */
function cameHome(incident: Incident): void {
  const { life, the, victim } = incident;
  life.does(PHNOM_PENH, the, AssignCase, { agency: agencyId("bp3mi-36"), officer: HOME_UNIT.id });
  life.pass(9);
  const village = asks(incident, "disnaker-36.04", "REINTEGRATION", 21, "Pelatihan kerja.", 0, HOME_UNIT);
  life.pass(6);
  life.does(officer("disnaker-36.04"), village, AcceptReferral, {});
  life.pass(30);
  life.does(officer("disnaker-36.04"), village, CompleteReferral, { outcome: "DONE" });
  life.does(HOME_UNIT, the, RecordVictimOutcome, { victim, outcome: "SAFE_AT_HOME" });
  life.does(HOME_UNIT, the, ResolveCase, { reason: "ASSISTED" });
}

/**
 * Another agency is asked about her case, and may see who she is and how to reach her.
 * @param days within which it may answer
 * @param round how often it was asked the same before
 */
function asks(
  { life, id, victim }: Incident,
  agency: string,
  matter: Matter,
  days: number,
  note: string,
  round = 0,
  by: SampleOfficer = PHNOM_PENH,
) {
  const asked = { to: agencyId(agency), matter, case: id };
  const referral = [referralDecider, referralId(asked, round)] as const;
  life.does(by, referral, SendReferral, {
    ...asked,
    answerBy: `${life.in(days)}T16:00:00+07:00`,
    shares: [{ person: victim, classes: ["identity", "contact"] }],
    note,
  });
  return referral;
}
