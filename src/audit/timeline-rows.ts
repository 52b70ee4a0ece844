import { currentCaller } from "../access/current-caller.js";
import { hiddenParts, SEES_ALL } from "../access/policy.js";
import { agencyNames, type AgencyNames, type NamedAgency } from "../agency/agency-names.js";
import { namedIn } from "../agency/named-in.js";
import type { Title } from "../event-sourcing/stored-event/event-definition.js";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import type { OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import type { EventRegistry } from "../event-sourcing/stored-event/registry.js";
import type { Positions } from "../http/positions.js";
import type { Views } from "../http/views.js";
import type { Masked, Opened, OpenedValue } from "../privacy/masking.js";
import {
  placedFields,
  withoutEmpty,
  wordsIn,
  type OpenedValues,
  type PlacedFields,
} from "../timeline/timeline-fields.js";
import type { TimelineDocument } from "../timeline/timeline.view.js";

/** Who did what, for which agency, when it happened, and when it was recorded. */
export interface TimelineRow {
  readonly event: string;
  readonly position: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly title: Title;
  readonly persons: TimelineDocument["subjects"];
  readonly who: {
    readonly kind: string;
    readonly id: string;
    readonly onBehalfOf: string | null;
    readonly role: string;
  };
  /** The agency by the name that it had on the day of recording; null for a name that no registry gives. */
  readonly agency: NamedAgency | null;
  readonly purpose: string;
  readonly lawfulBasis: string;
  /** With the words of the source, where there are any; they may be masked. */
  readonly happened: OccurredAt & { readonly asReported?: OpenedValue };
  readonly recordedAt: string;
  readonly facts: object;
  /** Agencies that the facts name, as they were called on the day of recording. */
  readonly agencies: readonly NamedAgency[];
  readonly personal: readonly OpenedValues[];
  readonly corrects: string | null;
  readonly correctedBy: readonly string[];
  /** The event by which this one was withdrawn, as it never happened; null for one that stands. */
  readonly withdrawnBy: string | null;
  /** How the event is read now, where it was corrected. */
  readonly asCorrected: { readonly happened: TimelineRow["happened"]; readonly facts: object } | null;
  readonly causation: string | null;
  readonly correlation: string;
  readonly hash: string;
  readonly previous: string | null;
  /**
   * Where it was asked for: the stored bytes as text, of whose UTF-8 `hash` is the SHA-256 in base64url. Only who sees
   * every file and every part may have them; for all others they are hidden, and the hash can't be computed again. So
   * are those of an event with a fact that no answer shows.
   */
  readonly stored?: string | Masked;
}

export interface RowSources {
  readonly views: Views;
  readonly positions: Positions;
  readonly registry: EventRegistry;
  readonly store: EventStore;
}

/** Events as a timeline shows them to the caller. @param stored whether the stored bytes are asked for */
export async function timelineRows(
  { views, positions, registry, store }: RowSources,
  documents: readonly TimelineDocument[],
  stored: boolean,
): Promise<TimelineRow[]> {
  const idsOf = new Map(
    documents.map((document) => [document.id, [...namedIn([document.facts, document.asCorrected?.facts]).ids]]),
  );
  const acted = documents.map(({ actor }) => actor.agency);
  const names = await agencyNames(views.readModel, [...acted, ...[...idsOf.values()].flat()]);
  const placed = documents.map((document) => ({ ...document, ...placedFields(document) }));
  const opened = await views.open(placed);
  const whole = documents.filter(({ type }) => registry.unshown(type).length === 0);
  const bytes = stored && readsBytes() ? await storedBytes(store, whole) : undefined;
  return opened.map((document) => {
    const row = rowOf(document, idsOf.get(document.id)!, names, positions, registry);
    return stored ? { ...row, stored: bytes?.get(document.id) ?? HIDDEN } : row;
  });
}

const HIDDEN: Masked = { masked: "hidden" };

/** Bytes can't be masked in part: only who is told of every person and every part may have them. */
function readsBytes(): boolean {
  const { role, jurisdiction } = currentCaller();
  const { fields, events } = hiddenParts(role, jurisdiction.kind);
  return SEES_ALL.includes(role) && fields.size === 0 && events.size === 0;
}

/** The stored bytes of events, as text, by id. */
async function storedBytes(store: EventStore, documents: readonly TimelineDocument[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const [stream, own] of Map.groupBy(documents, (document) => document.stream)) {
    const wanted = new Set(own.map(({ id }) => id));
    for (const { id, bytes } of await store.readStream(stream, Math.min(...own.map(({ revision }) => revision))))
      if (wanted.has(id)) found.set(id, Buffer.from(bytes).toString("utf8"));
  }
  return found;
}

/** @param document with its personal fields opened */
function rowOf(
  document: Opened<TimelineDocument & PlacedFields>,
  ids: readonly string[],
  names: AgencyNames,
  positions: Positions,
  registry: EventRegistry,
): TimelineRow {
  const { id, number, stream, revision, type, subjects, actor, purpose, lawfulBasis, recordedAt } = document;
  const { agency, ...who } = actor;
  const { asCorrected } = document;
  return {
    event: id,
    position: positions.of(number),
    stream,
    revision,
    type,
    title: registry.titleOf(type),
    persons: subjects,
    who,
    agency: names(agency, recordedAt),
    purpose,
    lawfulBasis,
    happened: happened(document),
    recordedAt,
    facts: document.facts,
    agencies: ids.flatMap((named) => {
      const known = names(named, recordedAt)!;
      return known.name === null ? [] : [known];
    }),
    personal: withoutEmpty(document.personal),
    corrects: document.corrects,
    correctedBy: document.correctedBy,
    withdrawnBy: document.withdrawnBy,
    asCorrected: asCorrected && { happened: happened(asCorrected), facts: asCorrected.facts },
    causation: document.causation,
    correlation: document.correlation,
    hash: document.hash,
    previous: document.previous,
  };
}

function happened({
  occurredAt,
  asReported,
}: Opened<Pick<TimelineDocument & PlacedFields, "occurredAt" | "asReported">>): TimelineRow["happened"] {
  const words = wordsIn(asReported);
  return words === undefined ? occurredAt : { ...occurredAt, asReported: words };
}
