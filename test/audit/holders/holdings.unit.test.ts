import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { holdingsOf, merged, type EndOfAgency, type StreamHoldings } from "../../../src/audit/holders/holdings.js";
import { MEANINGS, PARTS } from "../../../src/audit/holders/meanings.js";
import { workAfter, type Work } from "../../../src/access/work.js";
import { asItHappened } from "../../../src/event-sourcing/stored-event/history.js";
import type { EventRecord } from "../../../src/event-sourcing/stored-event/event-record.js";
import { resolveTime } from "../../../src/event-sourcing/stored-event/occurred-at.js";
import { registry } from "../../../src/slices.js";

const [A, B, C] = ["a", "b", "c"].map((each) => `0f5b6c3e-0000-4000-8000-00000000000${each}`) as [
  string,
  string,
  string,
];
const CASE = "case-0f5b6c3e-0000-4000-8000-0000000000ca";
const HOME = "repatriation-0f5b6c3e-0000-4000-8000-0000000000fe";
const NOW = "2025-07-01T00:00:00.000Z";

interface Told {
  readonly type: string;
  readonly by?: string | null;
  /** When it happened; where it is left out, when it was recorded. */
  readonly date?: string;
  readonly until?: string;
  readonly facts?: object;
  readonly corrects?: number;
}

/** A history of one stream, an event each day of June 2025. */
function recorded(stream: string, told: readonly Told[]): EventRecord[] {
  return told.map(({ type, by = A, date, until, facts = {}, corrects }, i) => {
    const recordedAt = `2025-06-${String(i + 1).padStart(2, "0")}T03:00:00.000Z`;
    const corrected = corrects === undefined ? null : { event: `event-${corrects}`, revision: corrects };
    return {
      id: `event-${i}`,
      number: i,
      readAsOf: i,
      revision: i,
      stream,
      type,
      actor: { kind: "OFFICER", id: "officer", onBehalfOf: null, agency: by, role: "CASEWORKER" },
      subjects: [],
      sealed: [],
      mayHold: {},
      correctedBy: [],
      facts,
      corrects: corrected,
      occurredAt: resolveTime(date === undefined ? undefined : { date, until, zone: "UTC" }, recordedAt),
      recordedAt,
      sight: registry.definition(type).sight,
    } as unknown as EventRecord;
  });
}

const had = (stream: string, told: readonly Told[], ended?: ReadonlyMap<string, EndOfAgency>) =>
  holdingsOf(stream, asItHappened(recorded(stream, told)), ended);
const day = (at: string | undefined) => at?.slice(5, 10) ?? null;
const short = ({ holdings }: StreamHoldings) =>
  holdings.map(({ agency, capacity, part, from, until, ending }) =>
    [agency.at(-1), capacity, part, day(from.at), day(until?.at), ending].filter((each) => each !== null).join(" "),
  );
const spans = (all: StreamHoldings["nobody"]) => all.map(({ from, until }) => [day(from.at), day(until?.at)]);

const complaint: Told = { type: "ComplaintReceived", facts: { parties: [] } };
const assigned = (agency: string, more: Partial<Told> = {}): Told => ({
  type: "CaseAssigned",
  facts: { agency },
  ...more,
});

