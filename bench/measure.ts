/** One measurement, in a process of its own; told what to do, and telling how far it is, over the process's channel. */
import { fillLog, type FilledLog } from "./log/fill.ts";
import { MEASUREMENTS } from "./measuring/all.ts";
import type { Given } from "./measuring/measurement.ts";
import type { Result } from "./results.ts";
import type { StoreFolder } from "./store.ts";

export type Task =
  | { readonly kind: "fill"; readonly store: StoreFolder; readonly events: number }
  | {
      readonly kind: "measure";
      readonly name: string;
      readonly folder: string;
      readonly ids: readonly string[];
      readonly size: number;
      readonly log: Given["log"];
    };

export type Report =
  | { readonly kind: "progress"; readonly share: number }
  | { readonly kind: "note"; readonly text: string }
  | { readonly kind: "filled"; readonly log: FilledLog }
  | { readonly kind: "measured"; readonly results: readonly Result[] };

/** Resolves when it is on its way: a long report would else be cut off by the end. */
const tell = (report: Report) => new Promise<void>((sent) => void process.send!(report, () => sent()));
const progress = (share: number) => void tell({ kind: "progress", share });

async function take(task: Task): Promise<void> {
  if (task.kind === "fill") {
    await tell({ kind: "filled", log: await fillLog(task.store, task.events, progress) });
  } else {
    const { folder, ids, size, log } = task;
    const measurement = MEASUREMENTS.find(({ name }) => name === task.name)!;
    const note = (text: string) => void tell({ kind: "note", text });
    await tell({
      kind: "measured",
      results: await measurement.measure({ folder, ids: new Set(ids), size, log, progress, note }),
    });
  }
  process.disconnect!();
}

process.once("message", (task: Task) => void take(task));
