import { TIME_AS_REPORTED } from "../event-sourcing/stored-event/event-definition.js";
import {
  above,
  NO_FIELDS,
  onlyFields,
  pathsOf,
  type PersonalRecord,
} from "../event-sourcing/stored-event/personal-field.js";
import { isMasked, type Opened, type OpenedFields, type OpenedValue } from "../privacy/masking.js";
import type { PersonalValues, Reading, TimelineDocument } from "./timeline.view.js";

/** The sealed fields of an event by where an answer shows them: the words about its time stand with the time. */
export interface PlacedFields {
  readonly asReported: PersonalRecord;
  readonly personal: readonly PersonalValues[];
  readonly asCorrected: Reading | null;
}

/** Places the fields of an event, still sealed. The words in a correction are about the time of what it corrects. */
export function placedFields({ corrects, personal, asCorrected }: TimelineDocument): PlacedFields {
  if (corrects !== null) return { asReported: NO_FIELDS, personal, asCorrected };
  const asReported = personal
    .filter((each) => each.class === "narrative")
    .reduce((words, { values }) => above(words, onlyFields(values, [TIME_AS_REPORTED])), NO_FIELDS);
  return {
    asReported,
    personal: personal.map((each) => ({ ...each, values: withoutWords(each.values) })),
    asCorrected: asCorrected && { ...asCorrected, asReported: above(asReported, asCorrected.asReported) },
  };
}

function withoutWords(values: PersonalRecord): PersonalRecord {
  return onlyFields(
    values,
    pathsOf(values).filter((path) => path !== TIME_AS_REPORTED),
  );
}

/** Fields after opening: values by path, or what stands in place of one that is not given. */
export type OpenedValues = Opened<PersonalValues>;

/**
 * After opening: without what turned out to hold nothing. A narrative stands in one part of an event, so where it was
 * opened in one, it isn't said to be hidden in another.
 */
export function withoutEmpty(personal: readonly OpenedValues[]): OpenedValues[] {
  const disclosed = new Set(
    personal.flatMap((each) =>
      each.class === "narrative" ? Object.entries(each.values).flatMap(([path, v]) => (isMasked(v) ? [] : path)) : [],
    ),
  );
  return personal.flatMap((each): OpenedValues[] => {
    const entries = Object.entries(each.values).filter(
      ([path, value]) => !isMasked(value) || each.class !== "narrative" || !disclosed.has(path),
    );
    return entries.length === 0 ? [] : [{ ...each, values: Object.fromEntries(entries) }];
  });
}

/** After opening: the words about a time, or what stands in their place; undefined where there are none. */
export function wordsIn(opened: OpenedFields): OpenedValue | undefined {
  return opened[TIME_AS_REPORTED];
}
