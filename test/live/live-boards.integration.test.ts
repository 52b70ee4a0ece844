import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { Sight } from "../../src/access/sight.js";
import { CALLERS, type Callers } from "../../src/access/callers.js";
import type { Caller } from "../../src/access/caller.js";
import { EventRegistry } from "../../src/event-sourcing/stored-event/registry.js";
import { StoreUnavailable } from "../../src/event-sourcing/stored-event/event-store.js";
import { Positions } from "../../src/http/positions.js";
import { WayOut } from "../../src/http/way-out.js";
import { LiveBoards, type Line, type LiveBounds } from "../../src/live/live-boards.js";
import { liveCases } from "../../src/live/lists.js";
import { openOffices, type Official, type Offices } from "../access/offices.js";
import { HOURS, until } from "../waiting.js";

let o: Offices;
let worker: Official;
let boards: LiveBoards | undefined;

beforeAll(async () => {
  o = await openOffices("2026-03-02T02:00:00.000Z");
  worker = await o.officer(await o.agency("BP3MI", "BP3MI Banten", { region: "36" }), "CASEWORKER");
});
afterEach(async () => {
  await boards?.onModuleDestroy();
  boards = undefined;
});
afterAll(() => o.close());

/** A reader's end of a connection, which takes what it is sent when the test says so. */
class SlowLine implements Line {
  readonly written: string[] = [];
  takes = true;
  ended: string | undefined;
  destroyed = false;
  readonly #hear = new Map<string, (() => void)[]>();

