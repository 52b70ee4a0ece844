import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { RESIDUES } from "../../src/person/erasure.events.js";
import type { ErasePerson, Found } from "../../src/person/erase-person.js";
import type { FoundNarrative } from "../../src/person/narratives.js";
import { FIELD_CLASSES, type FieldClass } from "../../src/event-sourcing/stored-event/envelope.js";
import { EventRegistry, EventTooLarge } from "../../src/event-sourcing/stored-event/registry.js";
import { personDecider } from "../../src/person/person.commands.js";
import { personSlice } from "../../src/person/person.slice.js";
import { loadRegions } from "../../src/places/regions.js";
import { AGENCY, ID, NOW } from "../given.js";
import { officerContext, openTemporaryStore, settableClock } from "../temporary.js";

const [A, B, C, BLOB] = ["a", "b", "c", "d"].map((digit) => `0f5b6c3e-0000-4000-8000-00000000000${digit}`) as [
  string,
  string,
  string,
  string,
];
let store: Awaited<ReturnType<typeof openTemporaryStore>>;

beforeEach(async () => {
  await loadRegions();
  const registry = new EventRegistry(personSlice.aggregates.flatMap(({ events }) => events));
  store = await openTemporaryStore(registry, settableClock(NOW));
  const registered = { sex: "FEMALE", source: "IN_PERSON", identity: { name: "Sari Contoh" } };
  await store.handling.handle(personDecider, ID, "RegisterPerson", registered, officerContext(randomUUID()));
});
afterEach(() => store.close());

const narratives = (count: number, more: Partial<FoundNarrative> = {}): FoundNarrative[] =>
  Array.from({ length: count }, () => ({
    stream: `case-${randomUUID()}`,
    event: randomUUID(),
    key: randomUUID(),
    names: [ID],
    rewrittenBy: null,
    ...more,
  }));

/** As one officer proposes it and another approves. */
async function erases({
  scope = FIELD_CLASSES,
  ...more
}: Partial<ErasePerson> & { readonly scope?: readonly FieldClass[]; readonly found?: Found }): Promise<
  Record<string, unknown>
> {
  const nothing = { keys: [], files: [], narratives: [] };
  const first = "0f5b6c3e-0000-4000-8000-000000000002";
  const actor = { kind: "OFFICER", id: first, onBehalfOf: null, agency: AGENCY, role: "CASEWORKER" } as const;
  const proposing = { scope, ground: "SUBJECT_REQUEST" };
  const context = officerContext(randomUUID(), { caller: first, actor });
  const { revision: proposed } = await store.handling.handle(personDecider, ID, "ProposeErasure", proposing, context);
  const { proposal } = await factsAt(proposed);
  const command = {
    proposal: proposal as string,
    deciders: { agencies: [AGENCY], roles: ["CASEWORKER"] },
    residue: [],
    narratives: [],
    found: nothing,
    ...more,
  };
  const { revision } = await store.handling.handle(
    personDecider,
    ID,
    "ErasePerson",
    command,
    officerContext(randomUUID()),
  );
  return factsAt(revision);
}

async function factsAt(revision: number): Promise<Record<string, unknown>> {
  const [raw] = await store.store.readStream(`person-${ID}`, revision);
  return (JSON.parse(Buffer.from(raw!.bytes).toString()) as { facts: Record<string, unknown> }).facts;
}

describe("an erasure", () => {
  test("of a thousand narratives names each of their keys, once, beside those of fields and files", async () => {
    const found = {
      keys: [B, A, A],
      files: [{ file: randomUUID(), blob: BLOB, key: C }],
      narratives: narratives(1_000),
    };
    const { keys, narratives: decided, files } = await erases({ found });
    expect(keys).toEqual([A, B, C, ...found.narratives.map(({ key }) => key)].toSorted());
    expect(decided).toHaveLength(1_000);
    expect(files).toEqual([{ file: found.files[0]!.file, blob: BLOB }]);
  });

  test("too large for one event is rejected, and changes nothing", async () => {
    const keys = await store.keys.ensure([{ purpose: "fields", person: ID, class: "identity" }]);
    const found = { keys: keys.map(({ id }) => id), files: [], narratives: narratives(4_000) };
    const head = await store.store.head();
    await expect(erases({ found })).rejects.toThrow(EventTooLarge);
    // The proposal stands, and nothing was carried out.
    expect(await store.store.head()).toBe(head + 1);
    const { id } = keys[0]!;
    expect((await store.keys.find([id])).get(id)).toBeInstanceOf(Uint8Array);
  });

  test("keeps the keys of narratives that are kept, and names these as residue", async () => {
    const [kept, gone] = narratives(2, { names: [ID, randomUUID()], rewrittenBy: randomUUID() });
    const { keys, residue } = await erases({
      found: { keys: [A], files: [], narratives: [kept!, gone!] },
      narratives: [
        { event: kept!.event, decision: "KEPT", justification: "LEGAL_CLAIM" },
        { event: gone!.event, decision: "REWRITTEN" },
      ],
    });
    expect(keys).toEqual([A, gone!.key].toSorted());
    expect(residue).toEqual(["PLAIN_FACTS", "KEPT_NARRATIVES"]);
  });

  test("of one class leaves narratives alone; its residue names the rest, and what the officer lists", async () => {
    const facts = await erases({
      scope: ["contact"],
      residue: ["PAPER_FILES", "LINKED_RECORDS"],
      found: { keys: [A], files: [], narratives: narratives(1) },
    });
    expect(facts).toMatchObject({ scope: ["contact"], keys: [A], narratives: [] });
    expect(facts["residue"]).toEqual(["PLAIN_FACTS", "OTHER_CLASSES", "LINKED_RECORDS", "PAPER_FILES"]);
    expect(RESIDUES).toEqual(expect.arrayContaining(facts["residue"] as string[]));
  });
});
