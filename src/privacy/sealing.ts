import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { canonicalBytes, hashOf, SEAL_SCHEME, type SealedPart } from "../event-sourcing/stored-event/envelope.js";
import type { PersonalPart } from "../event-sourcing/stored-event/event-definition.js";
import type { FieldSealing, OpenField } from "../event-sourcing/stored-event/personal-field.js";
import { decrypt, encrypt, preparedKey } from "./authenticated-cipher.js";
import {
  KeyDestroyed,
  singletonKeyId,
  UnknownKey,
  type FoundKeys,
  type Key,
  type KeyRequest,
  type KeyStore,
} from "./key-store.js";
import { freshBytes } from "./random.js";
import { filledUp, SEAL_STEPS } from "./seal-steps.js";

const SALT_BYTES = 16;
const COMMITMENT_BYTES = 32;
const BLANK = 0x20;

/** A sealed part does not open to what it commits to: what is stored was damaged or tampered with. */
export class SealBroken extends Error {
  constructor(part: SealedPart, what: string) {
    super(`the ${part.class} part of event ${part.description.event} is broken: ${what}`);
  }
}

/** Sealing of personal fields under the keys of a store. */
export function createSealing(keys: KeyStore): FieldSealing {
  return {
    async seal(stream, event, parts) {
      const groups = groupParts(parts);
      const found = await keys.ensure(groups.map(keyRequest));
      return groups.map((group, i) => sealPart(stream, event, group, found[i]!));
    },

    async opener(parts) {
      return openWith(await keys.find(keyIdsOf(parts)));
    },

    async fingerprint(request, now) {
      const month = now.slice(0, 7);
      return { key: month, mac: mac(await keyOfMonth(keys, month), request) };
    },

    async matches(fingerprint, request) {
      const id = singletonKeyId({ purpose: "fingerprint", month: fingerprint.key });
      const key = (await keys.find([id])).get(id);
      if (key === undefined) throw new UnknownKey(id);
      if (key === "destroyed") return true;
      const expected = Buffer.from(mac(key, request));
      const given = Buffer.from(fingerprint.mac);
      return expected.length === given.length && timingSafeEqual(expected, given);
    },
  };
}

/** Ids of the keys of these parts, each once. */
export function keyIdsOf(parts: readonly SealedPart[]): string[] {
  return [...new Set(parts.map((part) => part.description.key))];
}

/**
 * Opens fields with the keys found for their parts. Nothing is decrypted before it is asked for, and a part only once.
 * The function throws SealBroken, or UnknownKey for a key that the store never had, which must never look like erasure.
 */
export function openWith(keys: FoundKeys): OpenField {
  const opened = new WeakMap<SealedPart, SealedValues>();
  return ({ part, path }) => {
    const key = keys.get(part.description.key);
    if (key === undefined) throw new UnknownKey(part.description.key);
    if (key === "destroyed") return { status: "shredded" };
    let values = opened.get(part);
    if (!values) opened.set(part, (values = decryptPart(part, key)));
    const pair = Object.hasOwn(values, path) ? values[path] : undefined;
    if (!pair) return { status: "absent" };
    const [salt, value] = pair;
    if (!part.commitments.includes(commitmentOf(salt, path, value)))
      throw new SealBroken(part, "a field is not what was committed to");
    return { status: "open", value };
  };
}

/** Opens every field of a part. @throws SealBroken when one is not what was committed to, or the part does not open */
export function assertOpens(part: SealedPart, key: Uint8Array): void {
  for (const [path, [salt, value]] of Object.entries(decryptPart(part, key)))
    if (!part.commitments.includes(commitmentOf(salt, path, value)))
      throw new SealBroken(part, "a field is not what was committed to");
}

type SealedValues = { readonly [path: string]: readonly [salt: string, value: string] };

interface Group {
  readonly part: Pick<SealedPart, "person" | "class" | "names">;
  readonly values: Map<string, string>;
}

/**
 * One group per person and class; a narrative stays by itself. A narrative field stands once in an event: whoever opens
 * it then knows that no other part of the event has it.
 */
