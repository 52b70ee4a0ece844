import type { Definition } from "../../figures/measure.js";

/** Parts of definitions that several measures have. */
export const WORDS = {
  sealed: {
    en: "Files that are sealed from who asks, and what is out of their sight",
    indonesian: "Berkas yang disegel bagi penanya, dan data di luar kewenangannya",
  },
  happened: {
    en: "As it happened: what is told late or corrected counts where it belongs, and what was withdrawn does not count. Months and days are those of Jakarta",
    indonesian:
      "Menurut waktu kejadian: data terlambat atau dikoreksi dihitung pada tempatnya, data yang ditarik tidak dihitung. Bulan dan hari menurut Jakarta",
  },
  ofCases: { en: "Events of protection cases [design]", indonesian: "Peristiwa kasus pelindungan [design]" },
  ofRepatriations: {
    en: "Events of repatriations (UU 18/2017 art. 27)",
    indonesian: "Peristiwa pemulangan (UU 18/2017 pasal 27)",
  },
  ofMigrants: { en: "Events of migrants' lives [design]", indonesian: "Peristiwa riwayat PMI [design]" },
} as const;

/** A definition with what nearly all have: the clock is that of the world, and sealed files are left out. */
export function defined(
  counts: Definition["counts"],
  source: Definition["source"],
  more: Partial<Definition> = {},
): Definition {
  return { counts, leavesOut: WORDS.sealed, source, clock: WORDS.happened, ...more };
}
