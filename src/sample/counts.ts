import { RecordCounts } from "../prevention/datasets/record-counts.js";
import { datasetDecider } from "../prevention/datasets/dataset.commands.js";
import { agencyId, officer } from "./agencies.js";
import { Life } from "./life.js";

const YEAR_2024 = { kind: "FROM_TO", from: "2024-01-01", until: "2024-12-31" } as const;

/** Where many leave from, as a report names them (titik rawan): Kragilan, Pontang, Tirtayasa, Tanara. */
export const HOTSPOTS = ["36.04.11", "36.04.12", "36.04.13", "36.04.14"] as const;

/**
 * What agencies and newspapers counted, as they told it. None of these numbers is invented, so nobody verifies them
 * here: each is PROVISIONAL.
 */
export function counts() {
  const life = new Life("counts", "2025-02-19", "PREVENTION");
  const bp3mi = life.creates("serang-by-bp3mi", officer("bp3mi-36"), datasetDecider, RecordCounts, {
    status: "PROVISIONAL",
    agency: agencyId("bp3mi-36"),
    publication: "BANPOS",
    period: YEAR_2024,
    figures: [{ counted: "MIGRANTS", region: "36.04", value: 911 }],
    note: "Menurut berita, angka ini dari pusat data BP2MI.",
    occurred: { date: "2025-02-18", zone: "Asia/Jakarta" },
  });

  life.until("2025-07-23");
  const hotspots = life.creates("hotspots", officer("disnaker-36.04"), datasetDecider, RecordCounts, {
    status: "PROVISIONAL",
    publication: "TribunBanten.com",
    period: { kind: "UNKNOWN" },
    figures: HOTSPOTS.map((region) => ({ counted: "MIGRANTS", region, missing: "UNDER_VERIFICATION" }) as const),
    reported:
      "Pontang, Tirtayasa, Tanara, dan Kragilan disebut kerap menjadi titik awal pemberangkatan pekerja migran, " +
      "meskipun data pasti mengenai jumlah terbanyak masih dalam proses verifikasi",
    // Another report of the same day has the weekday that the date falls on.
    occurred: { date: "2025-07-22", zone: "Asia/Jakarta", asReported: "Senin (22/7/2025)", conflict: true },
  });

  life.until("2025-08-08");
  const trafficking = life.creates("trafficking", officer("bp3mi-61"), datasetDecider, RecordCounts, {
    status: "PROVISIONAL",
    agency: agencyId("polri"),
    publication: "VOICEINDONESIA.CO",
    period: { kind: "UNKNOWN" },
    figures: [
      { counted: "TRAFFICKING_CASES", region: "61", value: 189 },
      { counted: "TRAFFICKING_VICTIMS", region: "61", value: 545 },
    ],
    reported: "dari Polri itu menangani 189 kasus dengan 545 korban, sebagian besarnya adalah perempuan dan anak-anak",
    occurred: { date: "2025-08-07", zone: "Asia/Jakarta", asReported: "Kamis (7/8/2025)" },
  });

  life.until("2025-11-12");
  const labourOffice = life.creates("serang-by-disnaker", officer("disnaker-36.04"), datasetDecider, RecordCounts, {
    status: "PROVISIONAL",
    agency: agencyId("disnaker-36.04"),
    publication: "Banten Raya",
    period: YEAR_2024,
    figures: [{ counted: "MIGRANTS", region: "36.04", value: 767 }],
    occurred: { date: "2025-11-11", zone: "Asia/Jakarta" },
  });
  return { bp3mi, hotspots, trafficking, labourOffice, steps: life.steps };
}
