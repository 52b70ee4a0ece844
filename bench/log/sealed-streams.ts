import { randomUUID } from "node:crypto";
import {
  canonicalBytes,
  hashOf,
  STORED_FORMAT,
  type Envelope,
} from "../../src/event-sourcing/stored-event/envelope.js";
import { newEvent, type NewEvent } from "../../src/event-sourcing/stored-event/event-definition.js";
import type { EventStore } from "../../src/event-sourcing/stored-event/event-store.js";
import { instant } from "../../src/event-sourcing/stored-event/occurred-at.js";
import type { FieldSealing } from "../../src/event-sourcing/stored-event/personal-field.js";
import { ContactChanged, PersonRegistered } from "../../src/person/person.events.js";
import { registry } from "../../src/slices.js";
import { officersCommand } from "../store.ts";
import { eventId } from "./event-id.ts";
import { FIVE_CONTACT_FIELDS, FIVE_IDENTITY_FIELDS } from "./life.ts";

interface Tail {
  readonly revision: number;
  readonly hash: string | null;
}

const EMPTY: Tail = { revision: -1, hash: null };

/**
 * Streams of persons, written as the command handling writes them once it has decided: the event is checked, its
 * fields are sealed, and its canonical bytes, chained to the ones before, are appended through the port.
 */
export class SealedStreams {
  readonly #store: EventStore;
  readonly #sealing: FieldSealing;
  readonly #tails = new Map<string, Tail>();
  readonly #context = officersCommand();
  readonly #request = canonicalBytes({ command: "ChangeContact", data: FIVE_CONTACT_FIELDS });

  constructor(store: EventStore, sealing: FieldSealing) {
    this.#store = store;
    this.#sealing = sealing;
  }

  /** Five fields of contact of somebody known, sealed under the key that is there from the first time. */
  changeContact(person: string): Promise<void> {
    return this.#append(
      person,
      newEvent(ContactChanged, {
        subjects: [{ person, role: "MIGRANT" }],
        occurredAt: instant(new Date().toISOString()),
        facts: {},
        personal: [{ person, class: "contact", values: FIVE_CONTACT_FIELDS }],
      }),
    );
  }

  /** Somebody new, with five fields of identity under a new key, which must be on the disk before the event. */
  register(): Promise<void> {
    const person = randomUUID();
    return this.#append(
      person,
      newEvent(PersonRegistered, {
        subjects: [{ person, role: "PERSON" }],
        occurredAt: instant(new Date().toISOString()),
        facts: { sex: "FEMALE", source: { kind: "IN_PERSON" }, warnings: [] },
        personal: [{ person, class: "identity", values: FIVE_IDENTITY_FIELDS }],
      }),
    );
  }

  async #append(person: string, event: NewEvent): Promise<void> {
    registry.assertValid(event);
    const stream = `person-${person}`;
    const { revision, hash } = this.#tails.get(stream) ?? EMPTY;
    const id = eventId();
    const commandId = randomUUID();
    const recordedAt = new Date().toISOString();
    const { actor, purpose, lawfulBasis } = this.#context;
    const envelope: Envelope = {
      format: STORED_FORMAT,
      stream,
      revision: revision + 1,
      id,
      type: event.type,
      schema: registry.definition(event.type).version,
      subjects: event.subjects,
      commandId,
      fingerprint: await this.#sealing.fingerprint(this.#request, recordedAt),
      correlation: commandId,
      causation: null,
      actor,
      purpose,
      lawfulBasis,
      basedOn: [],
      corrects: null,
      occurredAt: event.occurredAt,
      recordedAt,
      facts: event.facts,
      sealed: await this.#sealing.seal(stream, id, event.personal ?? []),
      previous: hash,
    };
    const bytes = canonicalBytes(envelope);
    await this.#store.append(stream, revision, [{ id, type: event.type, bytes }]);
    this.#tails.set(stream, { revision: revision + 1, hash: hashOf(bytes) });
  }
}
