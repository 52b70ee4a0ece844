import { join } from "node:path";
import { accessViews } from "../../src/access/access.views.js";
import { RegisteredCallers } from "../../src/sign-in/callers.js";
import { hiddenFrom } from "../../src/access/masked-fields.js";
import { Narrowings } from "../../src/access/narrowings.js";
import { permits } from "../../src/access/policy.js";
import { Sight, SIGHT_VIEWS } from "../../src/access/sight.js";
import { Predecessors } from "../../src/agency/predecessors.js";
import { agenciesView } from "../../src/agency/agencies.view.js";
import { agencyDecider } from "../../src/agency/agency.commands.js";
import { officerDecider } from "../../src/agency/officer.commands.js";
import type { EventStore } from "../../src/event-sourcing/stored-event/event-store.js";
import { onlyFields, type FieldSealing } from "../../src/event-sourcing/stored-event/personal-field.js";
import { openSqliteReadModel } from "../../src/engines/sqlite/read-model.js";
import { openSqliteViewStore } from "../../src/engines/sqlite/view-store.js";
import { systemClock } from "../../src/event-sourcing/clock.js";
import { CommandHandling } from "../../src/event-sourcing/deciding/command-handling.js";
import { runProjections } from "../../src/event-sourcing/projecting/projection-runner.js";
import type { Projection } from "../../src/event-sourcing/projecting/projection.js";
import { personDecider } from "../../src/person/person.commands.js";
import { personProfileView, type PersonProfileDocument } from "../../src/person/person-profile.view.js";
import { openFields } from "../../src/privacy/masking.js";
import { registry } from "../../src/slices.js";
import { FIVE_CONTACT_FIELDS, FIVE_IDENTITY_FIELDS } from "../log/life.ts";
import { memoryOf, resultOf, type Result } from "../results.ts";
import { percentile } from "../statistics.ts";
import { ADMINISTRATOR, AGENCY_OFFICER, officersCommand, openWriting, storeFolder } from "../store.ts";
import { inRounds, type Given, type Measurement } from "./measurement.ts";
import { loadPeer, unlessBusy } from "./peer.ts";

const NOTHING_HIDDEN = async () => () => false;
const LENGTH = 200;
const STREAMS = 8;
const ROUNDS = 5;
const LOADS = 100;
const PAGE = 50;
const PAGES = 20;

/** A stream of 200 events read into its state, and the sealed fields of a page of 50 persons (ten each) opened. */
export const reading: Measurement = {
  name: "reading",
  ids: ["replay-200", "open-fields", "policy-cost", "peer-read-stream"],
  needsLog: false,
  seconds: 20,
  measure,
};

async function measure({ folder, ids, progress, note }: Given): Promise<Result[]> {
  const at = storeFolder(folder);
  const { store, sealing, handling, close } = await openWriting(at);
  const agency = await officersAgency(handling);
  const person = async () => {
    const data = { sex: "FEMALE", source: "IN_PERSON", identity: FIVE_IDENTITY_FIELDS, contact: FIVE_CONTACT_FIELDS };
    return (await handling.handle(personDecider, undefined, "RegisterPerson", data, officersCommand(agency))).id;
  };
  const persons = await Promise.all(Array.from({ length: PAGE }, person));
  const long = persons.slice(0, STREAMS);
  for (let i = 1; i < LENGTH; i++) {
    const change = (id: string) =>
      handling.handle(personDecider, id, "ChangeContact", FIVE_CONTACT_FIELDS, officersCommand(agency));
    await Promise.all(long.map(change));
    progress((0.4 * i) / LENGTH);
  }

  const times: { all: number[]; peer: number[] } = { all: [], peer: [] };
  const replay = () =>
    medianOf(LOADS, times.all, async (i) => {
      // A handling of its own each time, as one keeps the streams that it has read.
      const fresh = new CommandHandling(store, registry, sealing, systemClock);
      const state = await fresh.load({ aggregate: personDecider, id: long[i % STREAMS]! });
      if (!state.registered) throw new Error("the stream is not there");
    });
  const peer = ids.has("peer-read-stream") ? await peerReplay(folder, times.peer, note) : undefined;
  const wantsPage = ids.has("open-fields") || ids.has("policy-cost");
  const page = wantsPage ? await profilePage(folder, store, persons) : undefined;
  const policed = page && ids.has("policy-cost") ? policedPage(page, handling, store, sealing) : undefined;
  const wantsReplay = ids.has("replay-200") || peer !== undefined;
  const rounds = await inRounds(
    ROUNDS,
    {
      ...(wantsReplay && { replay }),
      ...(peer && { peer }),
      ...(policed && { police: async () => percentile(await timesOf(PAGES, policed.police), 0.5) }),
      ...(page && {
        read: () => medianOf(PAGES, [], () => page.read()),
        open: () =>
          medianOf(PAGES, [], async () => {
            await openFields(await page.read(), sealing, NOTHING_HIDDEN, registry.kindOf);
          }),
      }),
    },
    (share) => progress(0.4 + 0.6 * share),
  );
  const results: Result[] = [];
  const { memory } = rounds;
  if (ids.has("replay-200"))
    results.push(
      resultOf("replay-200", "ms (p99)", [percentile(times.all, 0.99)]),
      resultOf("replay-200-p50", "ms", rounds.replay!),
      memoryOf("replay-200", memory.replay!),
    );
  if (policed) results.push(resultOf("policy-cost", "ms", rounds.police!), memoryOf("policy-cost", memory.police!));
  if (page && ids.has("open-fields"))
    results.push(resultOf("open-fields", "ms", rounds.open!, rounds.read), memoryOf("open-fields", memory.open!));
  if (peer)
    results.push(
      resultOf("peer-read-stream", "ms", rounds.peer!, rounds.replay),
      memoryOf("peer-read-stream", memory.peer!),
    );
  await policed?.stop();
  await page?.close();
  await close();
  return results;
}

