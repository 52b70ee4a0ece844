import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import Papa from "papaparse";

/** A region of Indonesia by its Kemendagri code: `36` province, `36.04` regency or city, `36.04.12` district, `36.04.12.2001` village. */
export interface Region {
  readonly code: string;
  readonly name: string;
}

/** The scheme of the codes, stored beside each, as those of BPS differ. */
export const REGION_SCHEME = "KEMENDAGRI";

/** Lists of `idn-area-data`, one per level; each row is a code, the code of the region around it, and a name. */
const LISTS = ["provinces", "regencies", "districts", "villages"] as const;

/** The text of each level's list, provinces first. */
let lists: readonly string[] | undefined;
/** Where the row of each code stands in its list, made when a level is first asked for. */
const rows: Map<string, readonly [start: number, end: number]>[] = [];

/**
 * Reads the lists of regions once; to be awaited at start, before a command names a region. Of 83,000 villages few are
 * ever named: a row is parsed when its code is asked for.
 */
export async function loadRegions(): Promise<void> {
  if (lists) return;
  const folder = join(dirname(fileURLToPath(import.meta.resolve("idn-area-data"))), "../data");
  lists = await Promise.all(LISTS.map((list) => readFile(join(folder, `${list}.csv`), "utf8")));
}

/** Name of a region, undefined for a code that the list does not have. */
export function regionName(code: string): string | undefined {
  if (!lists) throw new Error("the list of regions is not loaded");
  if (!hasForm(code)) return undefined;
  const level = code.split(".").length - 1;
  const row = (rows[level] ??= rowsOf(lists[level]!)).get(code);
  return row && Papa.parse<string[]>(lists[level]!.slice(...row)).data[0]!.at(-1);
}

function rowsOf(list: string): Map<string, readonly [number, number]> {
  const found = new Map<string, readonly [number, number]>();
  for (let start = 0, end: number; start < list.length; start = end + 1) {
    end = list.indexOf("\n", start);
    if (end === -1) end = list.length;
    found.set(list.slice(start, list.indexOf(",", start)), [start, end]);
  }
  return found;
}

/**
 * Whether a code is of a region. Where the list is not loaded, as in a process that only reads, its form is all that
 * can be told.
 */
export function isRegionCode(code: string): boolean {
  return hasForm(code) && (lists === undefined || regionName(code) !== undefined);
}

function hasForm(code: string): boolean {
  return /^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$/.test(code);
}

/** Codes of the province, regency and district that a region lies in, itself included. */
export function regionPath(code: string): string[] {
  const parts = code.split(".");
  return parts.map((_, i) => parts.slice(0, i + 1).join("."));
}
