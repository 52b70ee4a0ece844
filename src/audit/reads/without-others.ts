import type { Masked } from "../../privacy/masking.js";

/** Keys of facts that tell who reported: what a complaint came by, and for whom a lawyer spoke. */
const OF_THE_REPORTER = new Set(["complainant", "powerOfAttorney"]);

const UUIDS = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const UUID_LENGTH = 36;

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
    if (!namesOne(value, others)) return value;
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
      if (namesOne(key, others)) {
        onHidden("other-persons");
        return [];
      }
      if (!OF_THE_REPORTER.has(key) || each === null) return [[key, withoutOthers(each, others, onHidden)]];
      onHidden("reporter");
      return [[key, HIDDEN]];
    }),
  );
}

/** Whether a text is the id of one of them, or has it in: the name of a stream, a pointer. */
function namesOne(text: string, others: ReadonlySet<string>): boolean {
  return text.length >= UUID_LENGTH && (text.match(UUIDS) ?? []).some((id) => others.has(id.toLowerCase()));
}

/** One in a list who is told of by themselves: a person's id, or an object with it. */
function isOf(value: unknown, others: ReadonlySet<string>): boolean {
  if (typeof value === "string") return others.has(value);
  if (value === null || typeof value !== "object") return false;
  const { person, victim, against } = value as Record<string, unknown>;
  return [person, victim, against].some((each) => typeof each === "string" && others.has(each));
}
