import type { AgencyKind } from "../facts/agency-kinds.js";
import { FIELD_CLASSES, type FieldClass } from "../event-sourcing/stored-event/envelope.js";
import { ROLES, type Role } from "./roles.js";

/** One line of the policy: what is done, and in which roles it may be. */
export interface PolicyRow {
  readonly en: string;
  readonly indonesian: string;
  readonly roles: readonly Role[];
  /** The law, or the choice, that it comes from. */
  readonly source: string;
  /** Kinds of agency whose officers alone may do it; left out: of every kind, but for `AT_MOST`. */
  readonly only?: readonly AgencyKind[];
}

const DESIGN = "[design] need-to-know";
const EYES = "[design] four eyes";
const FIELD_WORK = ["VILLAGE_OFFICER", "CASEWORKER", "SUPERVISOR", "MISSION"] as const;
const CASE_WORK = ["CASEWORKER", "SUPERVISOR", "MISSION"] as const;

/** The coordinating ministry and its desk (Desk P2MI). */
const COORDINATING: readonly AgencyKind[] = ["COORDINATION"];

const row = (en: string, indonesian: string, roles: readonly Role[], source = DESIGN): PolicyRow => ({
  en,
  indonesian,
  roles,
  source,
});

/**
 * Who may do what, of what they may see. Every route names one of these. A role says what may be done; which persons
 * and cases it may be done to follows from what the officer's agency owns, was given, or answers for (`sight.ts`).
 */
