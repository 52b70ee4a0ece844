import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { accessViews } from "../../src/access/access.views.js";
import type { Caller } from "../../src/access/caller.js";
import { Narrowings } from "../../src/access/narrowings.js";
import { needToKnowView } from "../../src/access/need-to-know.view.js";
import type { Role } from "../../src/access/roles.js";
import { Sight, SIGHT_VIEWS } from "../../src/access/sight.js";
import { openSqliteReadModel, type SqliteReadModel } from "../../src/engines/sqlite/read-model.js";
import { openSqliteViewStore } from "../../src/engines/sqlite/view-store.js";
import { canonicalBytes } from "../../src/event-sourcing/stored-event/envelope.js";
import type { EventStore } from "../../src/event-sourcing/stored-event/event-store.js";
import type { Projection } from "../../src/event-sourcing/projecting/projection.js";
import { runProjections, type ProjectionRunner } from "../../src/event-sourcing/projecting/projection-runner.js";
import { UnknownProjection, ViewBehind } from "../../src/event-sourcing/projecting/read-model.js";
import { EventRegistry } from "../../src/event-sourcing/stored-event/registry.js";
import { NotFound, Rejection } from "../../src/event-sourcing/deciding/rejection.js";
import type { ViewStore } from "../../src/event-sourcing/projecting/view-store.js";
import { personSlice } from "../../src/person/person.slice.js";
import { caseAggregate } from "../../src/protection-case/protection-case.js";
import { referralAggregate } from "../../src/referral/referral.js";
import { envelopeOf } from "../event-sourcing/parcels.js";
import { memoryEventStore } from "../event-sourcing/memory-event-store.js";
import { AGENCY, NOW, OFFICER } from "../given.js";
import { settableClock, temporaryFolder } from "../temporary.js";

/** How long a read waits here: as long as nothing comes, the answer is the same however long that is. */
const WAIT_MS = 20;

const registry = new EventRegistry(
  [...personSlice.aggregates, caseAggregate, referralAggregate].flatMap(({ events }) => events),
);
const clock = settableClock(NOW);
const SARI = randomUUID();
const WATI = randomUUID();
const INCIDENT = randomUUID();

function caller(role: Role, id: string = OFFICER): Caller {
  return {
    actor: { kind: "OFFICER", id, onBehalfOf: null, agency: AGENCY, role },
    role,
    jurisdiction: { kind: null, region: null, country: null },
    predecessors: [],
    purpose: "PROTECTION",
    lawfulBasis: "PUBLIC_TASK",
  };
}
const worker = caller("CASEWORKER");
const auditor = caller("AUDITOR");

interface Said {
  readonly stream?: string;
  readonly schema?: number;
  readonly subjects?: readonly string[];
  readonly facts?: object;
  /** Who did it; an officer of the agency that registers, when not given. */
  readonly by?: string;
  /** For which agency; that of the one who asks, when not given. */
  readonly agency?: string;
}

let folder: ReturnType<typeof temporaryFolder>;
let events: EventStore;
let files = 0;
let stored: ViewStore;
let reads: SqliteReadModel;
let runner: ProjectionRunner | undefined;
let narrowings: Narrowings;
let sight: Sight;
/** Commits of the views pass it one by one, as many as it lets. */
let gate: ReturnType<typeof gateOf>;

function gateOf(passes: number) {
  let left = passes;
  const waiting: (() => void)[] = [];
  const look = () => {
    while (left > 0 && waiting.length > 0) {
      left--;
      waiting.shift()!();
    }
  };
  return {
    passed: () =>
      new Promise<void>((resolve) => {
        waiting.push(resolve);
        look();
      }),
    let: (more: number) => {
      left += more;
      look();
    },
    open: () => {
      left = Infinity;
      look();
    },
    hold: () => void (left = 0),
  };
}

