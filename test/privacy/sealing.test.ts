import { createHash, randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { openKeyStore } from "../../src/engines/sqlite/key-store.js";
import { openProjectionKeys } from "../../src/engines/sqlite/projection-keys.js";
import { canonicalBytes, FIELD_CLASSES, type SealedPart } from "../../src/event-sourcing/stored-event/envelope.js";
import type { PersonalPart } from "../../src/event-sourcing/stored-event/event-definition.js";
import type { FieldSealing, OpenField } from "../../src/event-sourcing/stored-event/personal-field.js";
import { UnknownKey, type KeyStore } from "../../src/privacy/key-store.js";
import { lookupTokens } from "../../src/privacy/lookup-tokens.js";
import { filledUp, SEAL_STEPS } from "../../src/privacy/seal-steps.js";
import { createSealing, SealBroken } from "../../src/privacy/sealing.js";

const NOW = "2025-06-01T00:00:00.000Z";
const masterKey = randomBytes(32);
const stream = `person-${randomUUID()}`;
let folder: string;
let file: string;
let keys: KeyStore;
let sealing: FieldSealing;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "kawal-sealing-"));
  file = join(folder, "keys.db");
  keys = await openKeyStore({ file, masterKey });
  sealing = createSealing(keys);
});
afterAll(async () => {
  await keys.close();
  rmSync(folder, { recursive: true });
});

const identity = (values: PersonalPart["values"], person = randomUUID()): PersonalPart => ({
  person,
  class: "identity",
  values,
});

async function sealOne(part: PersonalPart, event = randomUUID()): Promise<SealedPart> {
  return (await sealing.seal(stream, event, [part]))[0]!;
}

