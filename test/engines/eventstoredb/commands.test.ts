import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { agencyDecider } from "../../../src/agency/agency.commands.js";
import { verifyChains } from "../../../src/event-sourcing/stored-event/chain.js";
import { CommandHandling, type Answer } from "../../../src/event-sourcing/deciding/command-handling.js";
import { StoreUnavailable } from "../../../src/event-sourcing/stored-event/event-store.js";
import { EventRegistry, UnreadableEvent } from "../../../src/event-sourcing/stored-event/registry.js";
import { streamNames } from "../../../src/engines/eventstoredb/stream-names.js";
import { officerContext, openTemporaryStore, settableClock } from "../../temporary.js";
import { UnderFaults } from "./under-faults.js";

const registry = new EventRegistry(agencyDecider.events);
const clock = settableClock("2025-06-01T00:00:00.000Z");
const under = UnderFaults.forEachTest();
/** Two equal services on one log. */
let services: CommandHandling[];
let keys: Awaited<ReturnType<typeof openTemporaryStore>>;
beforeEach(async () => {
  await under.store.close();
  under.store = await under.open({ kawalStreams: streamNames([agencyDecider.category]) });
  keys = await openTemporaryStore(registry, clock);
  services = [1, 2].map(() => new CommandHandling(under.store, registry, keys.sealing, clock));
});
afterEach(() => keys.close());

const register = (key: string, by = 0): Promise<Answer> =>
  services[by]!.handle(
    agencyDecider,
    undefined,
    "RegisterAgency",
    { kind: "BP3MI", name: "BP3MI Banten", region: "36" },
    officerContext(key),
  );
const stored = () => under.server.log.events.length;

describe("a command", () => {
  test.each(["lost", "ended"] as const)(
    "whose answer is %s has one effect, when it is sent again with its key",
    async (fault) => {
      under.server.faults.appends.push(fault);
      const key = randomUUID();
      await expect(under.unanswered("append", () => register(key))).rejects.toThrow(StoreUnavailable);
      const again = await register(key, 1);
      expect(again).toMatchObject({ revision: 0, repeated: true, number: under.server.log.events[0]!.position });
      expect(stored()).toBe(1);
    },
  );

  test("that was not stored is done when it is sent again", async () => {
    under.server.faults.appends.push("hang");
    const key = randomUUID();
    await expect(under.unanswered("append", () => register(key))).rejects.toThrow(StoreUnavailable);
    expect(await register(key)).toMatchObject({ revision: 0, repeated: false });
    expect(stored()).toBe(1);
  });

  test("that two services race on under one key has one effect, and one answer", async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => register(key, i % 2)));
    expect(new Set(answers.map(({ id, revision, number }) => `${id}@${revision}#${number}`)).size).toBe(1);
    expect(answers.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(stored()).toBe(1);
  });
});

test("the chains of what was stored are whole, and tell what another hand wrote", async () => {
  const { id } = await register(randomUUID());
  const rename = (name: string) =>
    services[0]!.handle(agencyDecider, id, "RenameAgency", { name, from: "2025-01-01" }, officerContext(randomUUID()));
  for (const name of ["A", "B"]) await rename(name);
  expect(await verifyChains(under.store)).toEqual({ events: 3, streams: 1, faults: [] });
  under.server.log.write(`agency-${id}`, "AgencyRenamed", '{"facts":');
  expect((await verifyChains(under.store)).faults).toMatchObject([{ fault: "unreadable", revision: 3 }]);
  const [torn] = await under.store.readStream(`agency-${id}`, 3);
  expect(() => registry.read(torn!)).toThrow(UnreadableEvent);
});
