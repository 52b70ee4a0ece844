import { LIMITS } from "../../limits.js";
import { EXPLANATION, FactCorrected, type CorrectFact } from "../stored-event/correction.js";
import type { Aggregate } from "./decider.js";
import type { FieldClass } from "../stored-event/envelope.js";
import { newEvent, TIME_AS_REPORTED, type NewEvent, type PersonalPart } from "../stored-event/event-definition.js";
import type { EventRecord } from "../stored-event/event-record.js";
import { datesWithinBounds, type DateKind } from "./date-kinds.js";
import { i11HappenedBeforeRecorded } from "./happened-before-recorded.js";
import { applyCorrections, asItHappened } from "../stored-event/history.js";
import { resolveTime, type OccurredAt } from "../stored-event/occurred-at.js";
import type { OpenField } from "../stored-event/personal-field.js";
import { textOf } from "../stored-event/personal-text.js";
import type { EventRegistry } from "../stored-event/registry.js";
import { InvalidField } from "./rejection.js";

export type { CorrectFact } from "../stored-event/correction.js";

/** The command that every aggregate takes. */
export const CORRECT_FACT = "CorrectFact";

const MAX_TEXT = LIMITS.narrativeCharacters.most;

/**
 * Decides a correction: it must name an event of the stream, or a correction of one, and leave it valid, and the
 * history within its rules.
 */
export function decideCorrection<State>(
  aggregate: Aggregate<State>,
  registry: EventRegistry,
  recorded: readonly EventRecord[],
  given: CorrectFact,
  now: string,
  open: OpenField,
): NewEvent[] {
  const named = applyCorrections(recorded).find((event) => event.id === given.event);
  // A correction of a correction is one of what that had corrected: it comes later, and so it counts.
  const again = named?.type === FactCorrected.type ? named : undefined;
  const corrected = again ? applyCorrections(recorded).find(({ id }) => id === again.corrects!.event) : named;
  if (!corrected || corrected.type === FactCorrected.type)
    throw new InvalidField("not-correctable", "event", "names no event of this history that can be corrected");
  const command = aggregate.completes?.(given, corrected, { now, open, recorded }) ?? given;
  const facts = command.facts ?? {};
  const { properties } = registry.definition(corrected.type).facts;
  for (const name of Object.keys(facts)) {
    const schema = properties[name] as { fixed?: boolean } | undefined;
    if (!schema) throw new InvalidField("unknown-field", `facts.${name}`, `${corrected.type} has no such fact`);
    if (schema.fixed === true)
      throw new InvalidField("not-correctable", `facts.${name}`, "ties this event to others and can't be corrected");
  }
  const [wrong] = registry.errorsOf(corrected.type, { ...corrected.facts, ...facts });
  if (wrong) throw new InvalidField("invalid-field", `facts${wrong.field.replaceAll("/", ".")}`, wrong.message);
  assertExplainedOnce(command);
  const occurredAt = command.occurred && resolveTime(command.occurred, now);
  if (occurredAt) i11HappenedBeforeRecorded(occurredAt, corrected.recordedAt);
  assertTimesPossible(facts, properties, { ...corrected, ...(occurredAt && { occurredAt }) });
  const event = newEvent(FactCorrected, {
    subjects: corrected.subjects,
    occurredAt: resolveTime(undefined, now),
    corrects: { event: corrected.id, revision: corrected.revision },
    facts: {
      correctedType: corrected.type,
      reason: command.reason,
      facts,
      ...(occurredAt && { occurredAt: { ...occurredAt } }),
      explained: command.explanation !== undefined,
      ...(again && { correctsAgain: again.id }),
    },
    personal: [
      ...correctedFields(registry, corrected, command, open),
      ...narrativeOf(corrected, command, { [TIME_AS_REPORTED]: command.occurred?.asReported }),
      // The last, as the fact `explained` says.
      ...narrativeOf(corrected, command, { [EXPLANATION]: command.explanation }),
    ],
  });
  if (
    Object.keys(facts).length === 0 &&
    !command.occurred &&
    (event.personal?.length ?? 0) === (command.explanation === undefined ? 0 : 1)
  )
    throw new InvalidField("missing-field", "facts", "a correction names at least one fact, personal field or time");
  aggregate.holds?.(asItHappened([...recorded, asIfRecorded(event, recorded)]));
  return [event];
}

