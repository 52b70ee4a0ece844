import type { Measure } from "../../figures/measure.js";
import { countedRepatriations } from "./counted-repatriations.js";
import { countedSteps } from "./counted-steps.js";
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

export const stepDurationDays: Measure = {
  id: "repatriation-step-duration-days",
  edition: 1,
  title: { en: "Days that each step took", indonesian: "Lama setiap langkah pemulangan, dalam hari" },
  unit: "DAYS",
  of: countedSteps,
  value: { kind: "days", dimension: "daysBefore" },
  definition: defined(
    {
      en: "Days of the calendar until a step was done for the first time: from the last of the request and the other steps that is not after it",
      indonesian:
        "Hari kalender sampai suatu langkah pertama kali selesai: dari permohonan atau langkah lain terakhir yang tidak sesudahnya",
    },
    WORDS.ofRepatriations,
    {
      leavesOut: {
        en: "Steps that are not done, or of which the day is not known; papers of remains, which have no day of their own; escorts, claims and belongings, which belong to no point of the way; sealed files",
        indonesian:
          "Langkah yang belum selesai atau tanpa tanggal; dokumen jenazah; pendampingan, klaim, dan barang milik; berkas yang disegel",
      },
    },
  ),
};

export const handovers: Measure = {
  id: "handovers",
  edition: 1,
  title: { en: "Handovers", indonesian: "Serah terima" },
  unit: "HANDOVERS",
  of: countedSteps,
  value: { kind: "count" },
  only: { step: ["HANDED_OVER"] },
  definition: defined(
    {
      en: "Persons and remains that were handed over to their family or somebody of theirs, or to an agency where there is no family; each repatriation once",
      indonesian:
        "Orang dan jenazah yang diserahterimakan kepada keluarga atau wakilnya, atau kepada instansi bila tidak ada keluarga; satu kali per pemulangan",
    },
    WORDS.ofRepatriations,
    {
      leavesOut: {
        en: "Adults who went home alone; handovers that were withdrawn; sealed files",
        indonesian: "Orang dewasa yang pulang sendiri; serah terima yang dicabut; berkas yang disegel",
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
