import { randomUUID } from "node:crypto";
import type { AnsweredRequest, RefusedRequest } from "../../src/log-of-reads/read-log.js";
import { AGENCY, OFFICER } from "../given.js";

const REQUEST = {
  actor: { kind: "OFFICER", id: OFFICER, onBehalfOf: null, agency: AGENCY, role: "CASEWORKER" },
  purpose: "PROTECTION",
  lawfulBasis: "PUBLIC_TASK",
  route: { method: "GET", pattern: "/api/v1/cases/:id" },
  asked: [],
  persons: [],
} as const;

/** A request that was answered with these ids. */
export function answered(ids: readonly string[], more: Partial<AnsweredRequest> = {}): AnsweredRequest {
  return { ...REQUEST, request: randomUUID(), status: 200, outcome: "answered", ids, classes: [], by: [], ...more };
}

/** A request for an id that was refused. */
export function refused(id: string, rule: string, more: Partial<RefusedRequest> = {}): RefusedRequest {
  return { ...REQUEST, request: randomUUID(), status: 404, outcome: "refused", asked: [id], rule, ...more };
}
