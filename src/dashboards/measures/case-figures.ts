import type { Measure } from "../../figures/measure.js";
import { countedCases } from "./counted-cases.js";
import { countedVictims } from "./counted-victims.js";
import { defined, WORDS } from "./words.js";

const OPEN = { open: ["true"] };
const CLOSED = { open: ["false"] };
const COUNT = { kind: "count" } as const;

export const cases: Measure = {
  id: "cases",
  edition: 1,
  title: { en: "Protection cases", indonesian: "Kasus pelindungan" },
  unit: "CASES",
  of: countedCases,
  value: COUNT,
  definition: defined(
    {
      en: "Every complaint that became a case, once, open or closed; under each of its categories where these are told apart",
      indonesian:
        "Setiap pengaduan yang menjadi kasus, satu kali, terbuka atau ditutup; di bawah setiap kategorinya bila kategori dibedakan",
    },
    WORDS.ofCases,
  ),
};

export const openCases: Measure = {
  ...cases,
  id: "open-cases",
  title: { en: "Open cases: the workload of agencies", indonesian: "Kasus terbuka: beban kerja instansi" },
  only: OPEN,
  definition: defined(
    {
      en: "Cases neither resolved nor closed. The agency is the one that they are assigned to, else the one where they wait",
      indonesian:
        "Kasus yang belum selesai dan belum ditutup. Instansi adalah penerima tugas, atau tempat kasus menunggu",
    },
    WORDS.ofCases,
  ),
};

export const victims: Measure = {
  id: "victims",
  edition: 1,
  title: { en: "Victims in protection cases", indonesian: "Korban dalam kasus pelindungan" },
  unit: "PERSONS",
  of: countedVictims,
  value: COUNT,
  definition: defined(
    {
      en: "Each victim of each case: who is a victim of two cases counts in both, and of two records of one human being each. Age is that in the year of the complaint, by the year of birth",
      indonesian:
        "Setiap korban dari setiap kasus: korban dua kasus dihitung pada keduanya, begitu pula dua catatan satu orang. Usia menurut tahun pengaduan dan tahun lahir",
    },
    WORDS.ofCases,
    {
      leavesOut: {
        en: "Whoever is a victim no longer; sealed files. What an assessment for trafficking found is sealed, and counted nowhere",
        indonesian:
          "Yang bukan lagi korban; berkas yang disegel. Hasil asesmen TPPO disegel dan tidak dihitung di mana pun",
      },
    },
  ),
};

export const firstContactDays: Measure = {
  id: "first-contact-days",
  edition: 1,
  title: { en: "Days from the complaint to the first contact", indonesian: "Hari dari pengaduan ke kontak pertama" },
  unit: "DAYS",
  of: countedCases,
  value: { kind: "days", dimension: "daysToContact" },
  definition: defined(
    {
      en: "Days of the calendar from the day of the complaint to the first contact in which a victim was reached",
      indonesian: "Hari kalender dari hari pengaduan sampai kontak pertama ketika korban terhubung",
    },
    WORDS.ofCases,
    {
      leavesOut: {
        en: "Cases of which no victim was reached yet, or before the complaint; sealed files",
        indonesian: "Kasus yang korbannya belum terhubung, atau terhubung sebelum pengaduan; berkas yang disegel",
      },
    },
  ),
};

export const caseDelayDays: Measure = {
  id: "case-delay-days",
  edition: 1,
  title: { en: "Days from what happened to the complaint", indonesian: "Hari dari kejadian ke pengaduan" },
  unit: "DAYS",
  of: countedCases,
  value: { kind: "days", dimension: "daysToReport" },
  definition: defined(
    {
      en: "Days of the calendar from the earliest day on which it can have happened to the day of the complaint",
      indonesian: "Hari kalender dari hari paling awal kejadian sampai hari pengaduan",
    },
    WORDS.ofCases,
    {
      leavesOut: {
        en: "Cases of which nobody said when it happened; sealed files",
        indonesian: "Kasus tanpa keterangan waktu kejadian; berkas yang disegel",
      },
    },
  ),
};

export const closureDays: Measure = {
  id: "closure-days",
  edition: 1,
  title: { en: "Days from the complaint to the closure", indonesian: "Hari dari pengaduan ke penutupan" },
  unit: "DAYS",
  of: countedCases,
  value: { kind: "days", dimension: "daysToClose" },
  only: CLOSED,
  definition: defined(
    {
      en: "Days of the calendar from the complaint until the case was resolved or closed; of a case that was reopened, until it was closed last",
      indonesian:
        "Hari kalender dari pengaduan sampai kasus selesai atau ditutup; kasus yang dibuka kembali, sampai penutupan terakhir",
    },
    WORDS.ofCases,
  ),
};

export const closureShare: Measure = {
  id: "closure-share",
  edition: 1,
  title: { en: "Share of cases that are closed", indonesian: "Bagian kasus yang sudah ditutup" },
  unit: "SHARE",
  of: countedCases,
  value: { kind: "share", having: CLOSED },
  definition: defined(
    {
      en: "Of all cases those that are resolved or closed now; by the month of the complaint",
      indonesian: "Dari semua kasus, yang kini selesai atau ditutup; menurut bulan pengaduan",
    },
    WORDS.ofCases,
  ),
};

export const caseload: Measure = {
  id: "caseload",
  edition: 1,
  title: { en: "Open cases per officer", indonesian: "Kasus terbuka per petugas" },
  unit: "CASES",
  of: countedCases,
  value: { kind: "per", dimension: "officer" },
  only: OPEN,
  definition: defined(
    {
      en: "How many open cases each officer has, of the officers who have one",
      indonesian: "Jumlah kasus terbuka setiap petugas yang memegang kasus",
    },
    WORDS.ofCases,
    {
      leavesOut: {
        en: "Cases that no officer has, and officers with no open case; sealed files",
        indonesian: "Kasus tanpa petugas, petugas tanpa kasus terbuka; berkas yang disegel",
      },
    },
  ),
};

export const overdueCases: Measure = {
  ...openCases,
  id: "overdue-cases",
  title: {
    en: "Cases with something overdue, by what is due",
    indonesian: "Kasus lewat batas waktu, menurut yang jatuh tempo",
  },
  over: "due",
  definition: defined(
    {
      en: "Open cases whose next action, or whose assignment to an officer, was due before today",
      indonesian: "Kasus terbuka yang tindakan berikutnya atau penugasannya jatuh tempo sebelum hari ini",
    },
    WORDS.ofCases,
    {
      clock: {
        en: "Today is that of Jakarta; what is due on a day is overdue on the next",
        indonesian: "Hari ini menurut Jakarta; lewat batas waktu pada hari berikutnya",
      },
    },
  ),
};
