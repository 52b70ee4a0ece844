import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { agencyDecider } from "../../../src/agency/agency.commands.js";
import { CommandHandling, commandIdOf, idWithin } from "../../../src/event-sourcing/deciding/command-handling.js";
import { CORRECT_FACT } from "../../../src/event-sourcing/deciding/correcting.js";
import { canonicalBytes, hashOf } from "../../../src/event-sourcing/stored-event/envelope.js";
import type { Decider } from "../../../src/event-sourcing/deciding/decider.js";
import { asItHappened } from "../../../src/event-sourcing/stored-event/history.js";
import { EventRegistry } from "../../../src/event-sourcing/stored-event/registry.js";
import {
  InvalidField,
  KeyReused,
  NotFound,
  Rejection,
  StaleRevision,
} from "../../../src/event-sourcing/deciding/rejection.js";
import { personDecider } from "../../../src/person/person.commands.js";
import { offerDecider } from "../../../src/prevention/offers/offer.commands.js";
import type { Offer } from "../../../src/prevention/offers/offer.js";
import { officerContext, openTemporaryStore, settableClock } from "../../temporary.js";

const registry = new EventRegistry(agencyDecider.events);
const bp3mi = { kind: "BP3MI", name: "BP3MI Banten", region: "36" };
const rename = (name: string) => ({ name, from: "2025-01-01" });

let clock: ReturnType<typeof settableClock>;
let t: Awaited<ReturnType<typeof openTemporaryStore>>;
beforeEach(async () => {
  clock = settableClock("2025-06-01T00:00:00.000Z");
  t = await openTemporaryStore(registry, clock);
});
afterEach(() => t.close());

const events = async (id: string) => (await t.store.readStream(`agency-${id}`)).map((raw) => registry.read(raw));
const register = (key = randomUUID()) =>
  t.handling.handle(agencyDecider, undefined, "RegisterAgency", bp3mi, officerContext(key));

describe("the keys of sealed fields", () => {
  test("are looked up for a decision that opens one, once, and for no other", async () => {
    let looked = 0;
    const opener: typeof t.sealing.opener = (parts) => {
      looked++;
      return t.sealing.opener(parts);
    };
    const persons = new EventRegistry(personDecider.events);
    const handling = new CommandHandling(t.store, persons, { ...t.sealing, opener }, clock);
    const send = (id: string | undefined, command: string, data: object) =>
      handling.handle(personDecider, id, command, data, officerContext(randomUUID()));
    const identity = { name: "Siti", nik: "9999994101990001" };
    const { id } = await send(undefined, "RegisterPerson", { sex: "FEMALE", source: "IN_PERSON", identity });
    await send(id, "ChangeContact", { phone: "+628110000001" });
    expect(looked).toBe(0);
    // What is known of the birth date must fit the new NIK.
    const details = { source: "AGENCY", identity: { birthDate: "1999-01-01" } };
    const { revision } = await send(id, "RecordIdentityDetails", details);
    expect(looked).toBe(1);
    expect((await t.store.readStream(`person-${id}`)).map((raw) => persons.read(raw)).at(revision)).toMatchObject({
      type: "IdentityDetailsRecorded",
      facts: { birthYear: 1999 },
    });
  });
});

