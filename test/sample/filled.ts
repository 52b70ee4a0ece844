import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { openEmbedded } from "../../src/engines/embedded.js";
import type { Engines } from "../../src/engines/engines.js";
import type { RawEvent } from "../../src/event-sourcing/stored-event/event-store.js";
import { openFields } from "../../src/privacy/masking.js";
import { fillSample } from "../../src/sample/fill-sample.js";
import { projections, registry } from "../../src/slices.js";
import { endedAfterTest } from "../processes.js";
import { MINUTES } from "../waiting.js";

const FILLING = fileURLToPath(new URL("./filling.mjs", import.meta.url));

/** Fills a folder in a process of its own, which is killed right after it has appended so many events of a type. */
export async function fillingKilledAt(data: string, people: number, type: string, count: number): Promise<void> {
  const args = ["--disable-warning=ExperimentalWarning", FILLING, data, String(people), type, String(count)];
  const child = endedAfterTest(spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] }));
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const [, signal] = (await once(child, "exit")) as [number | null, string | null];
  if (signal !== "SIGKILL") throw new Error(`it was not killed: ${errors}`);
}

/** Fills a folder to the end, or on from where it was, and leaves its store open. */
export async function filled(data: string, people: number): Promise<Engines> {
  const engines = await openEmbedded({ data, masterKeyFile: null }, people);
  await fillSample(engines, people);
  if (!(await engines.readModel.waitFor(await engines.eventStore.head(), MINUTES))) throw new Error("no views");
  return engines;
}

/** Every event of a store. */
export async function eventsOf({ eventStore }: Engines): Promise<RawEvent[]> {
  return eventStore.readAll(null, 100_000);
}

/**
 * Every document of every view, personal fields opened, with what is new at each fill told apart by what it stands
 * for: an event by its stream and revision. What follows from chance alone is left out: hashes, salts, the names of
 * kept files, and the tokens under a store's own key.
 */
export async function viewsOf(engines: Engines): Promise<{ [projection: string]: string[] }> {
  const events = await eventsOf(engines);
  const names = new Map(
    events.flatMap((raw) => {
      const { id, type, facts } = registry.read(raw);
      const name = `${category(raw.stream)}@${raw.revision}`;
      // Told by a process manager, so that its id follows from that of an event.
      return type === "AllegationRecorded"
        ? [[id, name] as const, [(facts as { allegation: string }).allegation, `allegation of ${name}`] as const]
        : [[id, name] as const];
    }),
  );
  const views: { [projection: string]: string[] } = {};
  for (const { name } of projections) {
    if (name === "identity-lookup") continue;
    const documents: object[] = [];
    for (let after: string | undefined, more = true; more; more = after !== undefined) {
      const page = await engines.readModel.find(name, { where: [], limit: 200, after });
      documents.push(...page.documents);
      after = page.next;
    }
    const opened = await openFields(documents, engines.sealing, NOTHING_HIDDEN, () => undefined);
    views[name] = opened.map((document) => told(document, names)).toSorted();
  }
  return views;
}

const NOTHING_HIDDEN = async () => () => false;
const LEFT_OUT = ["hash", "previous", "position", "blob", "salt", "commitment"];
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const EVENT_ID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;

function told(document: object, names: ReadonlyMap<string, string>): string {
  const text = JSON.stringify(document, (key, value: unknown) => (LEFT_OUT.includes(key) ? undefined : value));
  return text.replaceAll(UUID, (id) => names.get(id) ?? id);
}

/** A process's stream is named after an event. */
function category(stream: string): string {
  return stream.replaceAll(EVENT_ID, "event");
}
