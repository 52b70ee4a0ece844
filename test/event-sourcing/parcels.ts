import { createHash } from "node:crypto";
import { Type } from "typebox";
import { canonicalBytes, type Envelope } from "../../src/event-sourcing/stored-event/envelope.js";
import { anyDefinitions, defineEvent } from "../../src/event-sourcing/stored-event/event-definition.js";
import type { EventRecord } from "../../src/event-sourcing/stored-event/event-record.js";
import type { EventStore } from "../../src/event-sourcing/stored-event/event-store.js";
import { applyCorrections, worldOrderOfStreams } from "../../src/event-sourcing/stored-event/history.js";
import type { OccurredAt } from "../../src/event-sourcing/stored-event/occurred-at.js";
import { ParkedEventDiscarded } from "../../src/event-sourcing/projecting/parked-event-discarded.js";
import { ParkedSubjectRetried } from "../../src/event-sourcing/projecting/parked-subject-retried.js";
import { ViewOrdered, type ViewOrder } from "../../src/event-sourcing/projecting/view-ordered.js";
import type { Projection, Row } from "../../src/event-sourcing/projecting/projection.js";
import { EventRegistry } from "../../src/event-sourcing/stored-event/registry.js";
import { grantsNothing } from "../../src/event-sourcing/stored-event/sight.js";

const NOTHING = grantsNothing("is of a test");

/** A small world to project: parcels, each with a stream of its own and one of its shipment. */
const facts = Type.Object({
  value: Type.Integer(),
  parts: Type.Optional(Type.Array(Type.String())),
  label: Type.Optional(Type.String()),
});
export const registry = new EventRegistry([
  defineEvent({ type: "ParcelSeen", title: { en: "Of a test", indonesian: "Dari sebuah uji" }, sight: NOTHING, facts }),
  defineEvent({
    type: "ParcelShipped",
    title: { en: "Of a test", indonesian: "Dari sebuah uji" },
    sight: NOTHING,
    facts,
  }),
  defineEvent({
    type: "ParcelDiscussed",
    title: { en: "Of a test", indonesian: "Dari sebuah uji" },
    sight: NOTHING,
    facts,
  }),
  defineEvent({
    type: "LabelCalled",
    title: { en: "Of a test", indonesian: "Dari sebuah uji" },
    sight: NOTHING,
    facts,
  }),
  ...anyDefinitions([ParkedEventDiscarded, ParkedSubjectRetried, ViewOrdered]),
]);

export interface Happening {
  readonly stream: string;
  readonly type: string;
  readonly facts: Record<string, unknown>;
  readonly occurredAt?: OccurredAt;
  readonly corrects?: Envelope["corrects"];
  readonly person?: string;
  readonly schema?: number;
}

/** An operator gives up an event for one view. */
export function discarded(projection: string, subject: string, stream: string, revision: number): Happening {
  const { type, version } = ParkedEventDiscarded;
  return { stream: "store", type, schema: version, facts: { projection, subject, stream, revision } };
}

/** An operator has a view take a parked subject again. */
export function retried(projection: string, subject: string): Happening {
  return { stream: "store", type: ParkedSubjectRetried.type, facts: { projection, subject } };
}

/** An operator orders something of a view. @param build its version and number; left out for a rebuild */
export function ordered(order: ViewOrder, projection: string, build?: readonly [number, number]): Happening {
  const [version, number] = build ?? [null, null];
  return { stream: "store", type: ViewOrdered.type, facts: { order, projection, version, build: number } };
}

const day = (n: number) => `2025-01-${String(n).padStart(2, "0")}`;

/** A time that spans some days of one month. */
export function days(from: number, to: number): OccurredAt {
  return {
    earliest: `${day(from)}T00:00:00.000Z`,
    latest: `${day(to)}T23:59:59.999Z`,
    precision: "RANGE",
    zone: "UTC",
    conflict: false,
  };
}

export const sometime: OccurredAt = {
  earliest: null,
  latest: null,
  precision: "UNKNOWN",
  zone: "UTC",
  conflict: false,
};

/** Id of the event at a place; the same in every run. */
export function idAt(stream: string, revision: number): string {
  return createHash("sha256").update(`${stream}@${revision}`).digest("hex").slice(0, 32);
}

