import type { Measure } from "../../figures/measure.js";
import { countedRepatriations } from "./counted-repatriations.js";
import { defined, WORDS } from "./words.js";

export const repatriations: Measure = {
  id: "repatriations",
  edition: 1,
  title: { en: "Repatriations", indonesian: "Pemulangan" },
  unit: "REPATRIATIONS",
  of: countedRepatriations,
  value: { kind: "count" },
  definition: defined(
    {
      en: "Each person or remains that was to be brought home, once for each request: in progress (OPEN), cancelled or closed",
      indonesian:
        "Setiap orang atau jenazah yang akan dipulangkan, satu kali per permohonan: berjalan, batal, atau selesai",
    },
    WORDS.ofRepatriations,
  ),
};

export const stepDays: Measure = {
  id: "repatriation-step-days",
  edition: 1,
  title: { en: "Days since the furthest step", indonesian: "Hari sejak langkah terjauh" },
  unit: "DAYS",
  of: countedRepatriations,
  value: { kind: "since", dimension: "stepSince" },
  only: { status: ["OPEN"] },
  definition: defined(
    {
      en: "Of repatriations in progress: days of the calendar from the furthest step that is done until today",
      indonesian: "Pemulangan yang berjalan: hari kalender dari langkah terjauh yang selesai sampai hari ini",
    },
    WORDS.ofRepatriations,
    {
      leavesOut: {
        en: "Repatriations of which it is not known when that step was done; sealed files",
        indonesian: "Pemulangan yang waktu langkahnya tidak diketahui; berkas yang disegel",
      },
    },
  ),
};

export const landingDays: Measure = {
  id: "landing-days",
  edition: 1,
  title: { en: "Days from the request to the landing", indonesian: "Hari dari permohonan ke debarkasi" },
  unit: "DAYS",
  of: countedRepatriations,
  value: { kind: "days", dimension: "daysToLanding" },
  definition: defined(
    {
      en: "Days of the calendar from the request until the person or the remains landed in Indonesia",
      indonesian: "Hari kalender dari permohonan sampai orang atau jenazah tiba di Indonesia",
    },
    WORDS.ofRepatriations,
    {
      leavesOut: {
        en: "Who has not landed, or landed before the request; sealed files",
        indonesian: "Yang belum tiba, atau tiba sebelum permohonan; berkas yang disegel",
      },
    },
  ),
};

export const deathToHomeDays: Measure = {
  id: "death-to-home-days",
  edition: 1,
  title: { en: "Days from the death to home", indonesian: "Hari dari kematian ke rumah" },
  unit: "DAYS",
  of: countedRepatriations,
  value: { kind: "days", dimension: "daysFromDeath" },
  only: { kind: ["REMAINS"] },
  definition: defined(
    {
      en: "Of remains that were laid to rest: days of the calendar from the earliest day on which the person can have died",
      indonesian: "Jenazah yang sudah dimakamkan: hari kalender dari hari paling awal kematian",
    },
    WORDS.ofRepatriations,
    {
      leavesOut: {
        en: "Remains on their way, and deaths of which the day is not known; sealed files",
        indonesian: "Jenazah dalam perjalanan, kematian tanpa tanggal; berkas yang disegel",
      },
    },
  ),
};

export const landings: Measure = {
  id: "landings",
  edition: 1,
  title: { en: "Arrivals home, by day", indonesian: "Kedatangan di Indonesia, per hari" },
  unit: "PERSONS",
  of: countedRepatriations,
  value: { kind: "count" },
  has: ["landed"],
  definition: defined(
    {
      en: "Persons and remains that landed in Indonesia by a repatriation, on the day of landing",
      indonesian: "Orang dan jenazah yang tiba di Indonesia melalui pemulangan, menurut hari tiba",
    },
    WORDS.ofRepatriations,
    {
      leavesOut: {
        en: "Landings of which the day is not known; sealed files",
        indonesian: "Kedatangan tanpa tanggal; berkas yang disegel",
      },
    },
  ),
};

export const overdueRepatriations: Measure = {
  ...repatriations,
  id: "overdue-repatriations",
  title: {
    en: "Repatriations with a step overdue, by the step",
    indonesian: "Pemulangan dengan langkah lewat batas waktu",
  },
  only: { status: ["OPEN"] },
  over: "due",
  definition: defined(
    {
      en: "Repatriations in progress with a step that was due before today; the step that is due first is the one that they stand under",
      indonesian:
        "Pemulangan berjalan dengan langkah yang jatuh tempo sebelum hari ini, menurut langkah yang paling awal",
    },
    WORDS.ofRepatriations,
    {
      clock: {
        en: "Today is that of Jakarta; what is due on a day is overdue on the next",
        indonesian: "Hari ini menurut Jakarta; lewat batas waktu pada hari berikutnya",
      },
    },
  ),
};
