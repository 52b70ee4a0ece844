import { setTimeout as delay } from "node:timers/promises";
import { Command } from "commander";
import { addAgencyCommands } from "./agencies.js";
import { addKeyCommands } from "./keys.js";
import { addPolicyCommand } from "./policy.js";
import { addProjectionsCommands } from "./projections.js";
import { addStoreCommands } from "./stores.js";
import { addUserCommands } from "./users.js";
import { addVerifyCommand } from "./verify.js";
import { storeConfigOf } from "../config.js";
import { openReading, type Reading } from "../engines/reading.js";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import type { ReadModel } from "../event-sourcing/projecting/read-model.js";
import { inWords, ViewsProgress, type ViewProgress } from "../event-sourcing/projecting/views-progress.js";
import { parkingReason } from "../event-sourcing/projecting/parking-reason.js";
import { buildName } from "../event-sourcing/projecting/view-store.js";
import { systemClock } from "../event-sourcing/clock.js";
import { viewFaults } from "../event-sourcing/projecting/view-standing.js";
import { projections, viewsOfReads } from "../slices.js";

const program = new Command("kawal").description(
  "Follows migrant workers from the village to work abroad and home again.",
);

const dataOption = ["--data <folder>", "folder of the store", process.env["KAWAL_DATA"] ?? "data"] as const;
program
  .command("start")
  .description("run the service (configured by the environment, see the README)")
  .action(async () => void (await import("../serve.js")));

addVerifyCommand(program, dataOption);

program
  .command("status")
  .description("how far the events and the views have come, and what is parked; reads only")
  .option(...dataOption)
  .option("--for <seconds>", "how long late views are watched, to tell their rate and the time that is left", "2")
  .action(({ data, for: watched }: { data: string; for: string }) =>
    reading(data, async ({ events, reads, views }) => {
      const seconds = Number(watched);
      if (!(seconds >= 1 && seconds <= 600)) throw new Error(`--for is ${watched}: it must be from 1 to 600 seconds`);
      await printProgress("events", events, projections, views, seconds);
      if (reads) await printProgress("reads", reads, viewsOfReads.projections, views, seconds);
      for (const { projection, subject, stream, revision, error, waiting } of await views.parked()) {
        const reason = parkingReason(error);
        const why = `${reason.class}, ${reason.error}`;
        console.log(`  PARKED in ${projection}: ${subject} at ${stream}@${revision} (${why}), ${waiting} waiting`);
      }
    }),
  );

/** What is done with a build beside the one that is served. */
const BESIDE = {
  BUILDING: "is being built beside it",
  KEPT: "is kept to go back to",
  CANCELLED: "was cancelled",
} as const;

/** How the views of one log come on: looked at twice where one is late, else once. */
async function progressOf(
  log: EventStore,
  names: readonly string[],
  views: ReadModel,
  seconds: number,
): Promise<readonly ViewProgress[]> {
  const versions = async () =>
    (await views.versions()).flatMap((each) => (names.includes(each.projection) ? { ...each, apart: false } : []));
  const stallMs = seconds * 1000;
  const watch = new ViewsProgress({ views: { versions }, events: log, clock: systemClock, stallMs });
  const first = await watch.look();
  if (!first.some(({ late }) => late)) return first;
  await delay(stallMs);
  return watch.look();
}

/** How far one log has come, and the views that follow it. */
async function printProgress(
  log: string,
  store: EventStore,
  projectionsOfLog: readonly Projection[],
  views: ReadModel,
  seconds: number,
): Promise<void> {
  const head = await store.head();
  console.log(store.gapless ? `${head + 1} ${log}` : `${log} up to ${head}`);
  const names = projectionsOfLog.map(({ name }) => name);
  const versions = (await views.versions()).filter(({ projection }) => names.includes(projection));
  const faults = await viewFaults(store, versions);
  const progress = await progressOf(store, names, views, seconds);
  for (const name of names) {
    const stored = versions.filter(({ projection }) => projection === name);
    const served = stored.find(({ serving }) => serving) ?? stored.at(-1);
    const { version, checkpoint } = served ?? {};
    const fault = version === undefined ? "not there" : faults.get(name);
    const mine = progress.filter(({ projection }) => projection === name);
    const shown = mine.find((each) => served !== undefined && buildName(each) === buildName(served));
    const comes = shown === undefined ? "" : inWords(shown);
    const state = fault === undefined ? comes : fault === "being built" ? `${fault}, ${comes}` : fault;
    console.log(`  ${name} v${version ?? "-"}: ${state}, data as of ${checkpoint?.recordedAt ?? "nothing"}`);
    for (const other of mine.filter((each) => each !== shown))
      console.log(`    ${buildName(other)} ${BESIDE[other.state ?? "BUILDING"]}: ${inWords(other)}`);
  }
}

addStoreCommands(program);
addUserCommands(program, dataOption);
addKeyCommands(program);
addPolicyCommand(program);
addAgencyCommands(program);

addProjectionsCommands(program);

/** The embedded store in a folder; with `KAWAL_PROFILE=cluster`, the one that the environment names. */
async function reading(data: string, read: (store: Reading) => Promise<void>): Promise<void> {
  const { KAWAL_PROFILE } = process.env;
  const { engines } = KAWAL_PROFILE === "cluster" ? storeConfigOf(process.env) : { engines: undefined };
  const store = await openReading(engines?.profile === "cluster" ? engines : data);
  try {
    await read(store);
  } finally {
    await store.close();
  }
}

program.parseAsync().catch((error: Error) => {
  console.error(`kawal: ${error.message}`);
  process.exitCode = 1;
});