export const POLICY = {
  PERSON_REGISTER: row(
    "Register a person",
    "Mendaftarkan orang",
    [...FIELD_WORK, "INVESTIGATOR", "MACHINE_CLIENT"],
    "UU 18/2017 art. 42",
  ),
  PERSON_SEARCH: row("Search for a person by number or name", "Mencari orang", [...FIELD_WORK, "INVESTIGATOR"]),
  PERSON_READ: row("Read who a person is", "Melihat identitas orang", [...FIELD_WORK, "INVESTIGATOR", "AUDITOR"]),
  PERSON_CHANGE: row("Change a person's details", "Mengubah data orang", FIELD_WORK),
  IDENTITY_LINK: row("Link or unlink two records of one person", "Menautkan data ganda", CASE_WORK, "I10"),
  IDENTITY_LINK_CONFIRM: row(
    "Confirm that two records are one person, as another officer linked them",
    "Memastikan tautan data ganda",
    ["SUPERVISOR", "MISSION"],
    "I10; four eyes",
  ),
  IDENTITY_LINK_READ: row("Read links between records", "Melihat tautan data", [
    ...CASE_WORK,
    "INVESTIGATOR",
    "AUDITOR",
  ]),
  MIGRANT_LIST: row("List migrants", "Melihat daftar PMI", [...FIELD_WORK, "INVESTIGATOR", "AUDITOR", "ANALYST"]),
  MIGRANT_READ: row("Read a migrant's journeys and papers", "Melihat perjalanan PMI", [
    ...FIELD_WORK,
    "INVESTIGATOR",
    "AUDITOR",
  ]),
  JOURNEY_RECORD: row("Record steps of a journey", "Mencatat perjalanan PMI", FIELD_WORK, "UU 18/2017 art. 8, 21, 24"),
  CLEARANCE_DECIDE: row(
    "Verify documents, clear, refuse or hold back a departure",
    "Memverifikasi dokumen dan memutuskan keberangkatan",
    CASE_WORK,
    "UU 18/2017 art. 13, 84",
  ),
  DEATH_REPORT: row("Report a death", "Melaporkan kematian", [...FIELD_WORK, "INVESTIGATOR"], "UU 18/2017 art. 27"),
  DEATH_CONFIRM: row("Confirm or withdraw a report of a death", "Memastikan kematian", CASE_WORK),
  CASE_RECEIVE: row(
    "Receive a complaint",
    "Menerima pengaduan",
    [...FIELD_WORK, "INVESTIGATOR", "MACHINE_CLIENT"],
    "UU 18/2017 art. 21, 24",
  ),
  CASE_LIST: row("List protection cases", "Melihat daftar kasus", [...CASE_WORK, "INVESTIGATOR", "AUDITOR", "ANALYST"]),
  CASE_READ: row("Read a protection case", "Melihat kasus", [...CASE_WORK, "INVESTIGATOR", "AUDITOR"]),
  CASE_HANDLE: row("Handle a protection case", "Menangani kasus", CASE_WORK),
  TRAFFICKING_ASSESS: row(
    "Screen and assess for trafficking",
    "Mengidentifikasi korban TPPO",
    [...CASE_WORK, "INVESTIGATOR"],
    "UU 21/2007",
  ),
  REPATRIATION_LIST: row("List repatriations", "Melihat daftar pemulangan", [
    ...CASE_WORK,
    "INVESTIGATOR",
    "AUDITOR",
    "ANALYST",
  ]),
  REPATRIATION_READ: row("Read a repatriation", "Melihat pemulangan", [...CASE_WORK, "INVESTIGATOR", "AUDITOR"]),
  REPATRIATION_HANDLE: row("Bring a person or remains home", "Menangani pemulangan", CASE_WORK, "UU 18/2017 art. 27"),
  REFERRAL_SEND: row(
    "Refer something to another agency, and say what it may see",
    "Merujuk ke instansi lain",
    [...FIELD_WORK, "INVESTIGATOR"],
    "[design] across agencies; UU 18/2017 art. 8, 21, 24",
  ),
  REFERRAL_ANSWER: row(
    "Answer a referral",
    "Menjawab rujukan",
    [...FIELD_WORK, "INVESTIGATOR"],
    "[design] across agencies; UU 18/2017 art. 8, 21, 24",
  ),
  REFERRAL_READ: row("Read referrals", "Melihat rujukan", [...FIELD_WORK, "INVESTIGATOR", "AUDITOR"]),
  COUNT_READ: row(
    "Read what sources counted, with source, period and status",
    "Melihat angka dari sumber, dengan sumber, periode, dan statusnya",
    ROLES,
    "[design] counts tell of nobody",
  ),
  COUNT_RECORD: row(
    "Record what a source counted, as provisional",
    "Mencatat angka dari suatu sumber sebagai angka sementara",
    [...CASE_WORK, "ANALYST"],
    "[design] every count has a source, a period and a status",
  ),
  COUNT_VERIFY: row(
    "Verify counts that another officer recorded",
    "Memverifikasi angka yang dicatat petugas lain",
    ["SUPERVISOR", "ANALYST"],
    EYES,
  ),
  AGREEMENT_READ: row(
    "Read what agencies agreed, and what became of it",
    "Melihat kesepakatan antarinstansi dan tindak lanjutnya",
    [...FIELD_WORK, "INVESTIGATOR", "AUDITOR", "ANALYST"],
    "[design] what agencies agreed is about nobody's file",
  ),
  AGREEMENT_RECORD: row(
    "Record coordination meetings, commitments and what became of them",
    "Mencatat rapat koordinasi, komitmen, dan tindak lanjutnya",
    CASE_WORK,
    "[design] coordination across agencies",
  ),
  OUTREACH_RECORD: row(
    "Record outreach in the village: meetings, leaflets, home visits, trainings",
    "Mencatat sosialisasi di desa: pertemuan, selebaran, kunjungan rumah, pelatihan",
    FIELD_WORK,
    "UU 18/2017 art. 42",
  ),
  OUTREACH_READ: row("Read outreach in the village", "Melihat sosialisasi di desa", [
    ...FIELD_WORK,
    "INVESTIGATOR",
    "AUDITOR",
    "ANALYST",
  ]),
  OFFER_REPORT: row(
    "Receive a report of a suspicious offer",
    "Menerima laporan tawaran kerja mencurigakan",
    [...FIELD_WORK, "INVESTIGATOR"],
    "[s1] suspicious-offer report",
  ),
  OFFER_HANDLE: row(
    "Look into a suspicious offer, and say what came of it",
    "Memeriksa tawaran kerja mencurigakan",
    [...CASE_WORK, "INVESTIGATOR"],
    "[s1] suspicious-offer report",
  ),
  OFFER_READ: row("Read suspicious offers", "Melihat tawaran kerja mencurigakan", [
    ...FIELD_WORK,
    "INVESTIGATOR",
    "AUDITOR",
  ]),
  FIGURES_READ: row(
    "Read figures of what is in sight",
    "Melihat angka dari data dalam kewenangan",
    [...FIELD_WORK, "INVESTIGATOR", "AUDITOR", "ANALYST"],
    "[design] few are told only to who may list them",
  ),
  USAGE_READ: row(
    "Read how much agencies work with Kawal",
    "Melihat penggunaan Kawal oleh instansi",
    ["SUPERVISOR", "AUDITOR", "ANALYST"],
    "[design] how much colleagues do is told to whom they answer to",
  ),
  PUBLICATION_PROPOSE: {
    ...row(
      "Make the public tables of a quarter, and read those that were proposed",
      "Menyusun tabel publik suatu triwulan dan melihat usulannya",
      ["SUPERVISOR", "ANALYST"],
      EYES,
    ),
    only: COORDINATING,
  },
  PUBLICATION_APPROVE: {
    ...row(
      "Publish tables for everybody, as another officer proposed",
      "Menerbitkan tabel publik atas usulan petugas lain",
      ["SUPERVISOR"],
      EYES,
    ),
    only: COORDINATING,
  },
  WORK_READ: row("Read one's own work", "Melihat pekerjaan sendiri", [...FIELD_WORK, "INVESTIGATOR"]),
  WORK_HAND_OVER: row(
    "Hand the work of one's office to other officers there, also many at once",
    "Mengalihkan pekerjaan kantor sendiri kepada petugas lain, juga sekaligus",
    ["SUPERVISOR", "MISSION"],
    "[design] work never falls to nobody",
  ),
  DEADLINE_READ: row(
    "Read deadlines of what is in sight",
    "Melihat tenggat waktu",
    [...FIELD_WORK, "INVESTIGATOR", "AUDITOR"],
    "[design] each also needs what its matter needs",
  ),
  DEADLINE_PAUSE: row("Pause and resume a deadline", "Menghentikan dan melanjutkan tenggat waktu", CASE_WORK),
  DEADLINE_WAIVE: row(
    "Waive a deadline, on a legal ground",
    "Mengesampingkan tenggat waktu",
    ["SUPERVISOR"],
    "[design] who owes it does not waive it alone",
  ),
  HISTORY_READ: row("Read what was recorded, by whom and when", "Melihat riwayat", [
    ...CASE_WORK,
    "INVESTIGATOR",
    "AUDITOR",
  ]),
  TRAIL_READ: row(
    "Take the whole trail of a case or repatriation, also as a table",
    "Mengambil seluruh jejak kasus atau pemulangan",
    ["SUPERVISOR", "AUDITOR"],
    "UU 27/2022 art. 31",
  ),
  FACT_CORRECT: row("Correct a recorded fact", "Membetulkan data", CASE_WORK, "UU 27/2022 art. 30"),
  FILE_UPLOAD: row("Upload a person's paper", "Mengunggah dokumen", [...FIELD_WORK, "INVESTIGATOR"]),
  FILE_READ: row("Read whose a file is", "Melihat keterangan dokumen", [...FIELD_WORK, "INVESTIGATOR", "AUDITOR"]),
  FILE_OPEN: row("Open a file", "Membuka dokumen", [...FIELD_WORK, "INVESTIGATOR"]),
  REGISTRY_READ: row(
    "Read agencies, companies and rules",
    "Melihat daftar instansi, perusahaan, dan aturan",
    ROLES,
    "[design] public registers",
  ),
  COMPANY_RECORD: row("Record companies and licences", "Mencatat perusahaan dan izin", [...CASE_WORK, "ADMINISTRATOR"]),
  REGISTRY_KEEP: row("Keep agencies and rules", "Mengelola instansi dan aturan", ["ADMINISTRATOR"]),
  OFFICER_READ: row("Read which officers act for whom", "Melihat petugas", ["ADMINISTRATOR", "SUPERVISOR", "AUDITOR"]),
  COLLEAGUE_READ: row(
    "Read which officers one's own agency has",
    "Melihat petugas instansi sendiri",
    [...FIELD_WORK, "INVESTIGATOR", "ADMINISTRATOR", "AUDITOR"],
    "[design] who works together knows each other by name",
  ),
  OFFICER_ASSIGN: row("Assign officers to agencies", "Menugaskan petugas", ["ADMINISTRATOR"]),
  OPERATE: row(
    "Look after the views: what they could not take, and which build of each is served",
    "Merawat tampilan: data yang tertahan, dan versi bangunan mana yang dipakai",
    ["ADMINISTRATOR"],
  ),
  SUBJECT_SEAL: row(
    "Seal a person's file",
    "Menyegel berkas",
    [...CASE_WORK, "INVESTIGATOR"],
    "UU 21/2007 art. 24, 44",
  ),
  SEAL_READ: row(
    "Read which files are sealed, by whom and until when",
    "Melihat berkas mana yang disegel, oleh siapa, dan sampai kapan",
    ["SUPERVISOR", "AUDITOR"],
    "[design] a seal is no weapon",
  ),
  UNSEALING_PROPOSE: row(
    "Propose to lift the seal of a file",
    "Mengusulkan pembukaan segel",
    [...CASE_WORK, "INVESTIGATOR"],
    EYES,
  ),
  SUBJECT_UNSEAL: row(
    "Lift the seal of a file, as another officer proposed",
    "Membuka segel berkas",
    ["SUPERVISOR", "INVESTIGATOR"],
    "UU 21/2007 art. 24, 44; four eyes",
  ),
  GLASS_BREAK: row(
    "See out of need what is out of sight, for a short time",
    "Akses darurat",
    [...CASE_WORK, "INVESTIGATOR", "AUDITOR"],
    "UU 27/2022 art. 20 (vital interest)",
  ),
  GLASS_REVIEW: row(
    "Review emergency access of another officer",
    "Meninjau akses darurat",
    ["SUPERVISOR", "AUDITOR"],
    EYES,
  ),
  GLASS_READMIT: row(
    "Let an officer use emergency access again, after one that was not justified",
    "Mengizinkan kembali akses darurat",
    ["SUPERVISOR"],
    EYES,
  ),
  LEGAL_HOLD: row(
    "Keep a person's data from being erased",
    "Menahan penghapusan data",
    ["SUPERVISOR", "INVESTIGATOR"],
    "UU 27/2022 art. 43, 44",
  ),
  HOLD_RELEASE_PROPOSE: row(
    "Propose to release a legal hold",
    "Mengusulkan pelepasan penahanan data",
    ["SUPERVISOR", "INVESTIGATOR"],
    EYES,
  ),
  HOLD_RELEASE: row(
    "Release a legal hold, as another officer proposed",
    "Melepas penahanan data",
    ["SUPERVISOR", "INVESTIGATOR"],
    "UU 27/2022 art. 44; four eyes",
  ),
  ERASURE_PROPOSE: row("Propose to erase a person's data", "Mengusulkan penghapusan data pribadi", CASE_WORK, EYES),
  PERSON_ERASE: row(
    "Erase a person's data, as another officer proposed",
    "Menghapus data pribadi",
    ["SUPERVISOR"],
    "UU 27/2022 art. 43, 44; four eyes",
  ),
  PROPOSAL_READ: row(
    "Read what waits for a second officer",
    "Melihat usulan yang menunggu persetujuan",
    [...CASE_WORK, "INVESTIGATOR", "AUDITOR"],
    EYES,
  ),
  READS_AUDIT: row(
    "Read who looked at a person",
    "Melihat siapa yang membuka data seseorang",
    ["SUPERVISOR", "AUDITOR"],
    "UU 27/2022 art. 31",
  ),
  SUBJECT_REPORT: row(
    "Make the report that a person may ask for",
    "Menyusun laporan untuk subjek data",
    ["SUPERVISOR"],
    "UU 27/2022 art. 32",
  ),
  BREACH_DRAFT: row(
    "Draft the notice of a breach",
    "Menyusun pemberitahuan kegagalan pelindungan data",
    ["AUDITOR", "ADMINISTRATOR"],
    "UU 27/2022 art. 46",
  ),
} as const satisfies Record<string, PolicyRow>;
export type Permission = keyof typeof POLICY;

