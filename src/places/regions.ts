import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import Papa from "papaparse";

/**
 * A region of Indonesia by its Kemendagri code: `36` province, `36.04` regency or city, `36.04.12` district,
 * `36.04.12.2001` village.
 */
export interface Region {
  readonly code: string;
  readonly name: string;
}

/** The levels of regions, as they lie in each other. */
export const REGION_LEVELS = ["PROVINCE", "REGENCY", "DISTRICT", "VILLAGE"] as const;
export type RegionLevel = (typeof REGION_LEVELS)[number];

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

/** Whether the lists are there: a process that only reads does without. */
export function regionsLoaded(): boolean {
  return lists !== undefined;
}

/** Name of a region, undefined for a code that the list does not have. */
export function regionName(code: string): string | undefined {
  if (!lists) throw new Error("the list of regions is not loaded");
  if (!hasForm(code)) return undefined;
  const level = code.split(".").length - 1;
  const row = (rows[level] ??= rowsOf(lists[level]!)).get(code);
  return row && nameIn(lists[level]!.slice(...row));
}

/** The last column of a row; only a few names have quotes in them, which a parser must read. */
function nameIn(row: string): string {
  return row.includes('"') ? Papa.parse<string[]>(row).data[0]!.at(-1)! : row.slice(row.lastIndexOf(",") + 1).trimEnd();
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

/** The level of a region by the form of its code. */
export function levelOfRegion(code: string): RegionLevel {
  return REGION_LEVELS[code.split(".").length - 1]!;
}

/** What people write for what the lists spell out, and words that the lists leave out. */
const WRITTEN: readonly (readonly [RegExp, string])[] = [
  [/\bkab\b/g, "kabupaten"],
  [/\bkota madya\b|\bkotamadya\b/g, "kota"],
  [/\b(?:provinsi|prov|kecamatan|kec|kelurahan|kel|desa)\b/g, ""],
  [/\bdaerah khusus(?: ibu ?kota)?\b/g, "dki"],
  [/\bdiy\b|\bd ?i yogyakarta\b/g, "daerah istimewa yogyakarta"],
];

/** As names are compared: letters and digits in lower case, words apart. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, " ")
    .trim();
}

/**
 * Regions whose name has all words of what is asked for: provinces first, then what lies in them; of one level the same
 * name first, then what begins with it, then by code.
 * @param within only what lies in this region
 * @param most how many at most
 */
export function regionsNamed(
  name: string,
  {
    within,
    level,
    most,
  }: { readonly within?: string | undefined; readonly level?: RegionLevel | undefined; readonly most: number },
): Region[] {
  if (!lists) throw new Error("the list of regions is not loaded");
  const asked = WRITTEN.reduce((text, [from, to]) => text.replaceAll(from, to), plain(name))
    .replaceAll(/ +/g, " ")
    .trim();
  const words = asked.split(" ").filter((word) => word !== "");
  const found: Region[] = [];
  for (const [i, list] of lists.entries()) {
    if (level !== undefined && REGION_LEVELS[i] !== level) continue;
    const ranked: (Region & { readonly rank: number })[] = [];
    for (const region of regionsIn(list, within)) {
      const spelt = plain(region.name);
      if (!words.every((word) => spelt.includes(word))) continue;
      const bare = spelt.replace(/^(?:kabupaten|kota) /, "");
      ranked.push({
        ...region,
        rank: spelt === asked || bare === asked ? 0 : spelt.startsWith(asked) || bare.startsWith(asked) ? 1 : 2,
      });
    }
    ranked.sort((a, b) => a.rank - b.rank || (a.code < b.code ? -1 : 1));
    found.push(...ranked.slice(0, most - found.length).map(({ code, name: called }) => ({ code, name: called })));
    if (found.length >= most) break;
  }
  return found;
}

/** The regions in one, or all, by code: those of a level, or where none is named, the level right below. */
export function regionsBelow(within: string | undefined, level?: RegionLevel): Region[] {
  if (!lists) throw new Error("the list of regions is not loaded");
  const below = within === undefined ? 0 : within.split(".").length;
  const list = lists[level === undefined ? below : REGION_LEVELS.indexOf(level)];
  return list === undefined ? [] : [...regionsIn(list, within)];
}

/** Rows of a list, the heading left out; of those in a region, only these. */
function* regionsIn(list: string, within: string | undefined): Generator<Region> {
  const prefix = within === undefined ? "" : `${within}.`;
  for (let start = list.indexOf("\n") + 1, end: number; start < list.length; start = end + 1) {
    end = list.indexOf("\n", start);
    if (end === -1) end = list.length;
    if (prefix !== "" && !list.startsWith(prefix, start)) continue;
    const row = list.slice(start, end);
    if (row.trim() !== "") yield { code: row.slice(0, row.indexOf(",")), name: nameIn(row) };
  }
}
