import type { AgencyKind } from "../facts/agency-kinds.js";
import type { Actor } from "../event-sourcing/stored-event/envelope.js";
import type { Role } from "./roles.js";

/** Purposes of processing (UU 27/2022 art. 20). */
export const PURPOSES = [
  "PLACEMENT",
  "PROTECTION",
  "REPATRIATION",
  "PREVENTION",
  "INVESTIGATION",
  "AUDIT",
  "ADMINISTRATION",
] as const;

/** Lawful bases of processing (UU 27/2022 art. 20 par. 2). */
export const LAWFUL_BASES = [
  "CONSENT",
  "CONTRACT",
  "LEGAL_OBLIGATION",
  "VITAL_INTEREST",
  "PUBLIC_TASK",
  "LEGITIMATE_INTEREST",
] as const;

/** What an agency, or an officer's part of it, answers for. */
export interface Jurisdiction {
  readonly kind: AgencyKind | null;
  /** Kemendagri code. */
  readonly region: string | null;
  /** ISO 3166-1, of a mission. */
  readonly country: string | null;
}

/** Who calls, in which role and for which agency, and why. */
export interface Caller {
  readonly actor: Actor;
  readonly role: Role;
  readonly jurisdiction: Jurisdiction;
  /** Ids of agencies that have ended, and whose files and work the caller's agency took over. */
  readonly predecessors: readonly string[];
  readonly purpose: string;
  readonly lawfulBasis: string;
}

/** Ids of the agency that somebody acts for, and of those that it took over from. */
export function agenciesOf({ actor, predecessors }: Pick<Caller, "actor" | "predecessors">): readonly string[] {
  return actor.agency === null ? [] : [actor.agency, ...predecessors];
}

/** What a command keeps of its caller. */
export function contextOf({ actor, purpose, lawfulBasis }: Caller) {
  return { caller: actor.id, actor, purpose, lawfulBasis };
}
