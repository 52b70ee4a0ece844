/** What was done: sosialisasi, selebaran, kunjungan rumah, pelatihan, sekolah, media. */
export const OUTREACH_FORMS = ["MEETING", "LEAFLET", "HOME_VISIT", "TRAINING", "SCHOOL_VISIT", "MEDIA"] as const;
export type OutreachForm = (typeof OUTREACH_FORMS)[number];

/** For whom: aparatur for OFFICIALS. */
export const AUDIENCES = ["RESIDENTS", "PROSPECTIVE_MIGRANTS", "FAMILIES", "STUDENTS", "OFFICIALS"] as const;
export type Audience = (typeof AUDIENCES)[number];

export const OUTREACH_TOPICS = [
  "PROCEDURE_OF_PLACEMENT",
  "RISKS_OF_NON_PROCEDURAL_MIGRATION",
  "TRAFFICKING",
  "ONLINE_SCAM_RECRUITMENT",
  "HUMAN_RIGHTS",
  "LAW_AND_PROTECTION",
  "COSTS_AND_SERVICES",
  "REPORTING_OFFERS",
  "REGISTRATION_OF_PROSPECTIVE_MIGRANTS",
  "COORDINATION_OF_AGENCIES",
] as const;
export type OutreachTopic = (typeof OUTREACH_TOPICS)[number];

export const MATERIAL_KINDS = ["LEAFLET", "POSTER", "BANNER", "SLIDES", "VIDEO", "AUDIO", "ONLINE_POST"] as const;
export type MaterialKind = (typeof MATERIAL_KINDS)[number];

/** Why what was recorded does not count. */
export const OUTREACH_MISTAKES = ["NEVER_HAPPENED", "RECORDED_TWICE"] as const;
export type OutreachMistake = (typeof OUTREACH_MISTAKES)[number];
