import { isUUID } from "class-validator";
import type { FastifyRequest } from "fastify";
import { Problem } from "./problems.js";

/** @throws Problem when the header is missing or no UUID */
export function idempotencyKey(request: FastifyRequest): string {
  const key = request.headers["idempotency-key"];
  if (typeof key !== "string" || !isUUID(key))
    throw new Problem(400, "idempotency-key-required", "A command needs the header Idempotency-Key, a UUID", {
      field: "Idempotency-Key",
    });
  return key.toLowerCase();
}

/** @param unknown the caller can know no revision: of what isn't there yet, or what they need not see */
export function ifMatch(request: FastifyRequest, unknown: boolean): number | undefined {
  const header = request.headers["if-match"];
  if (header === undefined) return undefined;
  if (unknown)
    throw new Problem(400, "invalid-header", "If-Match is not for what you know no revision of", {
      field: "If-Match",
    });
  const match = /^"(\d{1,15})"$/.exec(header);
  if (!match)
    throw new Problem(400, "invalid-header", 'If-Match is a revision in quotes, e.g. "3"', { field: "If-Match" });
  return Number(match[1]);
}
