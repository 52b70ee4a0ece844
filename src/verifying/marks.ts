import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import { standingIn, type Mark, type Marked } from "../event-sourcing/stored-event/mark.js";
import { placeOf } from "./log.js";
import type { LogName, WrittenLogEnds } from "../engines/log-ends.js";
import type { ViewRow } from "../engines/sqlite/view-store.js";
import type { Databases } from "./databases.js";

/** How far something has come in a log. */
export interface MarkOf extends Marked {
  /** What it is, in words. */
  readonly whose: string;
  readonly view: boolean;
}

/** How far the stored views of some projections have come. */
export function marksOfViews(rows: readonly ViewRow[], names: readonly string[]): MarkOf[] {
  return rows.flatMap(({ projection, number, mark: stored }) => {
    if (number === null || !names.includes(projection)) return [];
    const mark = markIn(stored);
    return { whose: `the view ${projection}`, view: true, number, mark };
  });
}

/** Null for one that is none: the documents are compared all the same. */
function markIn(stored: string | null): Mark | null {
  try {
    const mark = JSON.parse(stored ?? "null") as Mark | null;
    return isMark(mark) ? mark : null;
  } catch {
    return null;
  }
}

/** How far the process managers have come, as the files in `checkpoints` say. */
export function marksOfReactions(data: string): MarkOf[] {
  const folder = join(data, "checkpoints");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    try {
      const marked = JSON.parse(readFileSync(join(folder, name), "utf8")) as Marked;
      return Number.isInteger(marked.number) && isMark(marked.mark)
        ? { ...marked, whose: `checkpoints/${name}`, view: false }
        : [];
    } catch {
      // One that is torn is begun anew.
      return [];
    }
  });
}

/** How far the logs had come when the service wrote that down. */
export async function marksOfLogEnds(
  written: Pick<WrittenLogEnds, "read">,
  whose: string,
  log: LogName,
): Promise<MarkOf[]> {
  const end = (await written.read())?.[log];
  return end === undefined ? [] : [{ ...end, whose, view: false }];
}

/** @param applied number up to which the erasures of the log were applied to the keys; -1 for none */
export function markOfErasures(whose: string, applied: number): MarkOf[] {
  return applied < 0 ? [] : [{ whose, view: false, number: applied, mark: null }];
}

/** How far others have come in a log, which they can't where it was rolled back. */
export async function checkMarks(
  databases: Databases,
  part: "events" | "reads",
  log: EventStore,
  marks: readonly MarkOf[],
): Promise<void> {
  const head = await log.head();
  const ahead = marks.filter(({ number }) => number > head);
  const most = ahead.reduce<MarkOf | undefined>((a, b) => (a !== undefined && a.number >= b.number ? a : b), undefined);
  if (most !== undefined)
    databases.found(part).push({
      fault: "rolled-back",
      number: head + 1,
      ...(most.number > head + 1 && { upTo: most.number }),
      stream: null,
      revision: null,
      type: null,
      what: `the log ends before what ${most.whose} had taken`,
    });
  for (const marked of marks)
    if (marked.mark && marked.number <= head && (await standingIn(log, marked)) === "other")
      await notAsTaken(databases, part, log, marked.mark, marked.whose);
  const least = marks.reduce((number, each) => (each.view ? Math.min(number, each.number) : number), head);
  if (!databases.evidence.live && least < head)
    databases.notes.push(
      `Not every view has taken the ${part} after number ${least}: the service ended before that, or they were put in after it.`,
    );
}

/** That an event is not the one that something else took there. */
export async function notAsTaken(
  databases: Databases,
  part: "events" | "reads",
  log: EventStore,
  { stream, revision }: Pick<Mark, "stream" | "revision">,
  whose: string,
): Promise<void> {
  const known = databases
    .found(part)
    .some((each) => each.fault === "not-as-taken" && each.stream === stream && each.revision === revision);
  if (known) return;
  const [raw] = await log.readStream(stream, revision);
  const place = raw?.revision === revision ? placeOf(raw) : { number: null, stream, revision, type: null };
  databases.found(part).push({ fault: "not-as-taken", ...place, what: `${whose} took another event there` });
}

function isMark(mark: unknown): boolean {
  const { stream, revision } = (mark ?? {}) as Partial<Mark>;
  return mark === undefined || mark === null || (typeof stream === "string" && Number.isInteger(revision));
}
