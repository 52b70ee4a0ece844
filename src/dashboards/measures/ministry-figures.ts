import type { Measure } from "../../figures/measure.js";
import { countedCaseDeadlines } from "./counted-case-deadlines.js";
import { countedReferrals } from "./counted-referrals.js";
import { defined } from "./words.js";

const OF_REFERRALS = { en: "Events of referrals [design]", indonesian: "Peristiwa rujukan [design]" };
const OF_DEADLINES = {
  en: "Deadlines of the rule set DEADLINES, each with its law",
  indonesian: "Tenggat menurut aturan DEADLINES, masing-masing dengan dasar hukumnya",
};
const RECORDED = {
  en: "When it was recorded: a referral is sent and answered in Kawal. Months and days are those of Jakarta",
  indonesian: "Menurut waktu pencatatan: rujukan dikirim dan dijawab di Kawal. Bulan dan hari menurut Jakarta",
};
const DUE = {
  en: "The day on which it is due now, in Jakarta; what is corrected or moved counts as it stands now",
  indonesian: "Hari jatuh tempo yang berlaku, menurut Jakarta; koreksi dihitung menurut keadaan terakhir",
};

export const referrals: Measure = {
  id: "referrals",
  edition: 1,
  title: { en: "Referrals between agencies", indonesian: "Rujukan antarinstansi" },
  unit: "REFERRALS",
  of: countedReferrals,
  value: { kind: "count" },
  definition: defined(
    {
      en: "Each referral, once, by how it stands: waiting for an answer, accepted, declined, expired, withdrawn or completed",
      indonesian:
        "Setiap rujukan, satu kali, menurut statusnya: menunggu jawaban, diterima, ditolak, kedaluwarsa, dibatalkan, atau selesai",
    },
    OF_REFERRALS,
    { clock: RECORDED },
  ),
};

export const referralAnswerDays: Measure = {
  id: "referral-answer-days",
  edition: 1,
  title: { en: "Days until a referral was answered", indonesian: "Lama menunggu jawaban rujukan, dalam hari" },
  unit: "DAYS",
  of: countedReferrals,
  value: { kind: "days", dimension: "daysToAnswer" },
  definition: defined(
    {
      en: "Days of the calendar from when a referral was sent until it was accepted or declined",
      indonesian: "Hari kalender sejak rujukan dikirim sampai diterima atau ditolak",
    },
    OF_REFERRALS,
    {
      clock: RECORDED,
      leavesOut: {
        en: "Referrals without an answer: those that wait, expired or were withdrawn; sealed files",
        indonesian: "Rujukan tanpa jawaban: yang menunggu, kedaluwarsa, atau dibatalkan; berkas yang disegel",
      },
    },
  ),
};

export const caseDeadlines: Measure = {
  id: "case-deadlines",
  edition: 1,
  title: { en: "Deadlines in protection cases", indonesian: "Tenggat waktu dalam kasus pelindungan" },
  unit: "DEADLINES",
  of: countedCaseDeadlines,
  value: { kind: "count" },
  definition: defined(
    {
      en: "Each deadline of a case, once, by what came of it: open, met, met late, missed (and not met since) or waived",
      indonesian:
        "Setiap tenggat dalam kasus, satu kali, menurut hasilnya: berjalan, dipenuhi, dipenuhi terlambat, terlewati, atau dikesampingkan",
    },
    OF_DEADLINES,
    {
      clock: DUE,
      leavesOut: {
        en: "Deadlines of repatriations and persons; sealed files, and what is out of the sight of who asks",
        indonesian: "Tenggat pemulangan dan perorangan; berkas yang disegel, dan data di luar kewenangan penanya",
      },
    },
  ),
};

export const caseDeadlinesLateShare: Measure = {
  id: "case-deadlines-late-share",
  edition: 1,
  title: { en: "Share of deadlines that were not kept", indonesian: "Bagian tenggat yang tidak dipenuhi tepat waktu" },
  unit: "SHARE",
  of: countedCaseDeadlines,
  value: { kind: "share", having: { outcome: ["MISSED", "MET_LATE"] } },
  only: { outcome: ["MET", "MISSED", "MET_LATE"] },
  definition: defined(
    {
      en: "Of the deadlines of cases that were met or missed: how many were missed, or met too late",
      indonesian: "Dari tenggat kasus yang dipenuhi atau terlewati: bagian yang terlewati atau dipenuhi terlambat",
    },
    OF_DEADLINES,
    {
      clock: DUE,
      leavesOut: {
        en: "Deadlines that are open or were waived; those of repatriations and persons; sealed files",
        indonesian: "Tenggat yang berjalan atau dikesampingkan; tenggat pemulangan dan perorangan; berkas yang disegel",
      },
    },
  ),
};