beforeEach(() => {
  folder = temporaryFolder();
  events = memoryEventStore();
  openViews();
});
afterEach(async () => {
  await closeViews();
  folder.remove();
});

/** A file of views that is not there yet: as after it was deleted. */
function openViews(): void {
  const file = join(folder.folder, `views-${++files}.db`);
  stored = openSqliteViewStore(file);
  reads = openSqliteReadModel(file);
  begin();
}

function begin(): void {
  narrowings = new Narrowings({
    store: events,
    views: reads,
    registry,
    sightViews: SIGHT_VIEWS,
    otherViews: ["list"],
    headAgeMs: 0,
    heldAgeMs: 0,
  });
  sight = new Sight(reads, events, clock, narrowings, WAIT_MS);
  gate = gateOf(Infinity);
}

async function closeViews(): Promise<void> {
  gate.open();
  await narrowings.stop();
  await runner?.stop();
  runner = undefined;
  reads.close();
  await stored.close();
}

async function run(projections: readonly Projection[] = accessViews, batch?: number): Promise<void> {
  runner = await runProjections({
    projections,
    registry,
    events,
    views: {
      ...stored,
      commit: async (changes) => {
        await gate.passed();
        await stored.commit(changes);
      },
    },
    ...(batch !== undefined && { batch }),
    onCheckpoint: (numbers) => reads.advanced(numbers),
    onAlarm: () => undefined,
    backOff: { first: 1, most: 2 },
  });
}

async function happens(type: string, { stream = `person-${SARI}`, schema = 1, ...said }: Said = {}): Promise<void> {
  const revision = (await events.readStream(stream)).length;
  const { facts = {}, subjects = [stream.slice(stream.indexOf("-") + 1)], by = OFFICER, agency = AGENCY } = said;
  const envelope = {
    ...envelopeOf({ stream, type, schema, facts: facts as Record<string, unknown> }, revision, await events.head()),
    id: randomUUID(),
    subjects: subjects.map((person) => ({ person, role: "SUBJECT" })),
    actor: { kind: "OFFICER", id: by, onBehalfOf: null, agency, role: "CASEWORKER" },
  };
  await events.append(stream, revision - 1, [{ id: envelope.id, type, bytes: canonicalBytes(envelope) }]);
}
const registers = (person: string) => happens("PersonRegistered", { stream: `person-${person}` });
const SEAL = { ground: "WITNESS", officers: [] };
/** By somebody else, so that the one who asks is shut out. */
const seals = (more: Said = {}) => happens("SubjectSealed", { facts: SEAL, by: randomUUID(), ...more });

const caughtUp = async () => expect(await reads.waitFor(await events.head(), 5_000)).toBe(true);
const sees = async (person: string, who = worker) =>
  (await sight.seen(who, [`person-${person}`])).has(`person-${person}`);
const outcomeOf = (answer: Promise<unknown>) => answer.catch((error: unknown) => error);

describe("a read", () => {
  test("is refused while the views that decide sight don't have the newest seal, and is right once they do", async () => {
    await registers(SARI);
    await run();
    await caughtUp();
    expect(await sees(SARI)).toBe(true);
    gate.hold();
    await seals();
    await expect(sees(SARI)).rejects.toThrow(ViewBehind);
    await expect(sight.assertSees(worker, "person", SARI, true)).rejects.toThrow(ViewBehind);
    await expect(sight.sealedFrom(worker, [SARI])).rejects.toThrow(ViewBehind);
    await expect(sight.shown(worker, [`person-${SARI}`])).rejects.toThrow(ViewBehind);
    await expect(sight.sealedAmong([SARI])).rejects.toThrow(ViewBehind);
    gate.open();
    await caughtUp();
    expect(await sees(SARI)).toBe(false);
  });

  test("says which view it waits for, and how far that has come", async () => {
    await registers(SARI);
    await run();
    await caughtUp();
    gate.hold();
    await seals();
    expect(await outcomeOf(sees(SARI))).toMatchObject({ view: needToKnowView.name, recordedAt: expect.any(String) });
  });

  test("does not wait for what only grants", async () => {
    await registers(SARI);
    await run();
    await caughtUp();
    gate.hold();
    await registers(WATI);
    expect(await sees(SARI)).toBe(true);
  });

  test("is refused where the log does not tell which event is the newest", async () => {
    await registers(SARI);
    await run();
    await caughtUp();
    const { head } = events;
    events.head = () => Promise.reject(new Error("the log does not answer"));
    await expect(sees(SARI)).rejects.toThrow("does not answer");
    events.head = head;
    expect(await sees(SARI)).toBe(true);
  });

  test("of a view that has indexes of who sees its rows waits for that view, too", async () => {
    await registers(SARI);
    const list: Projection = { ...needToKnowView, name: "list" } as Projection;
    await run();
    await caughtUp();
    await stored.create({ projection: "list", version: 1 }, list.indexes, true);
    await seals();
    await caughtUp();
    await expect(sight.certain("list")).rejects.toMatchObject({ view: "list" });
  });
});

