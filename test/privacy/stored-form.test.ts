import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { FIELD_CLASSES, type Envelope, type SealedPart } from "../../src/event-sourcing/stored-event/envelope.js";
import type { EventStore } from "../../src/event-sourcing/stored-event/event-store.js";
import type { Decider } from "../../src/event-sourcing/deciding/decider.js";
import { fileAggregate } from "../../src/files/file.js";
import { personDecider } from "../../src/person/person.commands.js";
import { loadRegions } from "../../src/places/regions.js";
import { SEAL_STEPS } from "../../src/privacy/seal-steps.js";
import { caseDecider } from "../../src/protection-case/case.commands.js";
import { registry } from "../../src/slices.js";
import { openStore } from "../../src/store/open-store.js";
import { filled } from "../sample/filled.js";
import { officerContext, openTemporaryStore, settableClock, temporaryFolder } from "../temporary.js";

/** What is there for who has a store, and no key. */

const NOW = "2025-06-01T03:00:00.000Z";
/** All who are told of one by one, the three victims of a trafficking case among them. */
const PEOPLE = 9;

async function stored(store: Pick<EventStore, "readAll">): Promise<Envelope[]> {
  const raws = await store.readAll(null, 100_000);
  return raws.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString("utf8")) as Envelope);
}

/** What of an event can tell anything: without ids, times, and what looks random to who has no key. */
function visible({ sealed, ...rest }: Envelope): string {
  const { number: _, occurredAt, recordedAt: __, revision: ___, ...others } = rest as Envelope & { number?: number };
  const parts = sealed.map(({ ciphertext, commitments, description: { key: _key, ...description }, ...part }) => ({
    ...part,
    ...description,
    commitments: commitments.length,
    size: ciphertext.length,
  }));
  const shown = {
    ...others,
    basedOn: rest.basedOn.map(({ stream }) => stream),
    precision: occurredAt.precision,
    parts,
  };
  return JSON.stringify(shown)
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<id>")
    .replaceAll(/"[A-Za-z0-9_-]{43}"/g, '"<hash>"');
}

/** In how many steps of its class a part is, by its commitments and by its ciphertext. */
function stepsOf({ class: fieldClass, commitments, ciphertext }: SealedPart): readonly [fields: number, bytes: number] {
  const { fields, bytes } = SEAL_STEPS[fieldClass];
  // A nonce of 12 bytes and a tag of 16 stand around what is encrypted.
  return [commitments.length / fields, (Buffer.from(ciphertext, "base64url").length - 28) / bytes];
}

describe("a sample, read without keys", () => {
  const { folder, remove } = temporaryFolder();
  let events: Envelope[];
  let outcomes: Map<string, string>;

  beforeAll(async () => {
    await loadRegions();
    const engines = await filled(join(folder, "sample"), PEOPLE);
    events = await stored(engines.eventStore);
    const findings = events.filter(({ type }) => type === "TraffickingAssessed");
    const open = await engines.sealing.opener(findings.flatMap(({ sealed }) => sealed));
    outcomes = new Map(
      findings.map(({ id, sealed }) => {
        const opened = open({ part: sealed[0]!, path: "outcome" });
        return [id, opened.status === "open" ? opened.value : opened.status];
      }),
    );
    await engines.close();
  });
  afterAll(remove);

  test("names no field of any sealed part", () => {
    const sealed = events.flatMap((event) => event.sealed.map((part) => ({ event, part })));
    expect(sealed.length).toBeGreaterThan(100);
    for (const { event, part } of sealed) {
      expect(Object.keys(part).toSorted()).toEqual([
        "ciphertext",
        "class",
        "commitments",
        "description",
        "names",
        "person",
      ]);
      expect(Object.keys(part.description).toSorted()).toEqual(["event", "key", "scheme", "stream"]);
      expect(part.commitments).toEqual(part.commitments.toSorted());
      for (const each of part.commitments) expect(each).toMatch(/^[A-Za-z0-9_-]{43}$/);
      const fields = Object.values(registry.mayHold(event.type, event.facts)).flat();
      // Class and stream are shown, and may have the name of a field.
      const text = JSON.stringify({ ...part, class: "", description: "", ciphertext: "", commitments: [] });
      for (const field of fields) expect(text).not.toContain(`"${field}"`);
    }
  });

  test("shows the same number and size for each part of a class, whatever is in it", () => {
    for (const fieldClass of FIELD_CLASSES) {
      const parts = events.flatMap(({ sealed }) => sealed.filter((part) => part.class === fieldClass));
      const steps = new Set(parts.map((part) => stepsOf(part).join("/")));
      expect([fieldClass, [...steps].filter((each) => each !== "1/1")]).toEqual([fieldClass, []]);
    }
  });

  test("shows all findings of trafficking alike, of whatever outcome", () => {
    expect(new Set(outcomes.values())).toEqual(new Set(["INDICATED", "CONFIRMED"]));
    const findings = events.filter(({ type }) => type === "TraffickingAssessed");
    const role = /"role":"[A-Z_]+"/g;
    // The officers of two offices made them: which role an office's officers have tells of the office.
    expect(new Set(findings.map((event) => visible(event).replaceAll(role, ""))).size).toBe(1);
  });
});