describe("a command", () => {
  test("that creates gets an id that follows from its key, and one event", async () => {
    const key = randomUUID();
    const first = await register(key);
    expect(first).toMatchObject({ revision: 0, number: 0, repeated: false });
    expect(await register(key)).toEqual({ ...first, repeated: true });
    expect(await events(first.id)).toHaveLength(1);
  });

  test("repeated with its key gets the first answer even when the state forbids it by now, and before If-Match is looked at", async () => {
    const { id } = await register();
    const key = randomUUID();
    const ended = await t.handling.handle(
      agencyDecider,
      id,
      "EndAgency",
      { on: "2025-05-01", how: "DISSOLVED" },
      officerContext(key),
    );
    const again = officerContext(key, { ifMatch: 0 });
    expect(
      await t.handling.handle(agencyDecider, id, "EndAgency", { on: "2025-05-01", how: "DISSOLVED" }, again),
    ).toEqual({ ...ended, repeated: true });
  });

  test("with the key of another request is refused, and nothing is appended", async () => {
    const { id } = await register();
    const key = randomUUID();
    await t.handling.handle(agencyDecider, id, "RenameAgency", rename("A"), officerContext(key));
    await expect(
      t.handling.handle(agencyDecider, id, "RenameAgency", rename("B"), officerContext(key)),
    ).rejects.toBeInstanceOf(KeyReused);
    expect(await events(id)).toHaveLength(2);
  });

  test("with an If-Match that is not the revision is refused", async () => {
    const { id } = await register();
    const stale = t.handling.handle(
      agencyDecider,
      id,
      "RenameAgency",
      rename("A"),
      officerContext(randomUUID(), { ifMatch: 4 }),
    );
    await expect(stale).rejects.toEqual(expect.objectContaining({ expected: 4, actual: 0 }));
    await expect(stale).rejects.toBeInstanceOf(StaleRevision);
  });

  test("for something that is not there is refused", async () => {
    await expect(
      t.handling.handle(agencyDecider, randomUUID(), "RenameAgency", rename("A"), officerContext(randomUUID())),
    ).rejects.toBeInstanceOf(NotFound);
  });

  test("sent eight times at once under one key has one effect", async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 8 }, () => register(key)));
    expect(new Set(answers.map(({ id, revision, number }) => `${id}@${revision}#${number}`)).size).toBe(1);
    expect(answers.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(await events(answers[0]!.id)).toHaveLength(1);
  });

  test("that loses a race is decided again, at the new revision", async () => {
    const { id } = await register();
    const names = ["A", "B", "C", "D"];
    await Promise.all(
      names.map((name) =>
        t.handling.handle(agencyDecider, id, "RenameAgency", rename(name), officerContext(randomUUID())),
      ),
    );
    const recorded = await events(id);
    expect(recorded.map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4]);
    expect(
      recorded
        .slice(1)
        .map(({ facts }) => facts["name"])
        .toSorted(),
    ).toEqual(names);
  });

  test("that loses a race, but named the revision it knew, is told so", async () => {
    const { id } = await register();
    const both = ["A", "B"].map((name) =>
      t.handling.handle(agencyDecider, id, "RenameAgency", rename(name), officerContext(randomUUID(), { ifMatch: 0 })),
    );
    const outcomes = await Promise.allSettled(both);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });
});

describe("an event", () => {
  test("is stored as its canonical bytes, chained to the one before it, recorded never before it", async () => {
    const { id } = await register();
    clock.set("2025-05-01T00:00:00.000Z");
    await t.handling.handle(agencyDecider, id, "RenameAgency", rename("A"), officerContext(randomUUID()));
    const [first, second] = await t.store.readStream(`agency-${id}`);
    const envelope = JSON.parse(Buffer.from(second!.bytes).toString()) as Record<string, unknown>;
    expect(Buffer.from(second!.bytes)).toEqual(Buffer.from(canonicalBytes(envelope as never)));
    expect(envelope["previous"]).toBe(hashOf(first!.bytes));
    expect(envelope["recordedAt"]).toBe("2025-06-01T00:00:00.000Z");
    expect(Object.keys(envelope).toSorted()).toEqual([
      "actor",
      "basedOn",
      "causation",
      "commandId",
      "corrects",
      "correlation",
      "facts",
      "fingerprint",
      "format",
      "id",
      "lawfulBasis",
      "occurredAt",
      "previous",
      "purpose",
      "recordedAt",
      "revision",
      "schema",
      "sealed",
      "stream",
      "subjects",
      "type",
    ]);
  });

  test("names the streams that its decision relied on", async () => {
    const other = await register();
    const relying: Decider<unknown> = {
      ...(agencyDecider as unknown as Decider<unknown>),
      decisions: {
        Register: {
          ...agencyDecider.decisions["RegisterAgency"]!,
          loads: () => ({ other: { aggregate: agencyDecider, id: other.id } }),
        } as never,
      },
    };
    const { id } = await t.handling.handle(relying, undefined, "Register", bp3mi, officerContext(randomUUID()));
    expect((await events(id))[0]!.basedOn).toEqual([{ stream: `agency-${other.id}`, revision: 0 }]);
  });

  test("seals the words in which its time was reported", async () => {
    const occurred = { date: "2025-05-27", asReported: "Rabu (27/5/2025)" };
    const { id } = await t.handling.handle(
      agencyDecider,
      undefined,
      "RegisterAgency",
      { ...bp3mi, occurred },
      officerContext(randomUUID()),
    );
    const [event] = await events(id);
    expect(event!.occurredAt).toMatchObject({ precision: "DAY", conflict: true });
    expect(JSON.stringify(event)).not.toContain("Rabu");
    const open = await t.sealing.opener(event!.sealed);
    expect(open({ part: event!.sealed[0]!, path: "occurredAt.asReported" })).toEqual({
      status: "open",
      value: "Rabu (27/5/2025)",
    });
  });
});