describe("views that are built from nothing", () => {
  test("leak nothing, however far they have come", async () => {
    await registers(SARI);
    await seals();
    await registers(WATI);
    await happens("ContactChanged", { stream: `person-${WATI}` });
    await happens("ContactChanged");
    gate.hold();
    await run(accessViews, 1);
    for (let batch = 0; batch < 5; batch++) {
      expect(await outcomeOf(sees(SARI))).toBeInstanceOf(UnknownProjection);
      expect(await outcomeOf(sight.sealedFrom(worker, [SARI]))).toBeInstanceOf(UnknownProjection);
      gate.let(1);
      await committed(batch + 1);
    }
    gate.open();
    await caughtUp();
    expect([await sees(SARI), await sees(WATI)]).toEqual([false, true]);
  });

  test("are asked for nothing until they are whole, and say how far they are", async () => {
    await registers(SARI);
    await registers(WATI);
    gate.hold();
    await run(accessViews, 1);
    gate.let(1);
    await committed(1);
    const asked = [
      reads.find(needToKnowView.name, { where: [], limit: 10 }),
      reads.get(needToKnowView.name, `person-${SARI}`),
      reads.count(needToKnowView.name, []),
      reads.freshness(needToKnowView.name),
    ];
    for (const answer of asked)
      expect(await outcomeOf(answer)).toMatchObject({ projection: needToKnowView.name, built: expect.any(String) });
    expect(await reads.waitFor(await events.head(), WAIT_MS)).toBe(false);
    gate.open();
    await caughtUp();
    expect(await sees(WATI)).toBe(true);
  });

  /** Until so many events were taken by the version that is being built. */
  async function committed(count: number): Promise<void> {
    for (;;) {
      const versions = await reads.versions();
      if (versions.every(({ checkpoint }) => (checkpoint?.number ?? -1) >= count - 1)) return;
      await setTimeout(1);
    }
  }
});

describe("a new version of a view", () => {
  const newer = accessViews.map((view) => ({ ...view, version: view.version + 1 }));

  test("is not asked before it is whole; the one before it is, until somebody's sight is narrowed", async () => {
    await registers(SARI);
    await run();
    await caughtUp();
    await runner!.stop();
    await narrowings.stop();
    begin();
    gate.hold();
    await run(newer);
    expect(await sees(SARI)).toBe(true);
    await seals();
    await expect(sees(SARI)).rejects.toThrow(ViewBehind);
    gate.open();
    await caughtUp();
    expect(await sees(SARI)).toBe(false);
  });
});

