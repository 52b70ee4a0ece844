import { hash } from "node:crypto";
import canonicalize from "canonicalize";
import type { Json, JsonObject } from "./json.js";
import type { OccurredAt } from "./occurred-at.js";

/** The version of the stored form. It is final: any change raises it, and readers keep reading every later version. */
export const STORED_FORMAT = 2;

/**
 * The stored form of an event. One object holds all that is known of it; an engine keeps its canonical bytes as they
 * are and adds nothing of its own (docs/decisions/0001).
 */
export interface Envelope<Type extends string = string, Facts = JsonObject> {
  readonly format: typeof STORED_FORMAT;
  /** `<category>-<uuid>`, or `store`. Holds no name or number of a person. */
  readonly stream: string;
  /** 0 for the first event of the stream. */
  readonly revision: number;
  /** UUIDv7, fresh at each attempt to append. */
  readonly id: string;
  readonly type: Type;
  /** Version of the type's schema; older ones are read through upcasters. */
  readonly schema: number;
  /** Every person concerned, so that timelines, parking and erasure need to know no event type. */
  readonly subjects: readonly Subject[];
  /** UUIDv5 of caller, route and idempotency key; the same for all events of one command. */
  readonly commandId: string;
  /** HMAC of the request under the key of a month (`YYYY-MM`), which is destroyed after 60 days. */
  readonly fingerprint: { readonly key: string; readonly mac: string };
  readonly correlation: string;
  /** Id of the event that caused the command, when a process manager sent it. */
  readonly causation: string | null;
  readonly actor: Actor;
  /** Code of the purpose of processing (UU 27/2022 art. 20). */
  readonly purpose: string;
  /** Code of the lawful basis (UU 27/2022 art. 20). */
  readonly lawfulBasis: string;
  /** Other streams, as they stood when the decision relied on them. */
  readonly basedOn: readonly StreamRevision[];
  /** The event of the same stream whose facts this one corrects. */
  readonly corrects: { readonly event: string; readonly revision: number } | null;
  /** When it happened in the world. */
  readonly occurredAt: OccurredAt;
  /** When the system took it: ISO 8601, UTC, milliseconds; never earlier than that of the stream's previous event. */
  readonly recordedAt: string;
  /** What figures are made of, in the clear: codes, states, years, districts. Never a name, number or free text. */
  readonly facts: Facts;
  /** Personal fields: committed, then encrypted. */
  readonly sealed: readonly SealedPart[];
  /** SHA-256 (base64url) of the canonical bytes of the stream's previous event; null for the first. */
  readonly previous: string | null;
}

export interface Subject {
  /** UUID of the person, as in `person-<id>`. */
  readonly person: string;
  /** What the person is in this event: MIGRANT, FAMILY, RECIPIENT, WITNESS, ESCORT, REPORTER … */
  readonly role: string;
}

export interface Actor {
  readonly kind: "OFFICER" | "PROCESS_MANAGER";
  /** An officer's opaque UUID, or the name of a process manager; never a login. */
  readonly id: string;
  /** UUID of the officer for whom this one, or a process manager, acts. */
  readonly onBehalfOf: string | null;
  /** UUID of the agency. Null only where no agency stands yet: the store's own first events. */
  readonly agency: string | null;
  readonly role: string;
}

export interface StreamRevision {
  readonly stream: string;
  /** -1 when the decision relied on the stream being empty. */
  readonly revision: number;
}

/** The classes in which personal fields are sealed and masked, each under a key of its own per person. */
export const FIELD_CLASSES = [
  "identity",
  "contact",
  "health",
  "trafficking",
  "shelter",
  "finance",
  "reporter",
  "narrative",
] as const;
export type FieldClass = (typeof FIELD_CLASSES)[number];

/** Names of personal fields, by class. */
export type PersonalFields = { readonly [C in FieldClass]?: readonly string[] };

/**
 * Scheme of sealing: SHA-256 commitments over RFC 8785 [scheme, salt, path, value], AES-256-GCM over {path: [salt,
 * value]}, both filled up to a step of the class (`src/privacy/seal-steps.ts`).
 */
export const SEAL_SCHEME = "kawal-seal-2";

/**
 * The personal fields of one person and class in one event. Without the key nobody can tell which of the fields that
 * the event's type may have are in it, or how many.
 */
export interface SealedPart {
  /** The person whose fields these are; null for a narrative, which lists whom it names. */
  readonly person: string | null;
  readonly class: FieldClass;
  /** Persons named by a narrative; empty for any other class. */
  readonly names: readonly string[];
  /** The canonical bytes of this description are the additional data of the cipher. */
  readonly description: SealDescription;
  /** Commitments (base64url, 32 bytes each) of the fields, with random ones among them, in the order of their text. */
  readonly commitments: readonly string[];
  /** base64url of nonce (12 bytes), ciphertext and tag (16 bytes). The plain text ends in blanks that mean nothing. */
  readonly ciphertext: string;
}

export interface SealDescription {
  readonly scheme: typeof SEAL_SCHEME;
  /** UUID of the key. */
  readonly key: string;
  readonly stream: string;
  /** Id of the event. */
  readonly event: string;
}

/** RFC 8785 bytes. Throws on a number that is not a safe integer. */
export function canonicalBytes(value: Json | object): Uint8Array {
  assertIntegers(value);
  return Buffer.from(canonicalize(value) as string, "utf8");
}

/** SHA-256, base64url; of a string, of its UTF-8. */
export function hashOf(bytes: Uint8Array | string): string {
  return hash("sha256", bytes, "base64url");
}

function assertIntegers(value: unknown): void {
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw new TypeError(`${value} is not a safe integer`);
  if (value !== null && typeof value === "object") for (const part of Object.values(value)) assertIntegers(part);
}
