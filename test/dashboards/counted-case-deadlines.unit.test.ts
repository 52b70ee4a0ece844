import { expect, test } from "@jest/globals";
import { countedCaseDeadlines } from "../../src/dashboards/measures/counted-case-deadlines.js";
import type { EventRecord } from "../../src/event-sourcing/stored-event/event-record.js";

const CASE = "0f5b6c3e-0000-4000-8000-0000000000ca";
const ID = `${CASE}/0f5b6c3e-0000-4000-8000-0000000000de`;

const event = (type: string, day: string, facts: object = {}) =>
  ({
    type,
    stream: "deadline-0f5b6c3e-0000-4000-8000-0000000000de",
    facts,
    recordedAt: `2026-03-${day}T03:00:00.000Z`,
    subjects: [],
  }) as unknown as EventRecord;
const due = (day: string) => ({ due: `2026-03-${day}T16:59:59.999Z` });

const { evolve } = countedCaseDeadlines.projection;
const valuesAfter = (...events: EventRecord[]) =>
  events.reduce<ReturnType<typeof evolve>>(
    (document, each) => evolve(document, each, ID, undefined as never),
    undefined,
  )?.cell?.values;

const STARTED = event("DeadlineStarted", "01", { rule: "NO_CLARITY", of: { kind: "case", id: CASE }, ...due("10") });
const MISSED = [event("DeadlineWarned", "09"), event("DeadlineMissed", "11")];

test("A deadline that was missed, and is due later now, is open; one that is over all the same was missed", () => {
  expect(valuesAfter(STARTED, ...MISSED)).toMatchObject({ outcome: "MISSED", warned: "true" });
  for (const type of ["DeadlineMoved", "DeadlineHandedOn", "DeadlineResumed"]) {
    const later = valuesAfter(STARTED, ...MISSED, event(type, "12", due("20")));
    expect({ type, ...later }).toMatchObject({ type, outcome: "OPEN", warned: "false", month: "2026-03" });
    const over = valuesAfter(STARTED, ...MISSED, event(type, "12", due("11")));
    expect({ type, ...over }).toMatchObject({ type, outcome: "MISSED", warned: "true" });
    const same = valuesAfter(STARTED, ...MISSED, event(type, "12", due("10")));
    expect({ type, ...same }).toMatchObject({ type, outcome: "MISSED", warned: "true" });
  }
});