  write(text: string): boolean {
    this.written.push(text);
    return this.takes;
  }
  end(text: string): void {
    this.ended = text;
    this.emit("close");
  }
  destroy(): void {
    this.destroyed = true;
  }
  on(event: "drain" | "close", hear: () => void): void {
    this.#hear.set(event, [...(this.#hear.get(event) ?? []), hear]);
  }
  emit(event: "drain" | "close"): void {
    for (const hear of this.#hear.get(event) ?? []) hear();
  }
  drains(): void {
    this.takes = true;
    this.emit("drain");
  }
  /** Ids of the subjects that it was told of, in order. */
  get ids(): string[] {
    return this.written.flatMap((text) => [...text.matchAll(/"id":"([^"]+)","status"/g)].map(([, id]) => id!));
  }
}

const NEVER: LiveBounds = { sweepMs: HOURS, heartbeatMs: HOURS, drainMs: HOURS, changes: 1_000 };

function begin(bounds: Partial<LiveBounds> = {}, callers: Partial<Callers> = {}): LiveBoards {
  return (boards = new LiveBoards(
    o.store,
    o.readModel,
    o.clock,
    { ...callersOf(), ...callers },
    o.part(Sight),
    o.part(WayOut),
    o.part(Positions),
    o.part(EventRegistry),
    { ...NEVER, ...bounds },
  ));
}

function callersOf(): Callers {
  const callers = o.part<Callers>(CALLERS);
  return {
    identify: (headers) => callers.identify(headers),
    callerOf: (identity, headers) => callers.callerOf(identity, headers),
    expiryOf: (headers) => callers.expiryOf(headers),
    whoami: () => callers.whoami(),
  };
}

interface Asked {
  readonly position?: number;
  readonly record?: (ids: readonly string[]) => Promise<void>;
}

async function opens(to: LiveBoards, { position, record = async () => undefined }: Asked = {}): Promise<SlowLine> {
  const line = new SlowLine();
  const headers = { authorization: `Bearer ${worker.id}` };
  const callers = o.part<Callers>(CALLERS);
  const caller: Caller = await callers.callerOf(await callers.identify(headers), headers);
  const start = await to.startAt(liveCases, position);
  to.open({ list: liveCases, caller, headers, start, record }, line, to.place(worker.id));
  return line;
}

async function complaint(): Promise<string> {
  const victim = await o.does(worker, "persons", { sex: "FEMALE", source: "IN_PERSON", identity: { name: "Contoh" } });
  const parties = [{ role: "VICTIM", person: victim }];
  return o.does(worker, "cases", { channel: "PHONE", complainant: "PMI", categories: ["UNPAID_WAGES"], parties });
}

const acts = (id: string) => o.does(worker, `cases/${id}/actions`, { action: "WAGE_LEDGER" });

describe("a reader who does not take what is sent", () => {
  test("is sent nothing more, and then each subject that changed once, in the order of the newest changes", async () => {
    const to = begin();
    const [slow, quick] = [await opens(to), await opens(to)];
    slow.takes = false;
    const first = await complaint();
    await until(() => slow.ids.includes(first));
    const sent = slow.written.length;
    const [one, two] = [await complaint(), await complaint()];
    await acts(one);
    await acts(first);
    await until(() => quick.ids.at(-1) === first);
    expect(slow.written).toHaveLength(sent);
    slow.drains();
    await until(() => slow.ids.at(-1) === first && slow.ids.length > 1);
    expect(slow.ids).toEqual([first, two, one, first]);
  });

  test("is ended with a reason, and goes on where it was when it comes back", async () => {
    const to = begin({ sweepMs: 1, drainMs: 0 });
    const slow = await opens(to);
    slow.takes = false;
    const first = await complaint();
    await until(() => slow.ended !== undefined);
    expect(slow.ended).toContain('"reason":"too-slow"');
    const second = await complaint();
    const [, last] = /^id: \w+\.(\d+)$/m.exec(slow.written.at(-1)!)!;
    const again = await opens(to, { position: Number(last) });
    await until(() => again.ids.includes(second));
    expect(again.ids).toEqual([second]);
    expect(slow.ids).toEqual([first]);
  });

  test("and stays away for longer than changes are remembered loads the list again", async () => {
    const to = begin({ changes: 2 });
    const slow = await opens(to);
    slow.takes = false;
    const first = await complaint();
    await until(() => slow.ids.includes(first));
    const quick = await opens(to);
    for (let i = 0; i < 6; i++) {
      const id = await complaint();
      await until(() => quick.ids.includes(id));
    }
    slow.drains();
    await until(() => slow.written.at(-1)!.startsWith("event: reload"));
    expect(slow.written.at(-1)).toContain('"reason":"position-too-old"');
    expect(slow.ids).toEqual([first]);
  });
});

describe("a reader", () => {
  test("who is told nothing gets signs of life, with the position up to which there was nothing", async () => {
    const to = begin({ sweepMs: 1, heartbeatMs: 0 });
    const line = await opens(to);
    await until(() => line.written.some((text) => text.startsWith(":")));
    expect(line.written.at(-1)).toMatch(/^: \nid: [0-9a-f]{12}\.\d+\n\n$/);
  });

  test("whose token expires is ended", async () => {
    const line = await opens(begin({ sweepMs: 1 }, { expiryOf: () => Date.parse(o.clock.now()) }));
    await until(() => line.ended !== undefined);
    expect(line.ended).toContain('"reason":"signed-out"');
  });

  test("whose assignment ends with a day is told nothing on the next one", async () => {
    let ended = false;
    const callerOf: Callers["callerOf"] = async (identity, headers) => {
      const caller = await o.part<Callers>(CALLERS).callerOf(identity, headers);
      return ended ? { ...caller, role: "ANALYST" } : caller;
    };
    const line = await opens(begin({}, { callerOf }));
    const before = await complaint();
    await until(() => line.ids.includes(before));
    ended = true;
    o.clock.set("2026-03-03T02:00:00.000Z");
    await complaint();
    await until(() => line.ended !== undefined);
    expect(line.ended).toContain('"reason":"access-changed"');
    expect(line.ids).toEqual([before]);
  });

  test("is told nothing that the log of reads does not have, and all of it once it has", async () => {
    let fails = true;
    const record = async () => {
      if (fails) throw new StoreUnavailable("no disk");
    };
    const line = await opens(begin(), { record });
    const id = await complaint();
    const other = await opens(boards!);
    const canary = await complaint();
    await until(() => other.ids.includes(canary));
    expect(line.ids).toEqual([]);
    fails = false;
    await until(() => line.ids.includes(canary));
    expect(line.ids).toEqual([id, canary]);
  });

  test("is told why when the service stops", async () => {
    const to = begin();
    const line = await opens(to);
    await to.onModuleDestroy();
    expect(line.ended).toContain('"reason":"shutdown"');
    await expect(to.startAt(liveCases, undefined)).rejects.toThrow(StoreUnavailable);
  });
});
