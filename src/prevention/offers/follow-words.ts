import type { OfferState } from "./codes.js";

interface Words {
  readonly en: string;
  readonly indonesian: string;
}

/** What is told to who reported. Whoever reads it over their shoulder learns nothing of whom or what it is about. */
export const FOLLOW_WORDS: { readonly [S in OfferState]: Words & { readonly asked: Words | null } } = {
  RECEIVED: {
    en: "Your report was received. An office will look into it.",
    indonesian: "Laporan Anda sudah diterima. Petugas akan memeriksanya.",
    asked: null,
  },
  UNDER_REVIEW: {
    en: "Your report is being looked into.",
    indonesian: "Laporan Anda sedang diperiksa.",
    asked: null,
  },
  SUBSTANTIATED: {
    en: "Your report was looked into. Thank you: it helps.",
    indonesian: "Laporan Anda sudah diperiksa. Terima kasih, laporan Anda membantu.",
    asked: {
      en: "Pay nothing and hand over no papers before you have asked the labour office.",
      indonesian: "Jangan membayar dan jangan menyerahkan dokumen sebelum bertanya kepada Dinas Tenaga Kerja.",
    },
  },
  UNSUBSTANTIATED: {
    en: "Your report was looked into. Nothing against the rules was found so far.",
    indonesian: "Laporan Anda sudah diperiksa. Sejauh ini tidak ditemukan pelanggaran.",
    asked: null,
  },
  CLOSED: {
    en: "Your report is closed. Thank you.",
    indonesian: "Laporan Anda sudah selesai. Terima kasih.",
    asked: null,
  },
};
