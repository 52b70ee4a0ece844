import { beforeAll, describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { replay } from "../../src/audit/replay.js";
import { splitStream, type Aggregate } from "../../src/event-sourcing/deciding/decider.js";
import { loadRegions } from "../../src/places/regions.js";
import { aggregates, registry } from "../../src/slices.js";
import { TwoTimeTable, type Row } from "../audit/two-time-table.js";
import { Chance } from "./chance.js";
import { beginHistory, movesOf, play } from "./history.js";
import { caseIn } from "./model/case.js";
import { migrantIn } from "./model/migrant.js";
import { personIn } from "./model/person.js";
import { agencyIn, companyIn, linkIn, ruleSetIn } from "./model/registers.js";
import { repatriationIn } from "./model/repatriation.js";
import { as, CORRECTION, inWorldOrder, isWithdrawal, type Told } from "./model/told.js";
import { logOf, opening } from "./opened.js";
import { runs } from "./runs.js";
import type { World } from "./world.js";

/** What the model says of the state of a stream, from what is told in it as it happened. */
const MODELS: { readonly [category: string]: (events: readonly Told[], id: string) => object } = {
  person: personIn,
  migrant: migrantIn,
  repatriation: repatriationIn,
  agency: (events) => without(agencyIn(events), "responsibleAt"),
  company: companyIn,
  case: caseIn,
  identityLink: linkIn,
  rules: ruleSetIn,
};
/** What only the view has. */
function without(document: object, field: string): object {
  return Object.fromEntries(Object.entries(document).filter(([name]) => name !== field));
}
const QUESTIONS = 3;
const moves = movesOf({ life: 5, any: 6, correction: 8, repeat: 0, stale: 0 }, 90);
const met = new Set<string>();

beforeAll(() => loadRegions());

/** The table: each row is one reading of an event, from when it was read so until when. */
function tableOf(log: readonly Told[]): TwoTimeTable<Told> {
  const table = new TwoTimeTable<Told>();
  const readings = new Map<string, Told>();
  for (const event of log) {
    const at = { number: event.number, time: Date.parse(event.recordedAt) };
    if (event.type === CORRECTION) {
      const id = event.corrects!.event;
      const reading = as(readings.get(id)!, event);
      readings.set(id, reading);
      table.correct(id, { value: reading, ...spanOf(reading) }, at);
    } else {
      if (isWithdrawal(event)) table.withdraw(event.corrects!.event, at);
      readings.set(event.id, event);
      table.record({ fact: event.id, stream: event.stream, value: event, ...spanOf(event) }, at);
    }
  }
  return table;
}

function spanOf({ occurredAt: { earliest, latest } }: Told) {
  return {
    begin: earliest === null ? null : Date.parse(earliest),
    end: latest === null ? null : Date.parse(latest),
  };
}

/** A moment near something in the log; either clock may be left out. */
function anyQuestion(log: readonly Told[], chance: Chance) {
  const near = () => {
    const { occurredAt, recordedAt } = chance.one(log);
    const time = chance.one([occurredAt.earliest, occurredAt.latest, recordedAt]) ?? recordedAt;
    return Date.parse(time) + chance.nat(3) - 1;
  };
  return {
    asOf: chance.maybe(near(), 80),
    number: chance.maybe(chance.nat(log.length), 40),
    time: chance.maybe(near(), 30),
  };
}

async function sameOnTwoClocks(world: World, chance: Chance): Promise<void> {
  const log = await logOf(world);
  const open = await opening(world);
  const table = tableOf(log);
  for (const stream of new Set(log.map((event) => event.stream))) {
    const [category, id] = splitStream(stream);
    const model = MODELS[category];
    if (!model) continue;
    const aggregate = aggregates.find((each) => each.category === category) as unknown as Aggregate<object>;
    const recorded = world.log.filter((raw) => raw.stream === stream).map((raw) => registry.read(raw));
    for (let asked = 0; asked < QUESTIONS; asked++) {
      const { asOf, ...known } = anyQuestion(
        log.filter((event) => event.stream === stream),
        chance,
      );
      const iso = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString());
      const number = known.number === undefined ? undefined : recorded[known.number % recorded.length]!.number;
      const knownAt = { number, recordedAt: iso(known.time) };
      const answer = replay(aggregate, recorded, { asOf: iso(asOf), knownAt });
      const byThen = { number, time: known.time };
      const certain = table.certain(stream, asOf, byThen);
      const possible = table.possible(stream, asOf, byThen);
      // What is known stands in the order of the world; of that, what had happened.
      const order = inWorldOrder(byNumber(table.known(stream, byThen)).map(({ value }) => value));
      const stateWith = (rows: readonly Row<Told>[]) =>
        JSON.parse(
          JSON.stringify(
            model(
              order.filter((event) => rows.some(({ value }) => value === event)),
              id,
            ),
          ),
        );
      const question = { stream, asOf: iso(asOf), knownAt };
      expect({ question, state: open(answer.state) }).toEqual({ question, state: stateWith(certain) });
      expect({ question, possibly: answer.possibly.map(({ event }) => event.id) }).toEqual({
        question,
        possibly: order.filter((event) => possible.some(({ value }) => value === event)).map((event) => event.id),
      });
      for (const { event, state } of answer.possibly) {
        const rows = [...certain, possible.find(({ fact }) => fact === event.id)!];
        expect({ question, event: event.id, state: open(state) }).toEqual({
          question,
          event: event.id,
          state: stateWith(rows),
        });
      }
      note(table.known(stream, byThen), certain, possible, order);
    }
  }
}

function byNumber(rows: readonly Row<Told>[]): Row<Told>[] {
  return rows.toSorted((a, b) => a.value.number - b.value.number);
}

function note(
  known: readonly Row<Told>[],
  certain: readonly Row<Told>[],
  possible: readonly Row<Told>[],
  order: readonly Told[],
): void {
  if (possible.length > 1) met.add("several that may have happened");
  if (certain.length > 0 && certain.length < known.length) met.add("some that had happened");
  if (known.some(({ supersededAt }) => supersededAt !== undefined)) met.add("a correction that was not known yet");
  if (known.some(({ knownFrom, value }) => knownFrom.number !== value.number)) met.add("a corrected reading");
  if (order.some((event, i) => i > 0 && event.number < order[i - 1]!.number)) met.add("one told late");
}

describe("a replay of any stream on two clocks", () => {
  test("says what a table with two times and the model say, of facts backdated, vague and corrected", async () => {
    await fc.assert(
      fc.asyncProperty(moves, fc.nat(), async (steps, seed) => {
        const world = await beginHistory(seed);
        try {
          await play(world, steps);
          await sameOnTwoClocks(world, new Chance(seed));
        } finally {
          await world.close();
        }
      }),
      { ...runs(6), endOnFailure: true },
    );
  });

  test("and these histories have every kind of fact that it is about", () => {
    expect([...met].toSorted()).toEqual([
      "a corrected reading",
      "a correction that was not known yet",
      "one told late",
      "several that may have happened",
      "some that had happened",
    ]);
  });
});