export async function append(store: EventStore, happenings: readonly Happening[]): Promise<void> {
  for (const happening of happenings) {
    const revision = (await store.readStream(happening.stream)).length;
    const envelope = envelopeOf(happening, revision, (await store.head()) + 1);
    const bytes = canonicalBytes(envelope);
    await store.append(happening.stream, revision - 1, [{ id: envelope.id, type: envelope.type, bytes }]);
  }
}

export function envelopeOf(happening: Happening, revision: number, number: number): Envelope {
  const { stream, type, person } = happening;
  return {
    format: 2,
    stream,
    revision,
    id: idAt(stream, revision),
    type,
    schema: happening.schema ?? 1,
    subjects: person === undefined ? [] : [{ person, role: "MIGRANT" }],
    commandId: idAt(stream, revision),
    fingerprint: { key: "2025-01", mac: "" },
    correlation: "",
    causation: null,
    actor: { kind: "OFFICER", id: "", onBehalfOf: null, agency: null, role: "" },
    purpose: "",
    lawfulBasis: "",
    basedOn: [],
    corrects: happening.corrects ?? null,
    occurredAt: happening.occurredAt ?? sometime,
    recordedAt: new Date(Date.UTC(2025, 5, 1) + number * 1000).toISOString(),
    facts: happening.facts as Envelope["facts"],
    sealed: [],
    previous: null,
  };
}

/** The log as events read as they were recorded. */
export async function recordedEvents(store: EventStore): Promise<EventRecord[]> {
  return (await store.readAll(null, 1_000_000)).map((raw) => registry.read(raw));
}

export interface Part {
  /** What was taken, in order. */
  readonly taken: readonly string[];
}

export interface Label {
  readonly label: string;
  readonly calls: readonly number[];
  readonly corrections: number;
}

const ownOf = (stream: string) => stream.slice(stream.indexOf("-") + 1);
const streamsOf = (id: string) => [`parcel-${id.split("/")[0]}`, `shipment-${id.split("/")[0]}`];
export const BAD = 13;

/** A poisoned event: a handler fails at it for as long as `failing` says so. */
export function poisonedBy(failing: () => boolean, event: EventRecord): void {
  if (event.facts["value"] === BAD && failing()) throw new RangeError("thirteen");
}

/** The parts of parcels as they happened; a value of 0 takes the part away. */
export function partsProjection(failing: () => boolean = () => true, version = 1): Projection<Part> {
  return {
    name: "parts",
    version,
    types: ["ParcelSeen", "ParcelShipped"],
    order: "world",
    streams: streamsOf,
    indexes: [{ field: "taken", type: "set" }],
    ids: (event) =>
      ((event.facts["parts"] as string[] | undefined) ?? ["a"]).map((part) => `${ownOf(event.stream)}/${part}`),
    evolve: (document, event) => {
      poisonedBy(failing, event);
      if (event.facts["value"] === 0) return undefined;
      return { taken: [...(document?.taken ?? []), `${event.number}:${event.facts["value"] as number}`] };
    },
  };
}

/** Parcels by the label that they carry now; calls by label, as recorded. */
export function labelsProjection(failing: () => boolean = () => true, version = 1): Projection<Label> {
  return {
    name: "labels",
    version,
    types: ["ParcelSeen", "LabelCalled"],
    order: "recorded",
    indexes: [{ field: "label", type: "text" }],
    ids: (event, find) =>
      event.type === "LabelCalled" ? find("label", event.facts["label"] as string) : [ownOf(event.stream)],
    evolve: (document, event) => {
      poisonedBy(failing, event);
      if (event.type === "FactCorrected") return document && { ...document, corrections: document.corrections + 1 };
      if (event.type === "LabelCalled") return { ...document!, calls: [...document!.calls, event.number] };
      if (event.facts["value"] === 0) return undefined;
      const label = event.facts["label"] as string;
      return { label, calls: document?.calls ?? [], corrections: document?.corrections ?? 0 };
    },
  };
}

interface Chain {
  readonly counts: readonly number[];
}

/** How often each parcel was seen, and in `all` how often it had been before, of each that was seen. */
export function chainsProjection(): Projection<Chain> {
  return {
    name: "chains",
    version: 1,
    types: ["ParcelSeen"],
    order: "recorded",
    indexes: [],
    ids: (event) => [ownOf(event.stream), "all"],
    evolve: (document, event, id, { before }) => {
      const own = (before(ownOf(event.stream)) as Chain | undefined)?.counts ?? [];
      const counts = id === "all" ? [...(document?.counts ?? []), own.length] : [...own, own.length];
      return { counts };
    },
  };
}

