import { randomUUID } from "node:crypto";
import {
  canonicalBytes,
  hashOf,
  type Envelope,
  type FieldClass,
} from "../../src/event-sourcing/stored-event/envelope.js";
import type { PersonalPart } from "../../src/event-sourcing/stored-event/event-definition.js";
import type { EventStore, RawEvent } from "../../src/event-sourcing/stored-event/event-store.js";
import type { FieldSealing } from "../../src/event-sourcing/stored-event/personal-field.js";
import { registry } from "../../src/slices.js";
import { eventId, isEventId } from "./event-id.ts";

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const INSTANT = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z/g;
/** How far apart the lives lie, so that lists have an order. */
const APART_MS = 61_000;

/** An event of a life that was lived, its personal fields open. */
export interface TemplateEvent {
  /** Its envelope as text, without what is made anew: the sealed parts. */
  readonly text: string;
  readonly personal: readonly PersonalPart[];
}

/** Opens the events of a life, so that it can be told of others. */
export async function templateOf(raws: readonly RawEvent[], sealing: FieldSealing): Promise<TemplateEvent[]> {
  const envelopes = raws.map((raw) => JSON.parse(Buffer.from(raw.bytes).toString("utf8")) as Envelope);
  const open = await sealing.opener(envelopes.flatMap(({ sealed }) => sealed));
  return envelopes.map(({ sealed, ...rest }) => ({
    text: JSON.stringify(rest),
    personal: sealed.map((part) => ({
      person: part.person,
      class: part.class as FieldClass,
      names: part.names,
      values: Object.fromEntries(
        (registry.mayHold(rest.type, rest.facts)[part.class] ?? []).flatMap((path) => {
          const opened = open({ part, path });
          if (opened.status === "absent") return [];
          if (opened.status !== "open") throw new Error(`${part.class}.${path} does not open`);
          return [[path, opened.value]];
        }),
      ),
    })),
  }));
}

/** What an event would be as plain JSON: the same envelope, its personal fields open beside it. */
export function plainJsonOf({ text, personal }: TemplateEvent): string {
  return JSON.stringify({ ...(JSON.parse(text) as object), personal });
}

/** The same life, of another person: other ids, other times, keys and salts of its own. */
export class LifeCopy {
  readonly #ids = new Map<string, string>();
  readonly #previous = new Map<string, string>();

  readonly #common: ReadonlySet<string>;
  readonly #shift: number;

  /**
   * @param common ids that all lives share: agencies, officers, the store's rules
   * @param nth of all lives; each lies a little earlier than the one before
   */
  constructor(common: ReadonlySet<string>, nth: number) {
    this.#common = common;
    this.#shift = -nth * APART_MS;
  }

  /** Seals one event anew and appends it. */
  async append(event: TemplateEvent, store: EventStore, sealing: FieldSealing): Promise<void> {
    const rest = JSON.parse(this.#retold(event.text)) as Omit<Envelope, "sealed">;
    const sealed = await sealing.seal(
      rest.stream,
      rest.id,
      JSON.parse(this.#retold(JSON.stringify(event.personal))) as PersonalPart[],
    );
    const envelope: Envelope = { ...rest, sealed, previous: this.#previous.get(rest.stream) ?? null };
    const bytes = canonicalBytes(envelope);
    this.#previous.set(rest.stream, hashOf(bytes));
    await store.append(rest.stream, rest.revision - 1, [{ id: rest.id, type: rest.type, bytes }]);
  }

  /** The id in this life of what has that id in the first one. */
  idOf(id: string): string {
    return this.#retold(id);
  }

  #retold(text: string): string {
    return text
      .replace(UUID, (id) => {
        if (this.#common.has(id)) return id;
        let mine = this.#ids.get(id);
        if (mine === undefined) this.#ids.set(id, (mine = isEventId(id) ? eventId() : randomUUID()));
        return mine;
      })
      .replace(INSTANT, (at) => new Date(Date.parse(at) + this.#shift).toISOString());
  }
}