describe("a subject whose id a decision makes", () => {
  const offers = new EventRegistry([...offerDecider.events, ...personDecider.events]);
  /** The report of an offer makes an id for who offers, and one for who reports. */
  const report = { channel: "PHONE", text: "Tawaran", follow: "A".repeat(43), reporter: { name: "Siti Contoh" } };
  let handling: CommandHandling;
  let asked: string[];
  let key: string;
  beforeEach(() => {
    handling = new CommandHandling(t.store, offers, t.sealing, clock);
    asked = [];
    key = randomUUID();
  });

  /** Of a caller who sees nobody. */
  const seesNobody = () =>
    officerContext(key, { sees: async (category, id) => (asked.push(`${category} ${id}`), false) });
  const made = (): string => {
    const { caller, route } = seesNobody();
    return idWithin(commandIdOf(caller, route, key), 0);
  };
  const send = (data: object = report, decider: Decider<Offer> = offerDecider) =>
    handling.handle(decider, undefined, "ReportOffer", data, seesNobody());
  const reporterOf = async (id: string) =>
    offers.read((await t.store.readStream(`offer-${id}`))[0]!).subjects[0]!.person;
  /** The same decision, which names one more. */
  const naming = (person: string): Decider<Offer> => {
    const { decide, ...decision } = offerDecider.decisions["ReportOffer"]!;
    return {
      ...offerDecider,
      decisions: {
        ReportOffer: {
          ...decision,
          decide: (data, state, given) =>
            decide(data, state, given).map((event) => ({
              ...event,
              subjects: [...event.subjects, { person, role: "REPORTER" }],
            })),
        },
      },
    };
  };

  test("needs nobody's sight", async () => {
    expect(await reporterOf((await send()).id)).toBe(made());
    expect(asked).toEqual([]);
  });

  test.each([
    ["as it is", (id: string) => ({ ...report, text: id })],
    ["in capitals, deep within", (id: string) => ({ ...report, recruiter: { link: id.toUpperCase() } })],
  ])("does, once the command names it %s: an id can be worked out beforehand", async (_, data) => {
    await expect(send(data(made()))).rejects.toBeInstanceOf(NotFound);
    expect(asked).toContain(`person ${made()}`);
    expect(await t.store.head()).toBe(-1);
  });

  test("does, where somebody is registered under it", async () => {
    const person = { sex: "FEMALE", source: "IN_PERSON", identity: { name: "Wati Contoh" } };
    await handling.handle(personDecider, made(), "RegisterPerson", person, officerContext(randomUUID()));
    await expect(send()).rejects.toBeInstanceOf(NotFound);
    expect(asked).toEqual([`person ${made()}`]);
  });

  test("is no other one that the decision names by its rule, also none that an earlier decision made", async () => {
    const earlier = await reporterOf((await send()).id);
    for (const stranger of [randomUUID(), earlier]) {
      key = randomUUID();
      await expect(send(report, naming(stranger))).rejects.toBeInstanceOf(NotFound);
      expect(asked.at(-1)).toBe(`person ${stranger}`);
    }
  });
});