/** Which agencies of a person's file decide: that which registered the person, placed the hold, or sealed the file. */
export type Custodian = "REGISTERED" | "HOLDS" | "SEALED";

/** An act that one officer alone can't do, as its harm can't be undone. */
export interface FourEyesRow {
  readonly en: string;
  readonly indonesian: string;
  /** What the first officer needs; for emergency access, whoever took it is the first. */
  readonly first: Permission;
  /** What the second officer needs, who must be another and act for the agency that decides. */
  readonly second: Permission;
  readonly decidedBy: readonly Custodian[];
  /** The office of the first officer decides only if no other can. */
  readonly otherOffice?: true;
}

const eyes = (
  en: string,
  indonesian: string,
  first: Permission,
  second: Permission,
  decidedBy: readonly Custodian[],
): FourEyesRow => ({ en, indonesian, first, second, decidedBy });

/**
 * Acts that need a second officer. The second acts for an agency that decides; where that has no second officer, for
 * the agency above it, as its supervisor (`agency/deciders.ts`).
 */
export const FOUR_EYES = {
  ERASURE: eyes("Erasure of a person", "Penghapusan data orang", "ERASURE_PROPOSE", "PERSON_ERASE", ["REGISTERED"]),
  HOLD_RELEASE: eyes("Release of a legal hold", "Pelepasan penahanan data", "HOLD_RELEASE_PROPOSE", "HOLD_RELEASE", [
    "HOLDS",
  ]),
  UNSEALING: eyes("Lifting of a seal", "Pembukaan segel", "UNSEALING_PROPOSE", "SUBJECT_UNSEAL", [
    "REGISTERED",
    "SEALED",
  ]),
  IDENTITY_LINK: eyes(
    "Confirmation that two records are one person",
    "Pemastian bahwa dua catatan adalah satu orang",
    "IDENTITY_LINK",
    "IDENTITY_LINK_CONFIRM",
    ["REGISTERED"],
  ),
  ACCESS_REVIEW: {
    ...eyes("Review of an emergency access", "Peninjauan akses darurat", "GLASS_BREAK", "GLASS_REVIEW", [
      "REGISTERED",
      "SEALED",
    ]),
    otherOffice: true,
  },
  READMISSION: {
    ...eyes(
      "Emergency access again, after one that was not justified",
      "Akses darurat kembali setelah dinilai tidak beralasan",
      "GLASS_BREAK",
      "GLASS_READMIT",
      ["REGISTERED", "SEALED"],
    ),
    otherOffice: true,
  },
} as const satisfies Record<string, FourEyesRow>;
export type FourEyesAct = keyof typeof FOUR_EYES;

