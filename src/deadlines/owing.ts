import type { Agency } from "../agency/agency.js";
import type { Matter } from "./deadline.js";

/** Where no agency owes it, working days are those of Indonesia. */
const HOME = "ID";

/** What an office's zone and country say of how its days are counted. */
export function countedAt({ kind, zone, country }: Agency): { readonly zone: string; readonly calendar: string } {
  return { zone, calendar: kind === undefined || country === null ? HOME : country };
}

/** Who owes it, and where that office counts its days. */
export interface Owing {
  readonly agency: string | null;
  readonly officer: string | null;
  /** Of the agency, as it was when the follow-up was planned. */
  readonly zone: string;
  readonly calendar: string;
}

export interface StartDeadline extends Owing {
  readonly rule: string;
  readonly edition: number;
  readonly of: Matter;
  readonly event: string;
  readonly from: string;
  readonly until: string | null;
}
