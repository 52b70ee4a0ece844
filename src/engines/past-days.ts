import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { StoreUnavailable } from "../event-sourcing/stored-event/event-store.js";
import { PastDayNotReady, type PastDay, type PastDays } from "../figures/past-days.js";
import { LIMITS } from "../limits.js";
import type { FoldedDay, LogOfPast, PastDayData } from "./past-day-worker.js";
import { openSqliteReadModel, type SqliteReadModel } from "./sqlite/read-model.js";

/** How long a question waits for its day, in ms. */
const WAIT_MS = 5_000;
const WORKER = new URL("./past-day-worker.js", import.meta.url);
const SLICES = new URL("../slices.js", import.meta.url);

interface Kept extends PastDay {
  readonly file: string;
  readonly readModel: SqliteReadModel;
}

export interface OpenPastDays extends PastDays {
  close(): Promise<void>;
}

/**
 * Past days, each in a file of its own, which only this process reads: of the days asked for last, as many as
 * `LIMITS.pastDaysKept`. The files hold ids, codes, years and districts, as views do, and no field of a person. They go
 * when the service ends, and with a day that can't be folded.
 * @param within the folder in which they have one of their own
 */
export function openPastDays(log: LogOfPast, within = tmpdir()): OpenPastDays {
  /** The day asked for last stands at the end. */
  const kept = new Map<string, Kept>();
  let folder: string | undefined;
  let folding: { readonly end: string; readonly worker: Worker; readonly done: Promise<void> } | undefined;
  let files = 0;

  async function fold(worker: Worker, end: string, file: string): Promise<void> {
    let readModel: SqliteReadModel | undefined;
    try {
      const folded = await new Promise<FoldedDay>((resolve, reject) => {
        worker.once("message", resolve);
        worker.once("error", reject);
        worker.once("exit", () => reject(new Error("its thread ended")));
      });
      readModel = openSqliteReadModel(file);
      kept.set(end, { ...folded, things: readModel, readModel, file });
      for (const [oldest, day] of kept) {
        if (kept.size <= LIMITS.pastDaysKept.most) break;
        kept.delete(oldest);
        day.readModel.close();
        remove(day.file);
      }
    } catch (error) {
      throw new StoreUnavailable(`a past day could not be folded: ${(error as Error).message}`);
    } finally {
      // Its thread may write until it has ended.
      await worker.terminate();
      if (readModel === undefined) remove(file);
      folding = undefined;
    }
  }

  function begin(end: string): NonNullable<typeof folding> {
    folder ??= mkdtempSync(join(within, "kawal-past-days-"));
    const file = join(folder, `${files++}.db`);
    const data: PastDayData = { log, slices: SLICES.href, end, views: file };
    const worker = new Worker(WORKER, { name: "past day", workerData: data });
    const done = fold(worker, end, file);
    // Who asked may have gone: the next one who asks begins anew.
    done.catch(() => undefined);
    return { end, worker, done };
  }

  return {
    async endingAt(end) {
      if (!kept.has(end)) {
        if (folding !== undefined && folding.end !== end) throw new PastDayNotReady(true);
        folding ??= begin(end);
        const waiting = new AbortController();
        const late = delay(WAIT_MS, undefined, { signal: waiting.signal, ref: false }).catch(() => undefined);
        await Promise.race([folding.done, late]);
        waiting.abort();
      }
      const day = kept.get(end);
      if (day === undefined) throw new PastDayNotReady(false);
      kept.delete(end);
      kept.set(end, day);
      return day;
    },
    async close() {
      const { worker, done } = folding ?? {};
      await worker?.terminate();
      await done?.catch(() => undefined);
      for (const { readModel } of kept.values()) readModel.close();
      kept.clear();
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function remove(file: string): void {
  for (const end of ["", "-wal", "-shm"]) rmSync(`${file}${end}`, { force: true });
}