/** Days after which a proposal can no longer be approved. */
export const PROPOSAL_DAYS = 7;

/** Days in which an officer whose emergency access was not justified may not use it again for that person. */
export const BARRED_DAYS = 30;

/** In which role the agency above stands in for one that has no second officer. */
export const STANDS_IN: Role = "SUPERVISOR";

/** Classes of personal fields that a role sees open; the others say that they are hidden. */
export const OPEN_CLASSES: { readonly [R in Role]: readonly FieldClass[] } = {
  VILLAGE_OFFICER: ["identity", "contact"],
  CASEWORKER: ["identity", "contact", "health", "trafficking", "shelter", "finance", "narrative"],
  SUPERVISOR: FIELD_CLASSES,
  MISSION: ["identity", "contact", "health", "trafficking", "shelter", "finance", "narrative"],
  INVESTIGATOR: ["identity", "contact", "trafficking", "finance", "reporter", "narrative"],
  AUDITOR: [],
  ANALYST: [],
  ADMINISTRATOR: ["identity"],
  MACHINE_CLIENT: [],
};

/** Something said of a person that not everybody is told who sees the person. */
export interface ConfidentialPart {
  readonly en: string;
  readonly indonesian: string;
  readonly roles: readonly Role[];
  /** Kinds of agency whose officers are not told, whatever their role: a case may be about the agency. */
  readonly notTo: readonly AgencyKind[];
  /** Names under which answers, and the details of problems, hold it. */
  readonly fields: readonly string[];
  /** Types of the events that tell it: an answer leaves them out. */
  readonly events: readonly string[];
  readonly source: string;
}