/** A narrative field stands once in an event: what explains the correction has the name of what a withdrawal says. */
function assertExplainedOnce({ personal, explanation }: CorrectFact): void {
  const { narrative = {} } = personal ?? {};
  if (explanation !== undefined && Object.hasOwn(narrative, EXPLANATION))
    throw new InvalidField(
      "invalid-field",
      "explanation",
      `can't be given with personal.narrative.${EXPLANATION}: the corrected text says why itself`,
    );
}

/** Dates and times in facts are bounded as they were when the event was recorded. */
function assertTimesPossible(
  facts: object,
  properties: object,
  { recordedAt, occurredAt }: Pick<EventRecord, "recordedAt" | "occurredAt">,
): void {
  const assertWithin = datesWithinBounds(recordedAt, occurredAt);
  for (const [name, value] of Object.entries(facts)) {
    const { dateKind, happened } = (properties as Record<string, { dateKind?: DateKind; happened?: true }>)[name]!;
    if (dateKind !== undefined) assertWithin(dateKind, `facts.${name}`, String(value));
    if (happened) i11HappenedBeforeRecorded(value as OccurredAt, recordedAt, `facts.${name}`);
  }
}

function correctedFields(
  registry: EventRegistry,
  corrected: EventRecord,
  command: CorrectFact,
  open: OpenField,
): PersonalPart[] {
  return Object.entries(command.personal ?? {}).flatMap(([fieldClass, values]) =>
    Object.entries(values ?? {}).map(([path, given]): PersonalPart => {
      const kind = registry.kindOf(fieldClass as FieldClass, path);
      const value = textOf(kind, given);
      if (value === undefined || value.length === 0 || value.length > MAX_TEXT)
        throw new InvalidField("invalid-field", `personal.${fieldClass}.${path}`, MUST_BE[kind ?? "text"]);
      if (!registry.hasPersonalField(corrected.type, fieldClass as FieldClass, path))
        throw new InvalidField(
          "unknown-field",
          `personal.${fieldClass}.${path}`,
          `${corrected.type} has no such field`,
        );
      const before = partWith(corrected, fieldClass as FieldClass, path, open);
      const person = fieldClass === "narrative" ? null : (before?.person ?? corrected.subjects[0]?.person ?? null);
      const names = fieldClass === "narrative" ? namesIn(corrected, command, before?.names) : [];
      return { person, class: fieldClass as FieldClass, names, values: { [path]: value } };
    }),
  );
}

const MUST_BE = {
  text: `must be text of at most ${MAX_TEXT} characters`,
  list: "must be a list of codes or ids",
  integer: "must be a whole number",
} as const;

/**
 * The part that had the field; where none that opens does, the newest that may have had it before its key was
 * destroyed.
 */
function partWith({ sealed }: EventRecord, fieldClass: FieldClass, path: string, open: OpenField) {
  const parts = sealed.filter((part) => part.class === fieldClass);
  const having = (status: string) => parts.findLast((part) => open({ part, path }).status === status);
  return having("open") ?? having("shredded");
}

function narrativeOf(corrected: EventRecord, command: CorrectFact, values: PersonalPart["values"]): PersonalPart[] {
  if (Object.values(values).every((value) => value === undefined)) return [];
  return [{ person: null, class: "narrative", names: namesIn(corrected, command), values }];
}

function namesIn(corrected: EventRecord, { names }: CorrectFact, before?: readonly string[]): readonly string[] {
  const subjects = corrected.subjects.map((subject) => subject.person);
  if (names === undefined) return before ?? subjects;
  const given = names.map((name) => name.toLowerCase());
  const concerned = new Set([...(before ?? []), ...subjects]);
  if (given.some((name) => !concerned.has(name)))
    throw new InvalidField("unknown-person", "names", "names somebody whom this event does not concern");
  return given;
}

/** The correction as the history would read it, to try the rules on. */
function asIfRecorded(event: NewEvent, recorded: readonly EventRecord[]): EventRecord {
  const last = recorded.at(-1)!;
  return {
    ...last,
    ...event,
    id: "",
    sealed: [],
    corrects: event.corrects ?? null,
    revision: last.revision + 1,
    correctedBy: [],
  };
}
