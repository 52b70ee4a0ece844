/** Roles in which officers act, each for an agency; an administrator may act for none. */
export const ROLES = [
  "VILLAGE_OFFICER",
  "CASEWORKER",
  "SUPERVISOR",
  "MISSION",
  "INVESTIGATOR",
  "AUDITOR",
  "ANALYST",
  "ADMINISTRATOR",
  "MACHINE_CLIENT",
] as const;
export type Role = (typeof ROLES)[number];