const CASE_READERS = [...CASE_WORK, "INVESTIGATOR", "AUDITOR"] as const;

/**
 * What must not reach whoever is accused, or shares an office or a village with them. It holds for every answer: pages,
 * lists, timelines, states, reports and problems.
 */
export const CONFIDENTIAL_PARTS = {
  ALLEGATIONS: {
    en: "Whom a person's cases accuse",
    indonesian: "Siapa yang dituduh dalam kasus seseorang",
    roles: CASE_READERS,
    notTo: ["PLACEMENT_COMPANY"],
    fields: ["allegations", "allegation"],
    events: ["AllegationRecorded", "AllegationWithdrawn"],
    source: "UU 21/2007 art. 24, 44",
  },
  LEGAL_HOLDS: {
    en: "What keeps a person's data from being erased",
    indonesian: "Penahanan data untuk proses hukum",
    roles: CASE_READERS,
    notTo: ["PLACEMENT_COMPANY"],
    fields: ["legalHolds", "holds"],
    events: ["LegalHoldPlaced", "LegalHoldReleased"],
    source: "UU 27/2022 art. 44",
  },
  DO_NOT_TELL: {
    en: "Whom a person asked to be told nothing",
    indonesian: "Siapa yang tidak boleh diberi tahu menurut permintaan seseorang",
    roles: [...FIELD_WORK, "INVESTIGATOR", "AUDITOR"],
    notTo: ["PLACEMENT_COMPANY"],
    fields: ["doNotTell"],
    events: ["DoNotTellRequested", "DoNotTellWithdrawn"],
    source: "I15",
  },
  WITHDRAWN: {
    en: "Which requests, allegations and holds were withdrawn",
    indonesian: "Permintaan, tuduhan, dan penahanan yang dicabut",
    roles: CASE_READERS,
    notTo: ["PLACEMENT_COMPANY"],
    fields: ["withdrawn"],
    events: [],
    source: "UU 21/2007 art. 24, 44",
  },
} as const satisfies Record<string, ConfidentialPart>;