function groupParts(parts: readonly PersonalPart[]): Group[] {
  const groups = new Map<string, Group>();
  const narratives = new Set<string>();
  for (const [i, part] of parts.entries()) {
    const narrative = part.class === "narrative";
    if (narrative !== (part.person === null))
      throw new TypeError("a narrative belongs to no one person, and any other part to one");
    const name = narrative ? `${i}` : `${part.person}/${part.class}`;
    const names = narrative ? [...new Set(part.names)] : [];
    const group = groups.get(name) ?? {
      part: { person: part.person, class: part.class, names },
      values: new Map<string, string>(),
    };
    for (const [path, value] of Object.entries(part.values)) {
      if (value === undefined) continue;
      if (group.values.has(path)) throw new TypeError(`${part.class} field ${path} of one person occurs twice`);
      if (narrative && narratives.has(path)) throw new TypeError(`the narrative ${path} of one event occurs twice`);
      if (narrative) narratives.add(path);
      group.values.set(path, value);
    }
    if (group.values.size > 0) groups.set(name, group);
  }
  return [...groups.values()];
}

function keyRequest({ part }: Group): KeyRequest {
  if (part.class === "narrative") return { purpose: "narrative", names: part.names };
  return { purpose: "fields", person: part.person!, class: part.class };
}

function sealPart(stream: string, event: string, { part, values }: Group, key: Key): SealedPart {
  const description = { scheme: SEAL_SCHEME, key: key.id, stream, event } as const;
  const steps = SEAL_STEPS[part.class];
  const fill = filledUp(values.size, steps.fields) - values.size;
  const random = freshBytes(SALT_BYTES * values.size + COMMITMENT_BYTES * fill);
  const salted = [...values].map(([path, value], i) => {
    const salt = random.subarray(i * SALT_BYTES, (i + 1) * SALT_BYTES).toString("base64url");
    return [path, [salt, value] as const] as const;
  });
  const fillings = random.subarray(SALT_BYTES * values.size);
  const commitments = salted.map(([path, [salt, value]]) => commitmentOf(salt, path, value));
  for (let at = 0; at < fillings.length; at += COMMITMENT_BYTES)
    commitments.push(fillings.subarray(at, at + COMMITMENT_BYTES).toString("base64url"));
  const fields = canonicalBytes(Object.fromEntries(salted));
  const plain = Buffer.alloc(filledUp(fields.byteLength, steps.bytes), BLANK);
  plain.set(fields);
  return {
    ...part,
    description,
    // A hash and a random value look alike; sorted, their places tell nothing either.
    commitments: commitments.toSorted(),
    ciphertext: encrypt(key.bytes, plain, canonicalBytes(description)).toString("base64url"),
  };
}

/** RFC 8785 writes strings, and a list of them, as JSON.stringify does. */
function commitmentOf(salt: string, path: string, value: string): string {
  return hashOf(JSON.stringify([SEAL_SCHEME, salt, path, value]));
}

function decryptPart(part: SealedPart, key: Uint8Array): SealedValues {
  try {
    const bytes = Buffer.from(part.ciphertext, "base64url");
    return JSON.parse(decrypt(key, bytes, bytesOf(part.description)).toString("utf8")) as SealedValues;
  } catch {
    throw new SealBroken(part, "it does not decrypt under its own description");
  }
}

/** As `canonicalBytes`, of texts alone: RFC 8785 writes them as JSON.stringify does, in the order of their names. */
function bytesOf(description: SealedPart["description"]): Uint8Array {
  const { event, key, scheme, stream, ...more } = description;
  if (Object.keys(more).length > 0) return canonicalBytes(description);
  return Buffer.from(JSON.stringify({ event, key, scheme, stream }));
}

/** For a month whose key is gone, a key that no one has: its fingerprints can't be told apart any more either. */
async function keyOfMonth(keys: KeyStore, month: string): Promise<Uint8Array> {
  try {
    return (await keys.ensure([{ purpose: "fingerprint", month }]))[0]!.bytes;
  } catch (error) {
    if (error instanceof KeyDestroyed) return randomBytes(32);
    throw error;
  }
}

function mac(key: Uint8Array, request: Uint8Array): string {
  return createHmac("sha256", preparedKey(key)).update(request).digest("base64url");
}