interface Values {
  readonly values: readonly number[];
}

/** The value of a row; of a document that was listed, for each remainder by three the newest value that leaves it. */
interface ValueRow extends Row {
  readonly value: number;
}

/** Parcels as they happened, each listed as up to three rows; a value of 0 takes the parcel away. */
export function rowsProjection(version = 1): Projection<Values> {
  return {
    name: "rows",
    version,
    types: ["ParcelSeen", "ParcelShipped"],
    order: "world",
    streams: streamsOf,
    indexes: [{ field: "value", type: "integer" }],
    ids: (event) => [ownOf(event.stream)],
    evolve: (document, event) => {
      const value = event.facts["value"] as number;
      return value === 0 ? undefined : { values: [...(document?.values ?? []), value] };
    },
    rows: {
      ids: (id) => [0, 1, 2].map((rest) => `${id}#${rest}`),
      in: ({ values }, id) => valueRows(id, values),
    },
  };
}

/** Only of an odd number of values, so that rows come and go. */
function valueRows(of: string, values: readonly number[]): ValueRow[] {
  return [0, 1, 2].flatMap((rest) => {
    const those = values.filter((value) => value % 3 === rest);
    return those.length % 2 === 1 ? { id: `${of}#${rest}`, of, value: those.at(-1)! } : [];
  });
}

/** What `rows` must list, folded the long way. */
export function rowsOf(recorded: readonly EventRecord[]): string[] {
  const parcels = new Map<string, EventRecord[]>();
  for (const event of applyCorrections(recorded)) {
    if (event.type !== "ParcelSeen" && event.type !== "ParcelShipped") continue;
    const own = ownOf(event.stream);
    parcels.set(own, [...(parcels.get(own) ?? []), event]);
  }
  const rows = [...parcels].flatMap(([id, events]) => {
    const values = worldOrderOfStreams(events).map(({ facts: said }) => said["value"] as number);
    return valueRows(id, values.slice(values.lastIndexOf(0) + 1));
  });
  return rows.toSorted((a, b) => a.value - b.value || (a.id < b.id ? -1 : 1)).map(({ id, value }) => `${id} ${value}`);
}

/** What `parts` must hold, folded the long way: each document from its own events. */
export function partsOf(recorded: readonly EventRecord[]): Map<string, Part> {
  const own = new Map<string, EventRecord[]>();
  for (const event of applyCorrections(recorded)) {
    if (event.type !== "ParcelSeen" && event.type !== "ParcelShipped") continue;
    for (const part of new Set((event.facts["parts"] as string[] | undefined) ?? ["a"])) {
      const id = `${ownOf(event.stream)}/${part}`;
      own.set(id, [...(own.get(id) ?? []), event]);
    }
  }
  const parts = new Map<string, Part>();
  for (const [id, events] of own)
    for (const { number, facts: said } of worldOrderOfStreams(events)) {
      const value = said["value"] as number;
      if (value === 0) parts.delete(id);
      else parts.set(id, { taken: [...(parts.get(id)?.taken ?? []), `${number}:${value}`] });
    }
  return parts;
}

/** What `labels` must hold, folded the long way. */
export function labelsOf(recorded: readonly EventRecord[]): Map<string, Label> {
  const labels = new Map<string, Label>();
  for (const event of recorded) {
    const own = ownOf(event.stream);
    const corrected = event.facts["correctedType"];
    if (event.type === "ParcelSeen") {
      const { value, label } = event.facts as { value: number; label: string };
      if (value === 0) labels.delete(own);
      else labels.set(own, { calls: [], corrections: 0, ...labels.get(own), label });
    } else if (event.type === "LabelCalled") {
      for (const [id, document] of labels)
        if (document.label === event.facts["label"])
          labels.set(id, { ...document, calls: [...document.calls, event.number] });
    } else if (event.type === "FactCorrected" && (corrected === "ParcelSeen" || corrected === "LabelCalled")) {
      const document = labels.get(own);
      if (document) labels.set(own, { ...document, corrections: document.corrections + 1 });
    }
  }
  return labels;
}
