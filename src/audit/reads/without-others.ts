import type { Masked } from "../../privacy/masking.js";

/** Keys of facts that tell who reported: what a complaint came by, and for whom a lawyer spoke. */
const OF_THE_REPORTER = new Set(["complainant", "powerOfAttorney"]);

const HIDDEN: Masked = { masked: "hidden" };

export type OnHidden = (what: "other-persons" | "reporter") => void;

/**
 * A document in which other persons are hidden: where one stands as a value it says hidden, and what stands under one,
 * or in an object that is told of one, is left out. Who reported is hidden as well, whoever it was.
 * @param others ids of the persons to hide
 * @param onHidden called for each
 */
export function withoutOthers(value: unknown, others: ReadonlySet<string>, onHidden: OnHidden): unknown {
  if (typeof value === "string") {
    if (!others.has(value)) return value;
    onHidden("other-persons");
    return HIDDEN;
  }
  if (Array.isArray(value))
    return value.flatMap((each: unknown) => {
      if (isOf(each, others)) {
        onHidden("other-persons");
        return [];
      }
      return [withoutOthers(each, others, onHidden)];
    });
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => {
      if (others.has(key)) {
        onHidden("other-persons");
        return [];
      }
      if (!OF_THE_REPORTER.has(key) || each === null) return [[key, withoutOthers(each, others, onHidden)]];
      onHidden("reporter");
      return [[key, HIDDEN]];
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
