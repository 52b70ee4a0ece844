import type { FastifyInstance } from "fastify";
import { Problem, problemOf, sendProblem } from "../problems.js";

/** Of these there is one, or none: of two, two programs on the way of a request may each believe another. */
const ONCE = [
  "Host",
  "Authorization",
  "Content-Type",
  "Idempotency-Key",
  "If-Match",
  "Kawal-Agency",
  "Kawal-Role",
  "Kawal-Purpose",
  "Kawal-Lawful-Basis",
];

/** Refuses a request that says twice who asks, for what, or on which condition; also where both say the same. */
export function refuseRepeatedHeaders(fastify: FastifyInstance): void {
  fastify.addHook("onRequest", async ({ raw }, reply) => {
    const names = raw.rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase());
    const repeated = ONCE.find((name) => names.indexOf(name.toLowerCase()) !== names.lastIndexOf(name.toLowerCase()));
    if (repeated === undefined) return undefined;
    const { problem } = problemOf(
      new Problem(400, "repeated-header", "A header is there more than once", {
        field: repeated,
        detail: "may be there once only",
      }),
    );
    sendProblem(reply, problem);
    return reply;
  });
}