/** Names of fields, and types of events, that an answer does not hold. */
export interface HiddenParts {
  readonly fields: ReadonlySet<string>;
  readonly events: ReadonlySet<string>;
}

/** What a role, for an agency of a kind, is not told. */
export function hiddenParts(role: Role, kind: AgencyKind | null): HiddenParts {
  const hidden = Object.values(CONFIDENTIAL_PARTS as Record<string, ConfidentialPart>).filter(
    ({ roles, notTo }) => !roles.includes(role) || (kind !== null && notTo.includes(kind)),
  );
  return {
    fields: new Set(hidden.flatMap(({ fields }) => fields)),
    events: new Set(hidden.flatMap(({ events }) => events)),
  };
}

/**
 * Roles that see every file, sealed ones among them; of none the fields. An audit that some files escape proves
 * nothing.
 */
export const SEES_ALL: readonly Role[] = ["AUDITOR"];

/** Agencies with neither region nor country that answer for the whole nation (Perpres 165/2024; domain, section 2). */
export const NATIONWIDE: readonly AgencyKind[] = ["MINISTRY_OF_MIGRANT_WORKERS", "FOREIGN_MINISTRY", "COORDINATION"];

/**
 * What officers of some kinds of agency may do at most, whatever their role: a placement company takes part in a
 * placement, and may be what a case is about.
 */
export const AT_MOST: { readonly [K in AgencyKind]?: readonly Permission[] } = {
  PLACEMENT_COMPANY: [
    "PERSON_REGISTER",
    "PERSON_SEARCH",
    "PERSON_READ",
    "MIGRANT_LIST",
    "MIGRANT_READ",
    "JOURNEY_RECORD",
    "DEATH_REPORT",
    "FILE_UPLOAD",
    "FILE_READ",
    "WORK_READ",
    "REGISTRY_READ",
  ],
};

/** Whether a role, for an agency of a kind, may do this. */
export function permits(permission: Permission, role: Role, kind: AgencyKind | null): boolean {
  const { roles, only }: PolicyRow = POLICY[permission];
  if (!roles.includes(role) || (only !== undefined && (kind === null || !only.includes(kind)))) return false;
  const most = kind === null ? undefined : AT_MOST[kind];
  return most === undefined || most.includes(permission);
}