describe("who had a case", () => {
  test("is who received it, until it is assigned; then that agency, until another, and beside it whom it is referred to", () => {
    const found = had(CASE, [
      complaint,
      assigned(A),
      assigned(B),
      { type: "CaseReferred", by: B, facts: { agency: C, reason: "CRIME", assignBy: "2025-06-11" } },
      { type: "CaseContactLogged", by: C },
    ]);
    expect(short(found)).toEqual([
      "a handling 06-01 06-02 GIVEN_ON",
      "a handling 06-02 06-03 GIVEN_ON",
      "b handling 06-03",
      "c referral 06-04",
    ]);
    expect(found.nobody).toEqual([]);
    const referred = found.holdings.at(-1)!;
    expect(referred.asked).toMatchObject([{ reason: "CRIME", due: "2025-06-11" }]);
    expect(referred.did.map(({ event }) => event.type)).toEqual(["CaseContactLogged"]);
    expect(found.holdings[2]!.did.map(({ event }) => event.type)).toEqual(["CaseReferred"]);
  });

  test("is nobody while the case came in without an agency; and nobody's to have while it is closed", () => {
    const found = had(CASE, [
      { ...complaint, by: null },
      { type: "CaseTriaged" },
      assigned(A),
      { type: "CaseResolved", facts: { reason: "SETTLED" } },
      { type: "CaseContactLogged" },
      { type: "CaseReopened", facts: { stage: "ASSIGNED" } },
    ]);
    expect(short(found)).toEqual(["a handling 06-03 06-04 WORK_ENDED", "a handling 06-06"]);
    expect(spans(found.nobody)).toEqual([["06-01", "06-03"]]);
    expect(spans(found.closed)).toEqual([["06-04", "06-06"]]);
    expect(found.beside.get(A)!.map(({ event }) => event.type)).toEqual(["CaseTriaged", "CaseContactLogged"]);
  });

  test("follows corrections and late facts: of the agency, and of the time", () => {
    const correction = (facts: object): Told => ({
      type: "FactCorrected",
      corrects: 1,
      facts: { correctedType: "CaseAssigned", facts: {}, explained: false, ...facts },
    });
    expect(short(had(CASE, [complaint, assigned(B), correction({ facts: { agency: C } })]))).toEqual([
      "a handling 06-01 06-02 GIVEN_ON",
      "c handling 06-02",
    ]);
    const late = had(CASE, [complaint, { type: "CaseTriaged" }, assigned(C), assigned(B, { date: "2025-06-02" })]);
    expect(short(late)).toEqual([
      "a handling 06-01 06-02 GIVEN_ON",
      "b handling 06-02 06-03 GIVEN_ON",
      "c handling 06-03",
    ]);
  });

  test("passes to the successors of an agency that ended, and to nobody where it has none", () => {
    const [event] = recorded(CASE, [{ type: "CaseTriaged" }]);
    const end = (successors: readonly string[]) =>
      new Map([[B, { mark: { at: "2025-06-10T00:00:00.000Z", place: -1, event: event! }, successors }]]);
    const told = [complaint, assigned(B)];
    const passed = had(CASE, told, end([C]));
    expect(short(passed).slice(1)).toEqual(["b handling 06-02 06-10 AGENCY_ENDED", "c handling 06-10"]);
    expect(passed.nobody).toEqual([]);
    const lost = had(CASE, told, end([]));
    expect(short(lost).slice(1)).toEqual(["b handling 06-02 06-10 AGENCY_ENDED"]);
    expect(spans(lost.nobody)).toEqual([["06-10", null]]);
  });
});

describe("who had a part", () => {
  const step = (name: string, agency: string): Told => ({
    type: "RepatriationStepAssigned",
    facts: { step: name, agency, due: "2025-06-20" },
  });
  const requested: Told = {
    type: "RepatriationRequested",
    facts: {
      kind: "LIVING",
      person: A,
      source: "PERSON",
      steps: ["TICKETED", "EXIT_CLEARED", "HANDED_OVER"].map((each) => ({
        step: each,
        providers: [],
        optional: false,
      })),
      documentSets: [],
    },
  };

  test("has a step until it is done, does not apply, or is given to another", () => {
    const found = had(HOME, [
      requested,
      step("TICKETED", B),
      step("EXIT_CLEARED", B),
      step("TICKETED", C),
      { type: "ReturneeTicketed", by: C, facts: { mode: "AIR", funding: "STATE" } },
      { type: "RepatriationStepNotApplicable", facts: { step: "EXIT_CLEARED", reason: "OTHER" } },
    ]);
    expect(short(found)).toEqual([
      "a running 06-01",
      "b step TICKETED 06-02 06-04 GIVEN_ON",
      "b step EXIT_CLEARED 06-03 06-06 NOT_APPLICABLE",
      "c step TICKETED 06-04 06-05 DONE",
    ]);
    expect(found.holdings[3]!.did.map(({ event }) => event.type)).toEqual(["ReturneeTicketed"]);
    expect(found.holdings[1]!.asked).toMatchObject([{ reason: "TICKETED", due: "2025-06-20" }]);
  });

  test("has a shelter from the stay's beginning to its end, and by it not the case", () => {
    const stay = "0f5b6c3e-0000-4000-8000-000000000057";
    const found = had(CASE, [
      { ...complaint, by: null },
      { type: "ShelterProvided", by: B, facts: { stay, victim: A, kind: "SAFE_HOUSE" } },
      { type: "ShelterLeft", by: B, facts: { stay, victim: A, reason: "OTHER" } },
    ]);
    expect(short(found)).toEqual([`b shelter ${stay} 06-02 06-03 DONE`]);
    expect(spans(found.nobody)).toEqual([["06-01", null]]);
  });
});

