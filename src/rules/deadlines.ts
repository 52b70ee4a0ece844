import type { RuleContent } from "./kinds.js";

/** Who is told that a deadline was missed, one after another. */
export const STEPS = ["OFFICER", "SUPERVISOR", "AGENCY_ABOVE"] as const;
export type Step = (typeof STEPS)[number];

type DeadlineRule = RuleContent<"DEADLINES">["deadlines"][number];

const DAY = 24;
const PERBAN = "Perban 6/2024 art. 30";

/** The officer at once, the supervisors a day later, the agency above after some time. */
const ladder = (above: number): DeadlineRule["ladder"] => [
  { step: "OFFICER", after: 0 },
  { step: "SUPERVISOR", after: DAY },
  { step: "AGENCY_ABOVE", after: above },
];

const DEADLINES: RuleContent<"DEADLINES"> = {
  deadlines: [
    {
      rule: "DEATH_NOTICE",
      en: "Tell the family of a death",
      indonesian: "Memberitahukan kematian kepada keluarga",
      source: "UU 18/2017 art. 27: 3x24 hours, owed by the placement company [check]; for all deaths [design]",
      length: { count: 72, unit: "HOURS" },
      warn: DAY,
      ladder: [
        { step: "OFFICER", after: 0 },
        { step: "SUPERVISOR", after: 0 },
        { step: "AGENCY_ABOVE", after: DAY },
      ],
    },
    {
      rule: "SECOND_CLARIFICATION",
      en: "Hold the second clarification, after a commitment",
      indonesian: "Melaksanakan klarifikasi kedua setelah ada kesanggupan",
      source: "Permen P2MI 23/2025 art. 18",
      length: { count: 7, unit: "DAYS" },
      warn: 2 * DAY,
      ladder: ladder(3 * DAY),
    },
    {
      rule: "PAPERS_INCOMPLETE",
      en: "Complete the papers of a complaint",
      indonesian: "Melengkapi dokumen pengaduan",
      source: PERBAN,
      length: { count: 30, unit: "DAYS" },
      warn: 7 * DAY,
      ladder: ladder(7 * DAY),
    },
    {
      rule: "NO_CLARITY",
      en: "Give the clarity that was asked for",
      indonesian: "Memberikan kejelasan yang diminta",
      source: PERBAN,
      length: { count: 15, unit: "WORKING_DAYS" },
      warn: 3 * DAY,
      ladder: ladder(7 * DAY),
    },
    {
      rule: "COMPLAINANT_UNREACHABLE",
      en: "Reach the complainant",
      indonesian: "Menghubungi pengadu",
      source: `${PERBAN}: 60 days in a row`,
      length: { count: 60, unit: "DAYS" },
      warn: 14 * DAY,
      ladder: ladder(7 * DAY),
    },
    {
      rule: "WITNESS_PROTECTION_CHECK",
      en: "Check that a request for protection is complete (LPSK)",
      indonesian: "Memeriksa kelengkapan permohonan pelindungan (LPSK)",
      source: "UU 13/2006, amended by UU 31/2014: 7 days [check]",
      length: { count: 7, unit: "DAYS" },
      warn: 2 * DAY,
      ladder: ladder(3 * DAY),
    },
    {
      rule: "TRAFFICKING_SERVICES",
      en: "Give the services that a victim of trafficking asked for",
      indonesian: "Memberikan layanan yang dimohonkan korban TPPO",
      source: "UU 21/2007 art. 52-53",
      length: { count: 7, unit: "DAYS" },
      warn: 2 * DAY,
      ladder: ladder(3 * DAY),
    },
    {
      rule: "CUSTOMS_RELEASE",
      en: "Release remains from customs",
      indonesian: "Mengeluarkan jenazah dari kepabeanan",
      source: "Customs release of remains: 2 hours [check]",
      length: { count: 2, unit: "HOURS" },
      ladder: [
        { step: "OFFICER", after: 0 },
        { step: "SUPERVISOR", after: 2 },
      ],
    },
    {
      rule: "EMERGENCY_ACCESS_REVIEW",
      en: "Review an emergency access",
      indonesian: "Meninjau akses darurat",
      source: "[design] break-glass is reviewed afterwards",
      length: { count: 3, unit: "WORKING_DAYS" },
      warn: DAY,
      ladder: [
        { step: "SUPERVISOR", after: 0 },
        { step: "AGENCY_ABOVE", after: 3 * DAY },
      ],
    },
    {
      rule: "NEXT_ACTION",
      en: "Do what is to be done next in a case",
      indonesian: "Melaksanakan tindak lanjut kasus",
      source: "[design]",
      warn: DAY,
      ladder: ladder(7 * DAY),
    },
    {
      rule: "CASE_TASK",
      en: "Do a task of a case",
      indonesian: "Melaksanakan tugas dalam kasus",
      source: "[design]",
      warn: DAY,
      ladder: ladder(7 * DAY),
    },
    {
      rule: "REPATRIATION_TASK",
      en: "Do a task of a repatriation",
      indonesian: "Melaksanakan tugas dalam pemulangan",
      source: "[design]",
      warn: DAY,
      ladder: ladder(7 * DAY),
    },
  ],
};

/** The first edition of the deadlines. What is marked [check] awaits the text of the law. */
export const FIRST_DEADLINES = [
  {
    kind: "DEADLINES",
    validFrom: "2000-01-01",
    source: "The laws and regulations that each names; before their time [design]",
    content: DEADLINES,
  },
] as const;