describe("a finding of trafficking, read without keys", () => {
  let work: Awaited<ReturnType<typeof openTemporaryStore>>;
  let victims = 0;

  beforeAll(async () => {
    await loadRegions();
    work = await openTemporaryStore(registry, settableClock(NOW));
    await openStore(work.handling, false);
  });
  afterAll(() => work.close());

  const does = async <S>(aggregate: Decider<S>, command: string, data: object, id?: string): Promise<string> =>
    (await work.handling.handle(aggregate, id, command, data, officerContext(randomUUID()))).id;

  /** Somebody is screened and assessed, each in a case of their own. */
  async function assessed(...findings: readonly object[]): Promise<void> {
    const identity = { name: `Korban ${++victims}` };
    const victim = await does(personDecider, "RegisterPerson", { sex: "FEMALE", source: "IN_PERSON", identity });
    const id = await does(caseDecider, "ReceiveComplaint", {
      channel: "PHONE",
      complainant: "PMI",
      categories: ["TRAFFICKING"],
      country: "KH",
      parties: [{ role: "VICTIM", person: victim }],
      account: "Paspor diambil",
    });
    await does(caseDecider, "StartTraffickingScreening", { victim }, id);
    for (const finding of findings)
      await does(caseDecider, "AssessTrafficking", { victim, offence: { date: "2024-05" }, ...finding }, id);
  }

  async function file(): Promise<string> {
    const person = await does(personDecider, "RegisterPerson", { sex: "MALE", source: "IN_PERSON" });
    const kept = { blob: randomUUID(), salt: "c2FsdA", sha256: "c2hhMjU2", commitment: "Y29tbWl0bWVudA" };
    const data = { person, mediaType: "application/pdf", bytes: 9, purpose: "EVIDENCE", ...kept };
    return does(fileAggregate, "StoreFile", data);
  }

  test("is the same of every outcome, of a child and a grown person, on evidence or without, with any words", async () => {
    const lured = { acts: ["RECRUITMENT", "TRANSPORT"], purposes: ["FORCED_LABOUR"] };
    const indicated = { ...lured, outcome: "INDICATED", means: ["FRAUD"] };
    const words = "Dijanjikan pekerjaan. ".repeat(180);
    await assessed({ outcome: "NOT_INDICATED" });
    await assessed({ outcome: "NOT_INDICATED", grounds: words, dissent: words, dissentingOutcome: "INDICATED" });
    await assessed(indicated);
    await assessed({ ...lured, outcome: "INDICATED", childBy: "DOCUMENT" });
    await assessed({ ...indicated, evidence: [await file(), await file(), await file()] });
    await assessed(indicated, { ...indicated, outcome: "CONFIRMED", confirmedBy: "COURT", evidence: [await file()] });
    await assessed(indicated, {
      ...indicated,
      outcome: "CONFIRMED",
      confirmedBy: "POLICE",
      evidence: [await file(), await file()],
      grounds: words,
      dissent: words,
      dissentingOutcome: "NOT_INDICATED",
    });
    const findings = (await stored(work.store)).filter(({ type }) => type === "TraffickingAssessed");
    expect(findings).toHaveLength(9);
    expect([...new Set(findings.map(visible))]).toHaveLength(1);
  });
});
