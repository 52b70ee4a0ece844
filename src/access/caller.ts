import { isUUID } from "class-validator";
import type { IncomingHttpHeaders } from "node:http";
import type { Actor } from "../event-sourcing/envelope.js";
import { requestContext } from "./request-context.js";
import { Problem } from "../http/problems.js";

/** Roles that act in Kawal. */
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

/** Who calls, for which agency, and why. */
export interface Caller {
  readonly actor: Actor;
  readonly purpose: string;
  readonly lawfulBasis: string;
}

/**
 * Reads who calls from the headers `Kawal-Officer`, `Kawal-Agency`, `Kawal-Role`, `Kawal-Purpose` and
 * `Kawal-Lawful-Basis`. The service listens on loopback only as long as callers name themselves so.
 * @throws Problem naming the header
 */
export function callerOf(headers: IncomingHttpHeaders): Caller {
  const officer = uuidHeader(headers, "Kawal-Officer");
  if (officer === undefined)
    throw new Problem(401, "caller-unnamed", "The header Kawal-Officer names the officer who calls, by a UUID", {
      field: "Kawal-Officer",
    });
  const role = codeHeader(headers, "Kawal-Role", ROLES, "CASEWORKER");
  const agency = uuidHeader(headers, "Kawal-Agency");
  if (agency === undefined && role !== "ADMINISTRATOR")
    throw new Problem(401, "caller-unnamed", "The header Kawal-Agency names the officer's agency, by its UUID", {
      field: "Kawal-Agency",
    });
  const caller: Caller = {
    actor: { kind: "OFFICER", id: officer, onBehalfOf: null, agency: agency ?? null, role },
    purpose: codeHeader(headers, "Kawal-Purpose", PURPOSES, "PROTECTION"),
    lawfulBasis: codeHeader(headers, "Kawal-Lawful-Basis", LAWFUL_BASES, "PUBLIC_TASK"),
  };
  const context = requestContext();
  if (context) context.caller = caller;
  return caller;
}

function uuidHeader(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  if (value === undefined) return undefined;
  if (typeof value !== "string" || !isUUID(value))
    throw new Problem(400, "invalid-header", `${name} must be a UUID`, { field: name });
  return value.toLowerCase();
}

function codeHeader(headers: IncomingHttpHeaders, name: string, codes: readonly string[], otherwise: string): string {
  const value = headers[name.toLowerCase()];
  if (value === undefined) return otherwise;
  if (typeof value !== "string" || !codes.includes(value))
    throw new Problem(400, "invalid-header", `${name} must be one of ${codes.join(", ")}`, { field: name });
  return value;
}
