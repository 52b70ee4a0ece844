import type { Measure } from "../../figures/measure.js";
import { countedDeaths } from "./counted-deaths.js";
import { countedJourneys } from "./counted-journeys.js";
import { countedReturnees } from "./counted-returnees.js";
import { defined, WORDS } from "./words.js";

const CONFIRMED = { status: ["CONFIRMED"] };

export const deaths: Measure = {
  id: "deaths",
  edition: 1,
  title: { en: "Confirmed deaths", indonesian: "Kematian yang dipastikan" },
  unit: "DEATHS",
  of: countedDeaths,
  value: { kind: "count" },
  only: CONFIRMED,
  definition: defined(
    {
      en: "Migrants whose death is confirmed, by the month in which they died at the earliest",
      indonesian: "PMI yang kematiannya dipastikan, menurut bulan paling awal kematian",
    },
    WORDS.ofMigrants,
    {
      leavesOut: {
        en: "Deaths that are only reported (`reported-deaths`), and reports that were withdrawn; sealed files",
        indonesian: "Kematian yang baru dilaporkan (`reported-deaths`), laporan yang dicabut; berkas yang disegel",
      },
    },
  ),
};

export const reportedDeaths: Measure = {
  ...deaths,
  id: "reported-deaths",
  title: { en: "Deaths reported, and not confirmed", indonesian: "Kematian dilaporkan, belum dipastikan" },
  only: { status: ["REPORTED"] },
  definition: defined(
    {
      en: "Migrants of whom a death is reported and not confirmed: never added to the confirmed ones",
      indonesian:
        "PMI yang kematiannya dilaporkan dan belum dipastikan: tidak pernah dijumlahkan dengan yang dipastikan",
    },
    WORDS.ofMigrants,
  ),
};

export const deathDelayDays: Measure = {
  id: "death-delay-days",
  edition: 1,
  title: { en: "Days from a death until it was recorded", indonesian: "Hari dari kematian sampai tercatat" },
  unit: "DAYS",
  of: countedDeaths,
  value: { kind: "days", dimension: "daysToReport" },
  only: CONFIRMED,
  definition: defined(
    {
      en: "Days of the calendar from the earliest day on which the person can have died until Kawal first recorded it",
      indonesian: "Hari kalender dari hari paling awal kematian sampai pertama kali tercatat di Kawal",
    },
    WORDS.ofMigrants,
    {
      clock: {
        en: "From when it happened to when it was recorded",
        indonesian: "Dari waktu kejadian ke waktu pencatatan",
      },
    },
  ),
};

export const flows: Measure = {
  id: "flows",
  edition: 1,
  title: {
    en: "Journeys abroad, from origin to destination",
    indonesian: "Keberangkatan, dari daerah asal ke negara tujuan",
  },
  unit: "JOURNEYS",
  of: countedJourneys,
  value: { kind: "count" },
  only: { left: ["true"] },
  definition: defined(
    {
      en: "Journeys on which somebody has left Indonesia, as far as anybody told: by the origin of the migrant and the destination told last",
      indonesian: "Perjalanan yang sudah berangkat sejauh tercatat: menurut daerah asal PMI dan negara tujuan terakhir",
    },
    WORDS.ofMigrants,
    {
      leavesOut: {
        en: "Journeys on which nobody has left yet; sealed files",
        indonesian: "Perjalanan yang belum berangkat; berkas yang disegel",
      },
    },
  ),
};

export const arrivals: Measure = {
  id: "arrivals",
  edition: 1,
  title: { en: "Arrivals abroad, by day", indonesian: "Lapor diri di negara tujuan, per hari" },
  unit: "PERSONS",
  of: countedJourneys,
  value: { kind: "count" },
  has: ["arrived"],
  definition: defined(
    {
      en: "Arrivals abroad that were reported to a mission or by somebody, on the day of arrival",
      indonesian: "Kedatangan di negara tujuan yang dilaporkan, menurut hari tiba",
    },
    WORDS.ofMigrants,
    {
      leavesOut: {
        en: "Arrivals of which the day is not known; sealed files",
        indonesian: "Kedatangan tanpa tanggal; berkas yang disegel",
      },
    },
  ),
};

export const repatriatedAgain: Measure = {
  id: "repatriated-again",
  edition: 1,
  title: {
    en: "Share of persons repatriated more than once",
    indonesian: "Bagian orang yang dipulangkan lebih dari sekali",
  },
  unit: "SHARE",
  of: countedReturnees,
  value: { kind: "share", having: { again: ["true"] } },
  definition: defined(
    {
      en: "Of all persons whom a repatriation brought home, those whom one brought home more than once; by the month of the last return",
      indonesian:
        "Dari semua orang yang tiba melalui pemulangan, yang dipulangkan lebih dari sekali; menurut bulan kepulangan terakhir",
    },
    WORDS.ofMigrants,
    {
      leavesOut: {
        en: "Who came home by themselves; two records of one human being count apart; sealed files",
        indonesian: "Yang pulang sendiri; dua catatan satu orang dihitung terpisah; berkas yang disegel",
      },
    },
  ),
};
