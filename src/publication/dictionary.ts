import type { DictionaryRow } from "./public-answers.js";
import { SPECIAL_VALUES } from "./public-rows.js";
import type { PublishedTable } from "./publication.events.js";

/** The dictionary of a table: what it counts, what each of its columns is, and what special values in it mean. */
export function dictionaryOf({
  title,
  counts,
  leavesOut,
  source,
  clock,
  rows,
  columns,
}: PublishedTable): DictionaryRow[] {
  const column = (name: string, en: string, indonesian: string): DictionaryRow => ({
    name,
    kind: "COLUMN",
    en,
    indonesian,
  });
  const about = Object.entries({ title, counts, leavesOut, source, clock });
  const used = new Set([...rows.values, ...columns.values]);
  return [
    ...about.map(([name, text]): DictionaryRow => ({ name, kind: "TABLE", ...text })),
    column("table", "Id of the table", "Id tabel"),
    column("edition", "Edition of the table: rises when what it has changes", "Edisi tabel: naik bila isinya berubah"),
    column(
      "certainty",
      "VERIFIED or PROVISIONAL: numbers of the two are never added up",
      "VERIFIED (terverifikasi) atau PROVISIONAL (sementara): keduanya tidak dijumlahkan",
    ),
    column("quarter", "Quarter of the year, by the time that `clock` says", "Triwulan, menurut waktu pada `clock`"),
    column(rows.dimension, rows.en, rows.indonesian),
    column(`${rows.dimension}Name`, "What that is called, in Indonesian", "Sebutannya dalam bahasa Indonesia"),
    column(columns.dimension, columns.en, columns.indonesian),
    column(`${columns.dimension}Name`, "What that is called, in Indonesian", "Sebutannya dalam bahasa Indonesia"),
    column("value", "How many there are; empty where it is suppressed", "Jumlah; kosong bila disembunyikan"),
    column(
      "suppressed",
      "true: fewer than 5, none among them, or what would let one of these be worked out",
      "true: kurang dari 5 termasuk nol, atau angka yang dapat membuka angka tersebut",
    ),
    column("publishedAt", "When it was published", "Waktu penerbitan"),
    column("dataAsOf", "What had been recorded by then is in it", "Data tercatat sampai waktu ini"),
    column("sample", "true: everybody in it is invented", "true: semua data rekaan"),
    ...Object.entries(SPECIAL_VALUES)
      .filter(([name]) => used.has(name))
      .map(([name, text]): DictionaryRow => ({ name, kind: "VALUE", ...text })),
  ];
}