describe("any history of a case", () => {
  const agency = fc.constantFrom(A, B, C);
  const when = fc.option(fc.integer({ min: 1, max: 28 }), { nil: undefined });
  const span = fc.integer({ min: 0, max: 9 });
  const type = fc.constantFrom(
    "CaseAssigned",
    "CaseReferred",
    "CaseReferralEnded",
    "CaseResolved",
    "CaseReopened",
    "CaseContactLogged",
    "CaseTriaged",
  );
  const two = (n: number) => String(n).padStart(2, "0");
  const event = fc
    .record({ type, agency, when, span, by: fc.constantFrom(A, B, null) })
    .map(({ type: named, agency: given, when: begun, span: days, by }): Told => ({
      type: named,
      by,
      ...(begun !== undefined && {
        date: `2025-05-${two(begun)}`,
        ...(days > 0 && { until: `2025-05-${two(Math.min(31, begun + days))}` }),
      }),
      facts: { agency: given, stage: "ASSIGNED", reason: "OTHER" },
    }));
  const history = fc
    .tuple(fc.constantFrom(A, null), fc.array(event, { maxLength: 20 }))
    .map(([by, more]) => [{ ...complaint, by }, ...more]);

  test("has no two holdings of one capacity at once, and is covered from its first event on", () => {
    fc.assert(
      fc.property(history, (told) => {
        const found = had(CASE, told);
        for (const capacity of ["handling", "referral"]) {
          const own = found.holdings.filter((each) => each.capacity === capacity);
          for (const [i, { until }] of own.entries())
            if (i + 1 < own.length) expect(until !== null && until.at <= own[i + 1]!.from.at).toBe(true);
        }
        const whole = found.holdings.filter(({ capacity }) => !PARTS.has(capacity));
        const covered = merged([...whole, ...found.nobody, ...found.closed], NOW);
        const first = asItHappened(recorded(CASE, told))[0]!;
        expect(covered).toEqual([{ from: first.occurredAt.earliest, until: NOW }]);
        // What is nobody's is nobody's: no gap overlaps with who had it, nor with when it was closed.
        const length = (all: readonly { readonly from: string; readonly until: string }[]) =>
          all.reduce((sum, { from, until }) => sum + Date.parse(until) - Date.parse(from), 0);
        const both = merged([...whole, ...found.closed], NOW);
        expect(length(both) + length(merged(found.nobody, NOW))).toBe(length(covered));
      }),
      { numRuns: 300 },
    );
  });

  test("has in the end those who have the work by sight, where no time is vague", () => {
    // Of events that may have happened in either order, each reading takes those that it looks at.
    const exact = history.map((told) => told.map(({ until: _, ...each }) => each));
    fc.assert(
      fc.property(exact, (told) => {
        const work = recorded(CASE, told).reduce<Work | undefined>(workAfter, undefined);
        const now = had(CASE, told).holdings.filter(({ until }) => until === null);
        expect([...new Set(now.map(({ agency: id }) => `agency:${id}`))].toSorted()).toEqual(
          (work?.holders ?? []).toSorted(),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("has after each event those whom a slow count finds, vague times among them", () => {
    fc.assert(
      fc.property(history, (told) => {
        const events = asItHappened(recorded(CASE, told));
        const { holdings } = holdingsOf(CASE, events);
        for (const place of events.keys()) {
          // Slowly: all that happened until then is told to the view that decides sight, as if in that order.
          const work = events
            .slice(0, place + 1)
            .map((each) => ({ ...each, occurredAt: { ...each.occurredAt, earliest: null, latest: null } }))
            .reduce<Work | undefined>(workAfter, undefined);
          const then = holdings.filter(
            ({ from, until }) => from.place <= place && (until === null || until.place > place),
          );
          expect([...new Set(then.map(({ agency: id }) => `agency:${id}`))].toSorted()).toEqual(
            (work?.holders ?? []).toSorted(),
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  test("counts each act of an officer once", () => {
    fc.assert(
      fc.property(history, (told) => {
        const { holdings, beside } = had(CASE, told);
        const acts = [...holdings.flatMap(({ did }) => did), ...[...beside.values()].flat()];
        expect(acts.map(({ event: { id } }) => id).toSorted()).toEqual(
          told.flatMap(({ by }, i) => (by === null ? [] : `event-${i}`)).toSorted(),
        );
      }),
    );
  });
});

test("what events mean is said of types and facts that there are", () => {
  for (const [type, { gives, ends, opens }] of Object.entries(MEANINGS)) {
    const { facts } = registry.definition(type);
    for (const fact of [gives?.agency, gives?.part, ends?.part, opens?.id])
      if (fact !== undefined) expect(Object.keys(facts.properties)).toContain(fact);
  }
});