describe("what can't be read", () => {
  beforeEach(async () => {
    await registers(SARI);
    await registers(WATI);
    await run();
  });

  const closed = async () => {
    await caughtUp();
    expect([await sees(SARI), await sees(WATI)]).toEqual([false, true]);
    await expect(sight.assertSees(worker, "person", SARI, true)).rejects.toThrow(NotFound);
    expect([...(await sight.sealedFrom(worker, [SARI, WATI]))]).toEqual([SARI]);
    expect([...(await sight.shown(worker, [`person-${SARI}`, `person-${WATI}`])).keys()]).toEqual([`person-${WATI}`]);
    expect((await sight.sealedAmong([SARI])).has(SARI)).toBe(true);
    expect(await sees(SARI, auditor)).toBe(true);
  };

  test("of a seal closes its person", async () => {
    await seals({ schema: 99 });
    await closed();
  });

  test("of a type that this release does not know closes whom it concerns", async () => {
    await happens("SealedByALaterRelease");
    await closed();
  });

  test("closes whom it concerns wherever it stands, and what it stands in", async () => {
    await happens("PartySealedByALaterRelease", { stream: `case-${INCIDENT}`, subjects: [SARI] });
    await closed();
    expect([...(await sight.seen(worker, [`case-${INCIDENT}`]))]).toEqual([]);
  });

  test("of the end of a referral closes what it shared, also where it names no person", async () => {
    const [agency, referral] = [randomUUID(), `referral-${randomUUID()}`];
    const shared = { to: AGENCY, case: INCIDENT, page: "WITHOUT_NARRATIVES", shares: [], files: [] };
    await happens("ComplaintReceived", { stream: `case-${INCIDENT}`, subjects: [], facts: { parties: [] }, agency });
    await happens("ReferralSent", { stream: referral, subjects: [], facts: shared, agency });
    await caughtUp();
    const seen = async () => [...(await sight.seen(worker, [`case-${INCIDENT}`], "part"))];
    expect(await seen()).toEqual([`case-${INCIDENT}`]);
    await happens("ReferralWithdrawn", { stream: referral, subjects: [], schema: 99, agency });
    await caughtUp();
    expect(await seen()).toEqual([]);
  });

  test("makes a seal behind it wait, and that closes its person", async () => {
    await happens("ContactChanged", { schema: 99 });
    await caughtUp();
    expect(await sees(SARI)).toBe(true);
    await seals();
    await closed();
  });

  test("is not opened by emergency access", async () => {
    const until = "2099-01-01T00:00:00.000Z";
    await happens("GlassBroken", { facts: { grant: randomUUID(), emergency: "AUDIT", until } });
    await caughtUp();
    await seals({ schema: 99 });
    await closed();
  });

  test("is not given up in the views that decide sight; in others, and where it only grants, it may be", async () => {
    await seals({ schema: 99 });
    await closed();
    const stream = `person-${SARI}`;
    await expect(sight.assertMayGiveUp("sealed-subjects", stream, 1)).rejects.toThrow(Rejection);
    await sight.assertMayGiveUp("timeline", stream, 1);
    await sight.assertMayGiveUp(needToKnowView.name, stream, 0);
  });

  test("is open again once a release reads it", async () => {
    await seals({ schema: 99, stream: `person-${WATI}` });
    await caughtUp();
    expect(await sees(WATI)).toBe(false);
    const taken = await stored.held({ projection: needToKnowView.name, version: needToKnowView.version });
    await runner!.stop();
    await stored.commit(
      accessViews.map(({ name, version }) => ({
        view: { projection: name, version },
        documents: [],
        checkpoint: null,
        held: [],
        released: taken.map(({ event }) => event),
        discarded: [],
      })),
    );
    expect(await sees(WATI)).toBe(true);
  });
});

describe("a command that takes sight away", () => {
  test("is no success until the views that decide sight have its event", async () => {
    await registers(SARI);
    await run();
    await caughtUp();
    gate.hold();
    await seals();
    const number = await events.head();
    await expect(sight.upTo(number)).rejects.toThrow(ViewBehind);
    gate.open();
    await caughtUp();
    await sight.upTo(number);
    expect(await sees(SARI)).toBe(false);
  });
});
