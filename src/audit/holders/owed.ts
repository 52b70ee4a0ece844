import {
  DeadlineEscalated,
  DeadlineMissed,
  DeadlineMoved,
  DeadlineReopened,
  DeadlineStarted,
  DeadlineWarned,
} from "../../deadlines/deadline.events.js";
import { deadlineAggregate, type Deadline } from "../../deadlines/deadline.js";
import type { EventRecord } from "../../event-sourcing/stored-event/event-record.js";
import { dateIn } from "../../event-sourcing/stored-event/occurred-at.js";
import { askedFor, doneIn, named, rowOf, type HolderRow, type RowSources } from "./holder-rows.js";
import { marksOf, type Mark } from "./holdings.js";

/** What the clock and the calendar did with it. */
const BY_TIME: readonly string[] = [DeadlineWarned, DeadlineMissed, DeadlineEscalated, DeadlineMoved].map(
  ({ type }) => type,
);

/**
 * A deadline as a row: from when time ran until it was met or given up, by whom it is owed, and what came of it.
 * @param history of one deadline, as it happened
 */
export function deadlineRow(stream: string, history: readonly EventRecord[], sources: RowSources): HolderRow[] {
  const marks = marksOf(history);
  const [from] = marks;
  if (from?.event.type !== DeadlineStarted.type) return [];
  let deadline: Deadline = deadlineAggregate.initial;
  let until: Mark | null = null;
  for (const mark of marks) {
    deadline = deadlineAggregate.evolve(deadline, mark.event);
    if (mark.event.type === DeadlineReopened.type) until = null;
    if (deadline.state === "MET" || deadline.state === "WAIVED") until ??= mark;
  }
  const due = deadline.due === null ? null : dateIn(deadline.zone, deadline.due);
  return [
    {
      ...rowOf("DEADLINE", stream, { from, until }, sources),
      agency: named(deadline.agency, from.at, sources),
      officer: deadline.officer,
      part: deadline.rule,
      reason: outcomeOf(deadline),
      asked: [askedFor({ mark: from, reason: deadline.rule, due }, sources)],
      did: doneIn(
        marks.filter(({ event }) => BY_TIME.includes(event.type)),
        sources,
      ),
      readers: [],
    },
  ];
}

/** What came of it: null while there is time left. */
function outcomeOf({ state, met, missedAt }: Deadline): string | null {
  if (state === "MET") return met!.inTime ? "MET" : "MET_LATE";
  if (state === "WAIVED") return missedAt === null ? "WAIVED" : "WAIVED_LATE";
  return missedAt === null ? null : "MISSED";
}
