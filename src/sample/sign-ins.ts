import type { User } from "../sign-in/embedded-issuer/users.js";
import type { Role } from "../access/roles.js";
import { ADMINISTRATOR, officer } from "./agencies.js";
import type { SampleOfficer } from "./step.js";
import { TOUR_OFFICER } from "./the-procedural-worker.js";

/** An officer of the sample in whose place a visitor may look around. */
export interface SignIn {
  readonly login: string;
  readonly officer: SampleOfficer;
  /** Who they are, in a few words. */
  readonly description: string;
}

const inRole = (agency: string, role: Role, number = 0): SampleOfficer => ({ ...officer(agency, number), role });

/** One for each kind of work. The caseworker is the one who looks after the worker whom the tour shows. */
export const SIGN_INS: readonly SignIn[] = [
  { login: "caseworker", officer: TOUR_OFFICER, description: "caseworker of BP3MI Banten" },
  { login: "mission", officer: officer("mission-MY"), description: "officer of KBRI Kuala Lumpur" },
  {
    login: "village",
    officer: officer("village-36.04.13.2007"),
    description: "village officer in Kecamatan Tirtayasa",
  },
  { login: "supervisor", officer: inRole("desk-p2mi", "SUPERVISOR"), description: "supervisor at Desk P2MI" },
  { login: "analyst", officer: inRole("desk-p2mi", "ANALYST", 1), description: "analyst at Desk P2MI" },
  { login: "auditor", officer: inRole("inspektorat", "AUDITOR"), description: "auditor of the inspectorate" },
];

/** The users whom a sample's own issuer signs in. */
export const SAMPLE_USERS: readonly User[] = [
  ...SIGN_INS.map(({ login, officer: { id } }) => ({ login, officer: id, administrator: false })),
  { login: "administrator", officer: ADMINISTRATOR.id, administrator: true },
];
