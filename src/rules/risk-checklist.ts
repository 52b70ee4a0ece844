import type { RuleContent } from "./kinds.js";

/** The first edition of the signs of a dangerous offer that a village asks about, and of the advice that each calls for. */

const SOURCE = "[design]: red flags of domain practice, never a ban (I2)";

/** A sign that is enough by itself has the weight at which an offer is of high risk. */
const GRAVE = 3;

const flag = (
  code: string,
  [en, indonesian]: readonly [string, string],
  advice: readonly string[],
  weight = 1,
): RuleContent<"RISK_CHECKLIST">["flags"][number] => ({
  flag: code,
  en,
  indonesian,
  weight,
  source: SOURCE,
  advice: [...advice],
});

const RISK_CHECKLIST: RuleContent<"RISK_CHECKLIST"> = {
  bands: { medium: 1, high: GRAVE },
  flags: [
    flag(
      "RECRUITER_NOT_REGISTERED",
      ["The recruiter is not of a registered placement company", "Perekrut bukan dari P3MI terdaftar"],
      ["CHECK_COMPANY_REGISTER"],
    ),
    flag(
      "NON_WORK_ENTRY",
      [
        "Entry as a tourist, as a pilgrim or without a visa",
        "Masuk dengan visa wisata, umrah atau haji, atau bebas visa",
      ],
      ["ASK_FOR_WORK_VISA"],
      GRAVE,
    ),
    flag(
      "FANTASTIC_PAY_NO_SKILLS",
      ["Very high pay, and no skills asked for", "Gaji sangat tinggi tanpa syarat keterampilan"],
      ["GO_TO_LABOUR_OFFICE"],
    ),
    flag(
      "NO_CONTRACT_BEFORE_LEAVING",
      ["No contract before leaving", "Tidak ada perjanjian kerja sebelum berangkat"],
      ["ASK_FOR_CONTRACT"],
    ),
    flag(
      "FEE_TO_PRIVATE_ACCOUNT",
      ["A fee is to be paid to a private account", "Biaya dibayar ke rekening pribadi"],
      ["PAY_NOTHING"],
    ),
    flag(
      "ALL_COSTS_PAID",
      ["All costs are paid by the recruiter", "Semua biaya ditanggung perekrut"],
      ["ASK_FOR_CONTRACT"],
    ),
    flag(
      "PERSONAL_DATA_ASKED_DIRECTLY",
      ["The recruiter asks directly for personal data", "Perekrut langsung meminta data pribadi"],
      ["CHECK_COMPANY_REGISTER"],
    ),
    flag(
      "SOCIAL_MEDIA_ONLY",
      ["Contact on social media only", "Kontak hanya lewat media sosial"],
      ["CHECK_COMPANY_REGISTER"],
    ),
    flag(
      "SCAM_CORRIDOR",
      [
        "On the way to online scams in Cambodia, Myanmar or Laos",
        "Jalur penipuan daring ke Kamboja, Myanmar, atau Laos",
      ],
      ["DESTINATION_NOT_OPEN"],
      GRAVE,
    ),
    flag(
      "SECRECY_FROM_FAMILY",
      ["The family is not to know", "Keberangkatan dirahasiakan dari keluarga"],
      ["TELL_FAMILY"],
    ),
    flag("BROKER_ADVANCE", ["A broker gave an advance", "Calo memberi uang muka (uang fit)"], ["REPORT_OFFER"], GRAVE),
    flag(
      "FORMER_MIGRANT_OVER_35",
      ["A former migrant of 35 or over", "Purna PMI berusia 35 tahun ke atas"],
      ["GO_TO_LABOUR_OFFICE"],
    ),
    flag("REPATRIATED_BEFORE", ["Was repatriated before", "Pernah dipulangkan"], ["GO_TO_LABOUR_OFFICE"]),
  ],
  advice: [
    {
      advice: "CHECK_COMPANY_REGISTER",
      en: "Ask whether the company is in the register of placement companies (P3MI)",
      indonesian: "Tanyakan apakah perusahaan terdaftar sebagai P3MI",
    },
    {
      advice: "ASK_FOR_CONTRACT",
      en: "Do not leave without a contract that you can read",
      indonesian: "Jangan berangkat tanpa perjanjian kerja yang dapat dibaca",
    },
    {
      advice: "ASK_FOR_WORK_VISA",
      en: "Ask for a visa for work",
      indonesian: "Mintalah visa kerja",
    },
    {
      advice: "PAY_NOTHING",
      en: "Pay nothing to a private account",
      indonesian: "Jangan membayar ke rekening pribadi",
    },
    {
      advice: "TELL_FAMILY",
      en: "Tell somebody whom you trust in the family",
      indonesian: "Beri tahu anggota keluarga yang dipercaya",
    },
    {
      advice: "DESTINATION_NOT_OPEN",
      en: "Ask whether the country is open to placement before anything else",
      indonesian: "Tanyakan lebih dahulu apakah negara tujuan terbuka untuk penempatan",
    },
    {
      advice: "GO_TO_LABOUR_OFFICE",
      en: "Ask the labour office (Disnaker) about the offer",
      indonesian: "Tanyakan tawaran itu kepada Disnaker",
    },
    {
      advice: "REPORT_OFFER",
      en: "Report the offer to the village office",
      indonesian: "Laporkan tawaran itu kepada kantor desa",
    },
  ],
};

export const FIRST_RISK_RULES = [
  { kind: "RISK_CHECKLIST", validFrom: "2000-01-01", source: SOURCE, content: RISK_CHECKLIST },
] as const satisfies readonly { kind: string; validFrom: string; source: string; content: Record<string, unknown> }[];