function sorted(lists: readonly (readonly (readonly [string, unknown])[])[]) {
  return lists.map((list) => list.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The values of a part, of the fields that these tests have. */
function heldBy(part: SealedPart, opener: OpenField): object {
  const paths = ["name", "birthDate", "account", "phone", "asReported"];
  return Object.fromEntries(
    paths.flatMap((path) => {
      const opened = opener({ part, path });
      return opened.status === "open" ? [[path, opened.value]] : [];
    }),
  );
}

async function open(part: SealedPart, path: string) {
  return (await sealing.opener([part]))({ part, path });
}

describe("sealing", () => {
  test("makes one part per person and class, and one per narrative", async () => {
    const [ani, budi] = [randomUUID(), randomUUID()];
    const event = randomUUID();
    const parts = await sealing.seal(stream, event, [
      identity({ name: "Ani", nik: undefined }, ani),
      { person: null, class: "narrative", names: [ani, budi, ani], values: { account: "Ani met Budi" } },
      identity({ birthDate: "1999-01-02" }, ani),
      identity({ name: "Budi" }, budi),
      { person: ani, class: "contact", values: { phone: "+6281234567890" } },
      { person: budi, class: "contact", values: { phone: undefined } },
      { person: null, class: "narrative", names: [ani], values: { asReported: "kemarin" } },
    ]);
    const opener = await sealing.opener(parts);
    expect(parts.map((part) => [part.person, part.class, part.names, heldBy(part, opener)])).toEqual([
      [ani, "identity", [], { name: "Ani", birthDate: "1999-01-02" }],
      [null, "narrative", [ani, budi], { account: "Ani met Budi" }],
      [budi, "identity", [], { name: "Budi" }],
      [ani, "contact", [], { phone: "+6281234567890" }],
      [null, "narrative", [ani], { asReported: "kemarin" }],
    ]);
    expect(new Set(parts.map((part) => part.description.key)).size).toBe(5);
    for (const part of parts)
      expect(part.description).toEqual({ scheme: "kawal-seal-2", key: part.description.key, stream, event });
  });

  test("commits to each field as the stored form says, with a salt of 128 bits", async () => {
    const part = await sealOne(identity({ name: "Ani" }));
    const key = (await keys.find([part.description.key])).get(part.description.key) as Uint8Array;
    const { createDecipheriv } = await import("node:crypto");
    const bytes = Buffer.from(part.ciphertext, "base64url");
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12));
    decipher.setAAD(canonicalBytes(part.description)).setAuthTag(bytes.subarray(-16));
    const plain = decipher.update(bytes.subarray(12, -16), undefined, "utf8") + decipher.final("utf8");
    const [salt, value] = (JSON.parse(plain) as Record<string, [string, string]>)["name"]!;
    expect(value).toBe("Ani");
    expect(Buffer.from(salt, "base64url").length).toBe(16);
    const committed = createHash("sha256").update(`["kawal-seal-2","${salt}","name","Ani"]`).digest("base64url");
    expect(part.commitments).toContain(committed);
    expect(plain).toBe(`{"name":["${salt}","Ani"]}`.padEnd(SEAL_STEPS.identity.bytes, " "));
  });

  test("tells neither which fields there are, nor how many, nor how long they are", async () => {
    const person = randomUUID();
    const whole = Object.fromEntries(["name", "alias", "nik"].map((path) => [path, "x".repeat(40)]));
    const [one, many] = [await sealOne(identity({ name: "A" }, person)), await sealOne(identity(whole, person))];
    for (const { commitments, ciphertext } of [one, many]) {
      expect(commitments).toHaveLength(SEAL_STEPS.identity.fields);
      expect(new Set(commitments).size).toBe(commitments.length);
      for (const each of commitments) expect(Buffer.from(each, "base64url")).toHaveLength(32);
      expect(commitments).toEqual(commitments.toSorted());
      expect(ciphertext).toHaveLength(one.ciphertext.length);
    }
    expect(Object.keys(one).toSorted()).toEqual([
      "ciphertext",
      "class",
      "commitments",
      "description",
      "names",
      "person",
    ]);
  });

  test("fills up to the next step, however much there is", async () => {
    const values = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`field${i}`, "x".repeat(100)]));
    const { commitments, ciphertext } = await sealOne(identity(values));
    expect(commitments).toHaveLength(2 * SEAL_STEPS.identity.fields);
    expect((Buffer.from(ciphertext, "base64url").length - 12 - 16) % SEAL_STEPS.identity.bytes).toBe(0);
    expect(filledUp(0, 8)).toBe(8);
    expect(filledUp(8, 8)).toBe(8);
    expect(filledUp(9, 8)).toBe(16);
  });

  test("says nothing of equal values, and leaves none in clear", async () => {
    const person = randomUUID();
    const canary = `Canary ${randomUUID()}`;
    const [a, b] = [
      await sealOne(identity({ name: canary }, person)),
      await sealOne(identity({ name: canary }, person)),
    ];
    expect(a.commitments.filter((each) => b.commitments.includes(each))).toEqual([]);
    expect(a.description.key).toBe(b.description.key);
    const everything = Buffer.concat([
      canonicalBytes([a, b]),
      ...readdirSync(folder).map((name) => readFileSync(join(folder, name))),
    ]);
    expect(everything.includes(canary)).toBe(false);
    expect(everything.includes(Buffer.from(canary).toString("base64url").slice(0, 20))).toBe(false);
  });

  test("refuses a person's part without a person, a person's narrative, and a field that occurs twice", async () => {
    const person = randomUUID();
    for (const parts of [
      [{ person: null, class: "identity", values: { name: "x" } }],
      [{ person, class: "narrative", names: [person], values: { account: "x" } }],
      [identity({ name: "x" }, person), identity({ name: "y" }, person)],
      ["x", "y"].map((account) => ({ person: null, class: "narrative", names: [person], values: { account } })),
    ] as PersonalPart[][])
      await expect(sealing.seal(stream, randomUUID(), parts)).rejects.toThrow(TypeError);
  });

  test("of nothing gives nothing", async () => {
    expect(await sealing.seal(stream, randomUUID(), [identity({ name: undefined })])).toEqual([]);
  });

  test("opens to what was sealed, whatever it was, also after the store was read back as JSON", async () => {
    const people = [randomUUID(), randomUUID()];
    const text = fc.string({ unit: "binary", maxLength: 40 });
    const values = fc.dictionary(fc.oneof(fc.constantFrom("name", "__proto__", "constructor"), text), text, {
      maxKeys: 5,
    });
    const arbitrary = fc.array(
      fc.record({ person: fc.constantFrom(...people), class: fc.constantFrom(...FIELD_CLASSES), values }),
      { maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(arbitrary, async (drawn) => {
        const seen = new Set<string>();
        const parts = drawn
          .filter((part) => {
            const owner = part.class === "narrative" ? "" : part.person;
            const twice = seen.has(`${owner}${part.class}`);
            seen.add(`${owner}${part.class}`);
            return !twice;
          })
          .map((part): PersonalPart => (part.class === "narrative" ? { ...part, person: null, names: people } : part));
        const sealed = await sealing.seal(stream, randomUUID(), parts);
        const stored = JSON.parse(Buffer.from(canonicalBytes(sealed)).toString("utf8")) as SealedPart[];
        const opener = await sealing.opener(stored);
        const paths = new Set(parts.flatMap((part) => Object.keys(part.values)));
        const opened = stored.map((part) =>
          [...paths].flatMap((path) => {
            const field = opener({ part, path });
            return field.status === "absent" ? [] : [[path, field] as const];
          }),
        );
        const expected = parts
          .map((part) => Object.entries(part.values).map(([path, value]) => [path, { status: "open", value }] as const))
          .filter((fields) => fields.length > 0);
        expect(sorted(opened)).toEqual(sorted(expected));
      }),
      { numRuns: 60 },
    );
  });
});

