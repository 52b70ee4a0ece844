import { Presets, SingleBar } from "cli-progress";
import { Command, InvalidArgumentError, Option } from "commander";
import { fork } from "node:child_process";
import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DoesNotSync, measureSync } from "./disk.ts";
import type { FilledLog } from "./log/fill.ts";
import type { Report, Task } from "./measure.ts";
import { MEASUREMENTS } from "./measuring/all.ts";
import type { Measurement } from "./measuring/measurement.ts";
import { sectionOf, tableOf } from "./report.ts";
import { resultOf, type Result } from "./results.ts";
import { storeFolder } from "./store.ts";

const SIZES = { small: 20_000, normal: 100_000, large: 1_000_000 } as const;
/** Measured by the filling itself. */
const OF_THE_LOG = ["bytes-per-event"];
const IDS = [...MEASUREMENTS.flatMap(({ ids }) => ids), ...OF_THE_LOG];

/** About how fast, for the progress bar. */
const FILLED_A_SECOND = 6_000;

interface Options {
  readonly scale: keyof typeof SIZES;
  readonly only?: readonly string[];
  readonly json?: string;
  readonly markdown?: string;
  readonly folder: string;
}

const program = new Command("npm run bench --")
  .description("Measures Kawal beside bare node:sqlite, and beside a peer.")
  .addOption(new Option("--scale <scale>", "events in the log").choices(Object.keys(SIZES)).default("normal"))
  .option("--only <id,id>", `measure these only: ${IDS.join(", ")}`, listOfIds)
  .option("--json <file>", "write an array of {id, value, unit, reference, ratio}")
  .option("--markdown <file>", "write the results as a section of docs/performance.md")
  .option("--folder <folder>", "where to write, on the disk to be measured", join(import.meta.dirname, "data"));

function listOfIds(text: string): string[] {
  const ids = text.split(",").map((id) => id.trim());
  for (const id of ids) if (!IDS.includes(id)) throw new InvalidArgumentError(`${id} is none of ${IDS.join(", ")}`);
  return ids;
}

async function run({ scale, only, json, markdown, folder }: Options): Promise<void> {
  const wanted = new Set(only ?? IDS);
  const sync = measureSync(resolve(folder));
  console.log(`An fsync takes ${Math.round(sync.median)} µs (p95 ${Math.round(sync.p95)} µs) in this folder.`);
  const mine = join(resolve(folder), `run-${process.pid}`);
  mkdirSync(mine);
  const results: Result[] = [];
  const notes: string[] = [];
  const due = MEASUREMENTS.filter(({ ids }) => ids.some((id) => wanted.has(id)));
  const events = SIZES[scale];
  const fills = due.some(({ needsLog }) => needsLog) || OF_THE_LOG.some((id) => wanted.has(id));
  const fillSeconds = fills ? events / FILLED_A_SECOND : 0;
  const bar = new SingleBar(
    { format: "{bar} {percentage}% | {doing}", hideCursor: true, noTTYOutput: true, notTTYSchedule: 10_000 },
    Presets.shades_classic,
  );
  let before = 0;
  bar.start(
    due.reduce((sum, { seconds }) => sum + seconds, fillSeconds),
    0,
    { doing: "" },
  );
  let log: (FilledLog & { store: ReturnType<typeof storeFolder> }) | null = null;
  try {
    if (fills) {
      const store = storeFolder(join(mine, "log"));
      const title = `filling a log of ${events.toLocaleString("en")} events`;
      const report = await inProcess({ kind: "fill", store, events }, title, fillSeconds);
      if (report.kind !== "filled") throw new Error("the log was not filled");
      log = { ...report.log, store };
      if (wanted.has("bytes-per-event")) results.push(...sizesOf(log));
    }
    for (const measurement of due) results.push(...(await measured(measurement)));
  } finally {
    bar.stop();
    rmSync(mine, { recursive: true, force: true });
  }
  results.sort((a, b) => place(a.id) - place(b.id));
  console.log(`\n${tableOf(results)}\n`);
  for (const note of notes) console.log(`Note: ${note}`);
  const plain = results.map(({ id, value, unit, reference, ratio }) => ({ id, value, unit, reference, ratio }));
  if (json) writeFileSync(json, `${JSON.stringify(plain, null, 2)}\n`);
  if (markdown) writeFileSync(markdown, sectionOf(results, { events: log?.events ?? 0, sync, notes }));

  async function measured({ name, ids, needsLog, seconds }: Measurement): Promise<readonly Result[]> {
    const own = join(mine, name);
    mkdirSync(own);
    const task: Task = {
      kind: "measure",
      name,
      folder: own,
      ids: ids.filter((id) => wanted.has(id)),
      size: events,
      log: needsLog ? log : null,
    };
    const report = await inProcess(task, name, seconds);
    rmSync(own, { recursive: true, force: true });
    return report.kind === "measured" ? report.results : [];
  }

  /** Each in a process of its own, so that none has another's memory or compiled code. */
  async function inProcess(task: Task, title: string, seconds: number): Promise<Report> {
    bar.update(before, { doing: title });
    // What the peer prints on its way would tear the bar.
    const child = fork(join(import.meta.dirname, "measure.ts"), { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    const report = new Promise<Report>((done, fail) => {
      child.on("message", (message: Report) => {
        if (message.kind === "progress") bar.update(before + message.share * seconds);
        else if (message.kind === "note") notes.push(message.text);
        else done(message);
      });
      // Not at its exit, which may come before a long report has been read.
      child.on("disconnect", () => fail(new Error(`${title}: the process ended and told no result`)));
    });
    child.send(task);
    const last = await report;
    bar.update((before += seconds));
    if (child.exitCode === null) await new Promise((ended) => child.once("exit", ended));
    return last;
  }
}

/** In the order in which the ids are listed; what belongs to an id stands behind it. */
function place(id: string): number {
  return ORDER.findLastIndex((each) => id === each || id.startsWith(`${each}-`));
}

const ORDER = [
  "append-1",
  "append-64",
  "append-1-new-subject",
  "command-http-64",
  "cpu-per-command",
  "visible-p95",
  "rebuild-pair",
  "rebuild-all",
  "replay-200",
  "board-page",
  "page-floor",
  "work-page",
  "work-items",
  "search-name",
  "deadline-round",
  "open-fields",
  "policy-cost",
  "sse-p95",
  "sse-idle-memory",
  "start-again",
  "bytes-per-event",
  "peer-append-1",
  "peer-read-stream",
  "peer-rebuild",
];

function sizesOf({ events, plainBytes, store }: FilledLog & { store: { data: string } }): Result[] {
  const size = (name: string) => statSync(join(store.data, name)).size / events;
  const reference = [plainBytes];
  return [
    resultOf("bytes-per-event", "bytes", [size("events.db")], reference),
    resultOf("bytes-per-event-keys", "bytes", [size("keys.db")], reference),
  ];
}

program.parse();
run(program.opts<Options>()).catch((error: unknown) => {
  console.error(error instanceof DoesNotSync ? error.message : error);
  process.exitCode = 1;
});
