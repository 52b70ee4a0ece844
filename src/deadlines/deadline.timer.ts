import { agencyAbove } from "../agency/deciders.js";
import type { DueCommand, Timer, ViewsOfTimer } from "../event-sourcing/reacting/timer.js";
import type { Query } from "../event-sourcing/projecting/read-model.js";
import { dateIn } from "../event-sourcing/stored-event/occurred-at.js";
import { calendarOf, changedBy } from "./calendars/calendar.js";
import { calendarsView, type CalendarDocument } from "./calendars/calendars.view.js";
import { dueDeadlinesView, type DeadlineDocument } from "./due-deadlines.view.js";
import { isOther, reckon } from "./reckon.js";

const PAGE = 500;
/** A calendar is gone through again until so long after its publication: a deadline may just have been started by it. */
const FRESH_MS = 120_000;

/**
 * The timer of deadlines: which of them are to warn, are missed, or are to be passed up. What is due follows from the
 * deadline and from what has fired of it so far, and the deadline itself tells what has fired: so neither a crash, nor a
 * clock that is set, nor a second instance makes it fire twice.
 */
export const deadlineTimer: Timer = {
  name: "deadline-timer",
  view: dueDeadlinesView.name,
  purpose: "ADMINISTRATION",
  lawfulBasis: "LEGAL_OBLIGATION",
  // What was met in time is not missed.
  afterReactions: true,
  begin(views) {
    /** By country, what was published when its open deadlines were last gone through. */
    const reckoned = new Map<string, number>();
    return async function* (now) {
      // First, so that no deadline is missed on a day that turned out to be a holiday.
      yield* moves(views, now, reckoned);
      yield* firings(views, now);
    };
  },
};

async function* firings(views: ViewsOfTimer, now: string): AsyncGenerator<readonly DueCommand[]> {
  const above = new Map<string, string | null>();
  const where = [{ field: "next", to: now }];
  for await (const page of pages(views, { where, sort: { field: "next", direction: "asc" } })) {
    for (const { agency } of page)
      if (agency !== null && !above.has(agency)) above.set(agency, await agencyAbove(views, agency, now));
    yield page.map(({ id, agency, moves: moved, warnedAt, missedAt, escalated }) => ({
      ...command(id, "FireDeadline", { above: agency === null ? null : above.get(agency)! }),
      once: `${moved}/${warnedAt === null ? 0 : 1}${missedAt === null ? 0 : 1}${escalated.length}`,
    }));
  }
}

/** Brings open deadlines in working days to what their calendars say now. */
async function* moves(
  views: ViewsOfTimer,
  now: string,
  reckoned: Map<string, number>,
): AsyncGenerator<readonly DueCommand[]> {
  const { documents } = await views.find<CalendarDocument>(calendarsView.name, { where: [], limit: PAGE });
  for (const { country, publications, publishedAt } of documents) {
    if (country === null || reckoned.get(country) === publications.length) continue;
    const calendar = calendarOf(country, publications);
    const changes = changedBy(publications.slice(reckoned.get(country)));
    const isMoved = (deadline: DeadlineDocument) => {
      const { from, due, zone } = deadline;
      const mayMove = due === null || changes(dateIn(zone, from), dateIn(zone, due));
      return mayMove && isOther(deadline, reckon(deadline, calendar));
    };
    for await (const page of pages(views, { where: [{ field: "workingDaysOf", is: country }] }))
      yield page.filter(isMoved).map((deadline) => ({
        ...command(deadline.id, "MoveDeadline", { reason: "CALENDAR_CORRECTED" }),
        once: `${deadline.moves}/${publications.length}`,
      }));
    if (Date.parse(now) - Date.parse(publishedAt) > FRESH_MS) reckoned.set(country, publications.length);
  }
}

function command(id: string, name: string, data: object): Omit<DueCommand, "once"> {
  return { category: "deadline", id, command: name, data };
}

/** Pages in an order in which what is done to one deadline changes the place of none that is still to come. */
async function* pages(
  views: ViewsOfTimer,
  query: Omit<Query, "limit" | "after">,
): AsyncGenerator<readonly DeadlineDocument[]> {
  let after: string | undefined;
  do {
    const page = await views.find<DeadlineDocument>(dueDeadlinesView.name, { ...query, limit: PAGE, after });
    yield page.documents;
    after = page.next;
  } while (after !== undefined);
}
