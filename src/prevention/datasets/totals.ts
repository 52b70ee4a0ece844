import { InvalidField, Rejection, type Rule } from "../../event-sourcing/deciding/rejection.js";
import type { CountRow } from "./count-rows.js";

export const NEVER_MIXED: Rule = {
  id: "counts-never-mixed",
  source: "[design] domain: PROVISIONAL and VERIFIED are never added up, nor are two sources",
  en: "Provisional and verified counts, and counts of two sources, are never added up: name one status and one source",
  indonesian:
    "Angka sementara dan angka terverifikasi, serta angka dari dua sumber, tidak pernah dijumlahkan: sebutkan satu status dan satu sumber",
};

const OVERLAP: Rule = {
  id: "counts-overlap",
  source: "[design] nothing is counted twice",
  en: "Some of these counts may be of the same people: their regions and periods overlap, or a period is unknown",
  indonesian:
    "Sebagian angka ini mungkin menghitung orang yang sama: wilayah dan periodenya tumpang tindih, atau periodenya tidak diketahui",
};

export interface Total {
  /** Null where a number is missing: that is not 0. */
  readonly value: number | null;
  /** How many of the counts have no number. */
  readonly missing: number;
  /** How many counts were added up. */
  readonly counts: number;
}

/**
 * @param rows of one thing counted, without those that were superseded
 * @throws Rejection where they are of two statuses or sources, or may count the same people twice
 */
export function totalOf(rows: readonly CountRow[]): Total {
  if (rows.length === 0) return { value: null, missing: 0, counts: 0 };
  const kinds = new Set(rows.map(({ status, agency, publication }) => `${status} ${agency} ${publication}`));
  if (kinds.size > 1) throw new Rejection(NEVER_MIXED);
  if (new Set(rows.map(({ counted }) => counted)).size > 1)
    throw new InvalidField("invalid-field", "counted", "must be one thing that is counted");
  for (const [i, a] of rows.entries())
    for (const b of rows.slice(i + 1))
      if (nested(a.region, b.region) && meet(a, b))
        throw new Rejection(OVERLAP, { regions: [a.region, b.region], datasets: [a.dataset, b.dataset] });
  const missing = rows.filter(({ value }) => value === null).length;
  const value = missing > 0 ? null : rows.reduce((sum, row) => sum + row.value!, 0);
  return { value, missing, counts: rows.length };
}

const nested = (a: string, b: string) => a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);

/** Whether they may be of the same days. */
function meet({ period: a }: CountRow, { period: b }: CountRow): boolean {
  if (a.kind === "UNKNOWN" || b.kind === "UNKNOWN") return true;
  return a.from! <= b.until! && b.from! <= a.until!;
}