describe("opening", () => {
  test("of a field whose key was destroyed says shredded, and others stay open", async () => {
    const gone = await sealOne(identity({ name: "Ani" }));
    const kept = await sealOne(identity({ name: "Budi" }));
    await keys.destroy([gone.description.key], NOW);
    const opener = await sealing.opener([gone, kept]);
    expect(opener({ part: gone, path: "name" })).toEqual({ status: "shredded" });
    expect(opener({ part: kept, path: "name" })).toEqual({ status: "open", value: "Budi" });
  });

  test("of a part sealed under a key that the store never had throws, and never looks like erasure", async () => {
    const part = await sealOne(identity({ name: "Ani" }));
    const foreign = { ...part, description: { ...part.description, key: randomUUID() } };
    await expect(open(foreign, "name")).rejects.toThrow(UnknownKey);
  });

  test("fails for every bit of the ciphertext that was changed", async () => {
    const part = await sealOne(identity({ name: "Ani" }));
    const opener = await sealing.opener([part]);
    const bytes = Buffer.from(part.ciphertext, "base64url");
    for (let i = 0; i < bytes.length; i++) {
      const changed = Buffer.from(bytes);
      changed[i]! ^= 1 << (i % 8);
      const tampered = { ...part, ciphertext: changed.toString("base64url") };
      expect(() => opener({ part: tampered, path: "name" })).toThrow(SealBroken);
    }
    expect(() => opener({ part: { ...part, ciphertext: "" }, path: "name" })).toThrow(SealBroken);
  });

  test("fails for a part moved between two events of one person, and between streams", async () => {
    const person = randomUUID();
    const [a, b] = [
      await sealOne(identity({ name: "Ani" }, person)),
      await sealOne(identity({ name: "Budi" }, person)),
    ];
    await expect(open({ ...a, ciphertext: b.ciphertext, commitments: b.commitments }, "name")).rejects.toThrow(
      SealBroken,
    );
    const moved = { ...a, description: { ...a.description, stream: `person-${randomUUID()}` } };
    await expect(open(moved, "name")).rejects.toThrow(SealBroken);
  });

  test("fails when the value is not what was committed to, though it decrypts", async () => {
    const part = await sealOne(identity({ name: "Ani" }));
    const other = await sealOne(identity({ name: "Ani" }));
    await expect(open({ ...part, commitments: other.commitments }, "name")).rejects.toThrow(SealBroken);
    await expect(open({ ...part, commitments: [] }, "name")).rejects.toThrow(SealBroken);
  });

  test("of a field that is not there says so", async () => {
    const part = await sealOne(identity({ name: "Ani" }));
    for (const path of ["alias", "toString", "__proto__"]) expect(await open(part, path)).toEqual({ status: "absent" });
  });
});

describe("a fingerprint", () => {
  const request = canonicalBytes({ name: "Ani" });

  test("matches its own request alone, within its month", async () => {
    const fingerprint = await sealing.fingerprint(request, NOW);
    expect(fingerprint.key).toBe("2025-06");
    expect(await sealing.matches(fingerprint, request)).toBe(true);
    expect(await sealing.matches(fingerprint, canonicalBytes({ name: "Budi" }))).toBe(false);
    expect(await sealing.matches({ ...fingerprint, mac: "" }, request)).toBe(false);
    const july = await sealing.fingerprint(request, "2025-07-01T00:00:00.000Z");
    expect(july.mac).not.toBe(fingerprint.mac);
  });

  test("matches anything once the month's key is destroyed, also one made after that", async () => {
    const before = await sealing.fingerprint(request, "2020-01-15T00:00:00.000Z");
    await keys.destroyExpired("2020-04-15T00:00:00.000Z");
    const after = await sealing.fingerprint(request, "2020-01-15T00:00:00.000Z");
    expect(after.mac).not.toBe(before.mac);
    for (const each of [before, after]) expect(await sealing.matches(each, canonicalBytes({ other: true }))).toBe(true);
  });

  test("of a month whose key the store never had is refused", async () => {
    await expect(sealing.matches({ key: "1999-01", mac: "x" }, request)).rejects.toThrow(UnknownKey);
  });
});

describe("the keys of a projection", () => {
  test("open what was sealed a moment ago, lose it with its key, and make the tokens that a search makes", async () => {
    const { token } = await lookupTokens(keys);
    const projection = await openProjectionKeys({ keySource: { file, masterKey } });
    const part = await sealOne(identity({ name: "Ani" }));
    expect((await projection.opener([part]))({ part, path: "name" })).toEqual({ status: "open", value: "Ani" });
    await keys.destroy([part.description.key], NOW);
    expect((await projection.opener([part]))({ part, path: "name" })).toEqual({ status: "shredded" });
    expect(projection.token("name", "ani")).toBe(token("name", "ani"));
    expect(token("name", "ani")).not.toBe(token("passport", "ani"));
    expect(token("name", "ani")).not.toBe(token("name", "anj"));
    await projection.close();
  });
});