describe("I11 a fact can't have happened after it is recorded", () => {
  test("one that did is refused, and nothing appended", async () => {
    const late = { ...bp3mi, occurred: { date: "2025-06-03" } };
    await expect(
      t.handling.handle(agencyDecider, undefined, "RegisterAgency", late, officerContext(randomUUID())),
    ).rejects.toEqual(expect.objectContaining({ rule: expect.objectContaining({ id: "I11" }) }));
    expect(await t.store.head()).toBe(-1);
  });

  test("the earliest time counts: today is taken, though the day is not over", async () => {
    const today = { ...bp3mi, occurred: { date: "2025-06-01", zone: "UTC" } };
    await expect(
      t.handling.handle(agencyDecider, undefined, "RegisterAgency", today, officerContext(randomUUID())),
    ).resolves.toMatchObject({ revision: 0 });
  });

  test("a correction can't move a fact past its recording either", async () => {
    const { id } = await register();
    const [event] = await events(id);
    clock.set("2025-07-01T00:00:00.000Z");
    const correction = { event: event!.id, reason: "MISTYPED", occurred: { date: "2025-06-20" } };
    await expect(
      t.handling.handle(agencyDecider, id, CORRECT_FACT, correction, officerContext(randomUUID())),
    ).rejects.toBeInstanceOf(Rejection);
  });
});

describe("a correction", () => {
  const correct = (id: string, data: object) =>
    t.handling.handle(agencyDecider, id, CORRECT_FACT, data, officerContext(randomUUID()));

  test("is an event that names what it corrects; what was stored stays", async () => {
    const { id } = await register();
    const [wrong] = await events(id);
    await correct(id, {
      event: wrong!.id,
      reason: "MISTYPED",
      facts: { region: "36.04" },
      explanation: "typed the province",
    });
    const recorded = await events(id);
    expect(recorded[0]!.facts["region"]).toBe("36");
    expect(recorded[1]).toMatchObject({ type: "FactCorrected", corrects: { event: wrong!.id, revision: 0 } });
    const state = asItHappened(recorded).reduce(agencyDecider.evolve, agencyDecider.initial);
    expect(state.region).toBe("36.04");
  });

  test("may be wrong itself: it is corrected by one more, which counts", async () => {
    const { id } = await register();
    const [wrong] = await events(id);
    await correct(id, { event: wrong!.id, reason: "MISTYPED", facts: { region: "36.04" } });
    const [, correction] = await events(id);
    await correct(id, { event: correction!.id, reason: "MISTYPED", facts: { region: "36.73" } });
    const recorded = await events(id);
    expect(recorded[2]).toMatchObject({
      corrects: { event: wrong!.id, revision: 0 },
      facts: { correctedType: "AgencyRegistered", correctsAgain: correction!.id },
    });
    const state = asItHappened(recorded).reduce(agencyDecider.evolve, agencyDecider.initial);
    expect(state.region).toBe("36.73");
    await correct(id, { event: recorded[2]!.id, reason: "MISTYPED", facts: { region: "36" } });
    expect(asItHappened(await events(id)).reduce(agencyDecider.evolve, agencyDecider.initial).region).toBe("36");
  });

  test.each([
    ["an event of another stream", { event: randomUUID(), facts: { region: "36" } }, "event"],
    ["a fact that the event has not", { facts: { colour: "red" } }, "facts.colour"],
    ["a value that the fact can't have", { facts: { kind: "CIRCUS" } }, "facts.kind"],
    ["a personal field that the event has not", { personal: { health: { illness: "x" } } }, "personal.health.illness"],
    ["nothing", {}, "facts"],
  ])("of %s is refused, naming the field", async (_what, data, field) => {
    const { id } = await register();
    const [event] = await events(id);
    const attempt = correct(id, { event: event!.id, reason: "MISTYPED", ...data });
    await expect(attempt).rejects.toBeInstanceOf(InvalidField);
    await expect(attempt).rejects.toEqual(expect.objectContaining({ field }));
    expect(await events(id)).toHaveLength(1);
  });
});
