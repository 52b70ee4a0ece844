import type { Agency } from "../agency/agency.js";
import { ageOn, dateIn, type OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { valueOf, type OpenField } from "../event-sourcing/stored-event/personal-field.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import type { Person } from "../person/person.js";

export const I8: Rule = {
  id: "I8",
  source: "[design]",
  en:
    "A handover names the recipient, the relation or a power of attorney, and a village or regional witness; " +
    "where there is no family, social affairs receive; only an adult goes home alone",
  indonesian:
    "Serah terima memuat penerima, hubungan atau surat kuasa, serta saksi dari desa atau daerah; " +
    "tanpa keluarga diserahkan ke Kemensos; hanya orang dewasa yang dapat pulang sendiri",
};

export interface Handover {
  readonly recipient?: string | undefined;
  readonly relation?: string | undefined;
  readonly powerOfAttorney: boolean;
  readonly witness?: { readonly person: string } | undefined;
  readonly agency?: string | undefined;
}

/**
 * I8: who received, by what right, and before whom; or, where there is no family, social affairs (Kemensos).
 * @param person the one of the case, who is neither recipient nor witness
 * @param agency the agency named, if one is
 */
export function i8HandoverIsComplete(handover: Handover, person: string, agency: Agency | undefined): void {
  const { recipient, relation, powerOfAttorney, witness } = handover;
  const missing: string[] = [];
  if (recipient === undefined) {
    if (agency?.kind === "SOCIAL_AFFAIRS") return;
    missing.push("recipient");
  } else {
    if (relation === undefined && !powerOfAttorney) missing.push("relation");
    if (witness === undefined) missing.push("witness");
    if (recipient === person) missing.push("recipient");
    if (witness && (witness.person === recipient || witness.person === person)) missing.push("witness");
  }
  if (missing.length > 0) throw new Rejection(I8, { missing });
}

const MAJORITY = 18;

/**
 * I8: only an adult ends the journey alone. Proof of age is a birth date, else a birth year that leaves no doubt,
 * else what the caseworker has seen or assessed; a person whose age nobody knows is not taken for an adult.
 * @param seen on what else the caseworker relies, if anything
 * @returns by what it is known
 */
export function i8IsAdult(
  { identity, birthYear }: Pick<Person, "identity" | "birthYear">,
  at: OccurredAt,
  now: string,
  open: OpenField,
  seen: "DOCUMENT" | "ASSESSMENT" | undefined,
): "BIRTH_DATE" | "BIRTH_YEAR" | "DOCUMENT" | "ASSESSMENT" {
  const day = dateIn(at.zone, at.earliest ?? at.latest ?? now);
  const birthDate = valueOf(identity, "birthDate", open);
  if (birthDate !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(birthDate)) {
    if (ageOn(birthDate, day) < MAJORITY) throw new Rejection(I8, { adult: "NO" });
    return "BIRTH_DATE";
  }
  if (birthYear !== null) {
    const turns = Number(day.slice(0, 4)) - birthYear;
    if (turns < MAJORITY) throw new Rejection(I8, { adult: "NO" });
    if (turns > MAJORITY) return "BIRTH_YEAR";
  }
  if (seen === undefined) throw new Rejection(I8, { adult: "NOT_KNOWN" });
  return seen;
}
