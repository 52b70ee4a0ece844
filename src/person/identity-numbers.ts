/**
 * Numbers by which a state knows a person. A number is read, never believed: what looks wrong in it is a warning on
 * the record, and proof of age is a document.
 */

export const IDENTITY_WARNINGS = [
  /** The NIK's digits are no date, or not the birth date given; a NIK isn't reissued when that is corrected. */
  "NIK_BIRTH_DATE_MISMATCH",
  /** The NIK has the other sex than the one given. */
  "NIK_SEX_MISMATCH",
  /** The district where the NIK was first issued is in no list; districts are split and renumbered. */
  "NIK_AREA_UNKNOWN",
  /** No NIK is like it: a serial of 0000, or one digit sixteen times. */
  "NIK_IMPLAUSIBLE",
  /** No Indonesian form of a passport number, though one that ICAO 9303 allows. */
  "PASSPORT_UNUSUAL",
] as const;
export type IdentityWarning = (typeof IDENTITY_WARNINGS)[number];

/** What a NIK (Nomor Induk Kependudukan) consists of: PPKKCC, DDMMYY (women DD + 40), serial. */
export interface NikReading {
  /** District where it was first issued, not the domicile: a Kemendagri code such as `36.04.12`. */
  readonly district: string;
  readonly sex: "FEMALE" | "MALE";
  readonly day: number;
  readonly month: number;
  /** Two digits: the century is not in it. */
  readonly year: number;
  readonly serial: string;
}

export function isNik(text: string): boolean {
  return /^\d{16}$/.test(text);
}

/** Undefined when the text is no NIK. The date is as written and may be none. */
export function readNik(nik: string): NikReading | undefined {
  if (!isNik(nik)) return undefined;
  const written = Number(nik.slice(6, 8));
  return {
    district: [nik.slice(0, 2), nik.slice(2, 4), nik.slice(4, 6)].join("."),
    sex: written > 40 ? "FEMALE" : "MALE",
    day: written > 40 ? written - 40 : written,
    month: Number(nik.slice(8, 10)),
    year: Number(nik.slice(10, 12)),
    serial: nik.slice(12),
  };
}

/**
 * What to look into before relying on a NIK; never a reason to refuse it.
 * @param known.birthDate `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, as far as it is known
 * @param known.isKnownDistrict whether a Kemendagri code such as `36.04.12` is or was a district
 */
export function nikWarnings(
  nik: string,
  known: {
    readonly birthDate?: string | undefined;
    readonly sex?: string | undefined;
    readonly isKnownDistrict?: ((code: string) => boolean) | undefined;
  } = {},
): IdentityWarning[] {
  const reading = readNik(nik);
  if (!reading) return [];
  const warnings: IdentityWarning[] = [];
  if (reading.serial === "0000" || /^(\d)\1*$/.test(nik)) warnings.push("NIK_IMPLAUSIBLE");
  if (!isDate(reading) || !couldBe(reading, known.birthDate)) warnings.push("NIK_BIRTH_DATE_MISMATCH");
  if ((known.sex === "FEMALE" || known.sex === "MALE") && known.sex !== reading.sex) warnings.push("NIK_SEX_MISMATCH");
  if (known.isKnownDistrict && !known.isKnownDistrict(reading.district)) warnings.push("NIK_AREA_UNKNOWN");
  return warnings;
}

/** Up to 9 letters and digits (ICAO 9303), upper case. */
export function isPassportNumber(text: string): boolean {
  return /^[A-Z0-9]{1,9}$/.test(text);
}

export function passportWarnings(number: string): IdentityWarning[] {
  return /^[A-Z]{1,2}[0-9]{6,7}$/.test(number) ? [] : ["PASSPORT_UNUSUAL"];
}

/** A day of that month in either century that it may mean. */
function isDate({ day, month, year }: NikReading): boolean {
  return [1900 + year, 2000 + year].some((full) => {
    const date = new Date(Date.UTC(full, month - 1, day));
    return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  });
}

function couldBe(reading: NikReading, birthDate: string | undefined): boolean {
  if (birthDate === undefined) return true;
  const [year, month, day] = birthDate.split("-").map(Number);
  return (
    year! % 100 === reading.year &&
    (month === undefined || month === reading.month) &&
    (day === undefined || day === reading.day)
  );
}
