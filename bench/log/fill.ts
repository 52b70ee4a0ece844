import { openEmbedded } from "../../src/engines/embedded.js";
import { systemClock } from "../../src/event-sourcing/clock.js";
import { splitStream } from "../../src/event-sourcing/deciding/decider.js";
import type { Envelope } from "../../src/event-sourcing/stored-event/envelope.js";
import type { EventStore } from "../../src/event-sourcing/stored-event/event-store.js";
import { loadRegions } from "../../src/places/regions.js";
import { closeService, createService } from "../../src/service.js";
import { openStore } from "../../src/store/open-store.js";
import { AGENCY_OFFICER, openWriting, type StoreFolder } from "../store.ts";
import { LifeCopy, plainJsonOf, templateOf, type TemplateEvent } from "./copies.ts";
import { assignOfficer, liveOneLife } from "./life.ts";

/** How many lives go on side by side: so many events lie between two of one life, as they do in the world. */
const SIDE_BY_SIDE = 10_000;
/** How many of them are written at once. */
const AT_ONCE = 500;

/** A log to be measured with. */
export interface FilledLog {
  readonly events: number;
  readonly agency: string;
  /** Migrants, whose persons and own histories have these ids. */
  readonly migrants: readonly string[];
  /** What an event is as plain JSON, in bytes, on the average. */
  readonly plainBytes: number;
}

/**
 * Fills a store: one life through the commands, then the same of others, sealed under keys of their own and appended
 * through the port. All lives of a batch go on side by side, as they do in the world.
 */
export async function fillLog(
  folder: StoreFolder,
  atLeast: number,
  progress: (share: number) => void,
): Promise<FilledLog> {
  const { agency, first } = await firstLife(folder);
  const { store, sealing, close } = await openWriting(folder);
  try {
    const lived = (await allEvents(store)).slice(first);
    const template = await templateOf(lived, sealing);
    const her = splitStream(lived.find(({ type }) => type === "MigrantRegistered")!.stream)[1];
    const common = new Set([agency, AGENCY_OFFICER.id, ...idsOfRules(lived.map(({ bytes }) => bytes))]);
    const migrants = [her];
    const wanted = Math.ceil((atLeast - first) / template.length) - 1;
    for (let from = 0; from < wanted; from += SIDE_BY_SIDE) {
      const count = Math.min(SIDE_BY_SIDE, wanted - from);
      const lives = Array.from({ length: count }, (_, i) => new LifeCopy(common, from + i + 1));
      for (const [i, event] of template.entries()) {
        for (let at = 0; at < count; at += AT_ONCE)
          await Promise.all(lives.slice(at, at + AT_ONCE).map((life) => life.append(event, store, sealing)));
        progress((from + (count * (i + 1)) / template.length) / wanted);
      }
      migrants.push(...lives.map((life) => life.idOf(her)));
    }
    return { events: (await store.head()) + 1, agency, migrants, plainBytes: meanPlainBytes(template) };
  } finally {
    await close();
  }
}

/** Opens the store and lets one life be lived; `first` is the number of its first event. */
async function firstLife({ data, masterKeyFile }: StoreFolder): Promise<{ agency: string; first: number }> {
  await loadRegions();
  const service = createService(await openEmbedded({ data, masterKeyFile }, null), systemClock);
  try {
    await openStore(service.handling, false);
    service.reactions.start();
    await assignOfficer(service);
    const before = await service.engines.eventStore.head();
    const agency = await liveOneLife(service);
    // The agency's own event, and that its officer is assigned to it, belong to no life.
    return { agency, first: before + 3 };
  } finally {
    await closeService(service);
  }
}

async function allEvents(store: EventStore) {
  return store.readAll(null, (await store.head()) + 1);
}

/** Streams that a life relied on and that are no part of it. */
function idsOfRules(events: readonly Uint8Array[]): string[] {
  return events
    .flatMap((bytes) => (JSON.parse(Buffer.from(bytes).toString("utf8")) as Envelope).basedOn)
    .filter(({ stream }) => stream.startsWith("rules-"))
    .map(({ stream }) => splitStream(stream)[1]);
}

function meanPlainBytes(template: readonly TemplateEvent[]): number {
  const bytes = template.reduce((total, event) => total + Buffer.byteLength(plainJsonOf(event)), 0);
  return bytes / template.length;
}
