import type { Agency } from "../agency/agency.js";
import { dateIn } from "../event-sourcing/stored-event/occurred-at.js";
import type { AgencyKind } from "../facts/agency-kinds.js";

/** What an office is called in numbers, where the registry has no code of it: its kind, and its place. */
const SHORT: { readonly [K in AgencyKind]: string } = {
  VILLAGE: "DESA",
  SUBDISTRICT: "KEC",
  LABOUR_OFFICE: "DISNAKER",
  ONE_STOP_SERVICE: "LTSA",
  MINISTRY_OF_MIGRANT_WORKERS: "KP2MI",
  BP3MI: "BP3MI",
  P4MI: "P4MI",
  IMMIGRATION: "IMIGRASI",
  FOREIGN_MINISTRY: "KEMLU",
  MISSION: "RI",
  POLICE: "POLRI",
  WITNESS_PROTECTION: "LPSK",
  SOCIAL_AFFAIRS: "SOSIAL",
  WOMEN_AND_CHILDREN: "PPA",
  HEALTH: "KESEHATAN",
  CUSTOMS: "BEACUKAI",
  QUARANTINE: "KARANTINA",
  SOCIAL_SECURITY: "BPJSTK",
  HUMAN_RIGHTS: "HAM",
  COORDINATION: "DESK",
  REGIONAL_GOVERNMENT: "PEMDA",
  AUDIT: "AUDIT",
  PLACEMENT_COMPANY: "P3MI",
};
/** Of a file that no office opened. */
const NO_OFFICE = "PMI";
/** A serial has at least so many digits. */
const DIGITS = 4;

/** What an office is called in numbers. Offices of one code share their series, so a number is still given once. */
export function officeCode({ kind, code, region, country }: Pick<Agency, "kind" | "code" | "region" | "country">) {
  if (code !== null) return code;
  if (kind === undefined) return NO_OFFICE;
  const place = country ?? region?.replaceAll(".", "") ?? null;
  return place === null ? SHORT[kind] : `${SHORT[kind]}-${place}`;
}

/**
 * The series of what an office opens at a time: its own, of the year that its place has then.
 * @param at ISO 8601
 */
export function seriesOf(office: Agency, at: string): string {
  return `${officeCode(office)}/${dateIn(office.zone, at).slice(0, 4)}`;
}

/** A number as it is written, and said: `KBRI-KL/2026/0042`. */
export function fileNumber(series: string, serial: number): string {
  return `${series}/${String(serial).padStart(DIGITS, "0")}`;
}

/** A number as somebody wrote it down: in small letters, with spaces, or without its zeros. */
export function fileNumberIn(text: string): string {
  const written = text.toUpperCase().replaceAll(/\s/g, "");
  const [, series, serial] = /^(.+)\/0*(\d+)$/.exec(written) ?? [];
  return series === undefined ? written : fileNumber(series, Number(serial));
}
