import type { Masked } from "../privacy/masking.js";

/** Stands for a fact that is not for the caller. */
export const HIDDEN: Masked = { masked: "hidden" };

/**
 * An answer with none of these persons' ids, wherever they stand in it. To be used once its personal fields are open, as
 * sealed parts say by their ids whose they are.
 */
export function withoutIds<Answer>(answer: Answer, hidden: ReadonlySet<string>): Answer {
  return hidden.size === 0 ? answer : (masked(answer, hidden) as Answer);
}

function masked(value: unknown, hidden: ReadonlySet<string>): unknown {
  if (typeof value === "string") return hidden.has(value) ? HIDDEN : value;
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((each) => masked(each, hidden));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, masked(each, hidden)]));
}