/** Times that something tells of itself, in ms. */
async function timesOf(times: number, once: () => Promise<number>): Promise<number[]> {
  const all: number[] = [];
  for (let i = 0; i < times; i++) all.push(await once());
  return all;
}

/** The median of one round, in ms; all times are kept beside. */
async function medianOf(times: number, all: number[], once: (i: number) => Promise<unknown>): Promise<number> {
  const mine: number[] = [];
  for (let i = 0; i < times; i++) {
    const begun = performance.now();
    await once(i);
    mine.push(performance.now() - begun);
  }
  all.push(...mine);
  return percentile(mine, 0.5);
}

async function profilePage(
  folder: string,
  events: Parameters<typeof runProjections>[0]["events"],
  ids: readonly string[],
) {
  const file = join(folder, "views.db");
  const views = openSqliteViewStore(file);
  const readModel = openSqliteReadModel(file);
  const runner = await runProjections({
    projections: [personProfileView as object as Projection, agenciesView as object as Projection, ...accessViews],
    registry,
    views,
    events,
    onCheckpoint: (numbers) => readModel.advanced(numbers),
    onAlarm: ({ error }) => {
      throw new Error(error);
    },
  });
  await readModel.waitFor(await events.head(), 60_000);
  return {
    readModel,
    read: () => readModel.getMany(personProfileView.name, ids),
    async close() {
      await runner.stop();
      readModel.close();
      await views.close();
    },
  };
}

/** An agency, and the officer of the benchmark as a caseworker there. */
async function officersAgency(handling: CommandHandling): Promise<string> {
  const administrators = () => officersCommand(null, ADMINISTRATOR);
  const agency = { kind: "BP3MI", name: "BP3MI Banten", zone: "Asia/Jakarta" };
  const { id } = await handling.handle(agencyDecider, undefined, "RegisterAgency", agency, administrators());
  const assignment = { agency: id, role: "CASEWORKER", from: "2020-01-01" };
  await handling.handle(officerDecider, AGENCY_OFFICER.id, "AssignOfficer", assignment, administrators());
  return id;
}

/**
 * What the access costs of a page of 50 persons that an officer's agency registered, name and initials shown as on a
 * board: who calls and as what, whom of them they may see, and opening what they may. The page is read before.
 */
function policedPage(
  page: Awaited<ReturnType<typeof profilePage>>,
  handling: CommandHandling,
  store: EventStore,
  sealing: FieldSealing,
) {
  const identity = { officer: AGENCY_OFFICER.id, administrator: false };
  const narrowings = new Narrowings({
    store,
    views: page.readModel,
    registry,
    sightViews: SIGHT_VIEWS,
    otherViews: [personProfileView.name],
    headAgeMs: 0,
    heldAgeMs: 1_000,
  });
  const predecessors = new Predecessors(page.readModel, narrowings);
  const callers = new RegisteredCallers({ identify: async () => identity }, handling, systemClock, predecessors);
  const sight = new Sight(page.readModel, store, systemClock, narrowings);
  return {
    stop: () => narrowings.stop(),
    async police() {
      const rows = (await page.read()) as PersonProfileDocument[];
      const begun = performance.now();
      const caller = await callers.callerOf(await callers.identify({ authorization: "Bearer token" }), {});
      if (!permits("REPATRIATION_LIST", caller.role, caller.jurisdiction.kind)) throw new Error("it is not permitted");
      const sealed = await sight.sealedFrom(
        caller,
        rows.map(({ id }) => id),
      );
      const shown = rows.filter(({ id }) => !sealed.has(id));
      const board = shown.map((row) => onlyFields(row.identity, ["name", "initials"]));
      const opened = (await openFields(board, sealing, hiddenFrom(caller, sight), registry.kindOf)) as {
        name: unknown;
      }[];
      if (opened.length !== PAGE || typeof opened[0]!.name !== "string") throw new Error("the page is not open");
      return performance.now() - begun;
    },
  };
}

async function peerReplay(folder: string, times: number[], note: (text: string) => void) {
  const peer = await loadPeer(note);
  if (!peer) return undefined;
  const store = peer.getSQLiteEventStore({ fileName: join(folder, "peer.db") });
  const metadata = officersCommand(null);
  const event = { type: "ContactChanged", data: FIVE_CONTACT_FIELDS, metadata };
  const events = Array.from({ length: LENGTH }, () => event);
  for (let i = 0; i < STREAMS; i++) await unlessBusy(() => store.appendToStream(`person-${i}`, events));
  return () =>
    medianOf(LOADS, times, async (i) => {
      const { state } = await store.aggregateStream<object>(`person-${i % STREAMS}`, {
        initialState: () => ({}),
        evolve: (before, { data }) => ({ ...before, ...data }),
      });
      if (!("phone" in state)) throw new Error("the stream is not there");
    });
}
