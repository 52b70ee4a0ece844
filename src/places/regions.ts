import { getDistricts, getProvinces, getRegencies, getVillages } from "idn-area-data";

/** A region of Indonesia by its Kemendagri code: `36` province, `36.04` regency or city, `36.04.12` district, `36.04.12.2001` village. */
export interface Region {
  readonly code: string;
  readonly name: string;
}

/** The scheme of the codes, stored beside each, as those of BPS differ. */
export const REGION_SCHEME = "KEMENDAGRI";

let byCode: ReadonlyMap<string, string> | undefined;

/** Reads the list of regions once; to be awaited at start, before a command names a region. */
export async function loadRegions(): Promise<void> {
  if (byCode) return;
  const lists = await Promise.all([getProvinces(), getRegencies(), getDistricts(), getVillages()]);
  byCode = new Map(lists.flat().map((region) => [region.code, region.name]));
}

/** Name of a region, undefined for a code that the list does not have. */
export function regionName(code: string): string | undefined {
  if (!byCode) throw new Error("the list of regions is not loaded");
  return byCode.get(code);
}

/**
 * Whether a code is of a region. Where the list is not loaded, as in a process that only reads, its form is all that
 * can be told.
 */
export function isRegionCode(code: string): boolean {
  return /^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$/.test(code) && (byCode === undefined || byCode.has(code));
}

/** Codes of the province, regency and district that a region lies in, itself included. */
export function regionPath(code: string): string[] {
  const parts = code.split(".");
  return parts.map((_, i) => parts.slice(0, i + 1).join("."));
}
