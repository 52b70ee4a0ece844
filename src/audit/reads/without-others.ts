import type { Masked } from "../../privacy/masking.js";

const HIDDEN: Masked = { masked: "hidden" };

/**
 * A document in which other persons are hidden: where one stands as a value it says hidden, and what stands under one,
 * or in an object that is told of one, is left out.
 * @param others ids of the persons to hide
 * @param onHidden called for each
 */
export function withoutOthers(value: unknown, others: ReadonlySet<string>, onHidden: () => void): unknown {
  if (typeof value === "string") {
    if (!others.has(value)) return value;
    onHidden();
    return HIDDEN;
  }
  if (Array.isArray(value))
    return value.flatMap((each: unknown) => {
      if (isOf(each, others)) {
        onHidden();
        return [];
      }
      return [withoutOthers(each, others, onHidden)];
    });
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => {
      if (!others.has(key)) return [[key, withoutOthers(each, others, onHidden)]];
      onHidden();
      return [];
    }),
  );
}

/** One in a list who is told of by themselves: a person's id, or an object with it. */
function isOf(value: unknown, others: ReadonlySet<string>): boolean {
  if (typeof value === "string") return others.has(value);
  if (value === null || typeof value !== "object") return false;
  const { person, victim } = value as { readonly person?: unknown; readonly victim?: unknown };
  return [person, victim].some((each) => typeof each === "string" && others.has(each));
}
