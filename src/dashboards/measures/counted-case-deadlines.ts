import {
  DeadlineMissed,
  deadlineEvents,
  DeadlineHandedOn,
  DeadlineMet,
  DeadlineMoved,
  DeadlineReopened,
  DeadlineResumed,
  DeadlineStarted,
  DeadlineWaived,
  DeadlineWarned,
} from "../../deadlines/deadline.events.js";
import { splitStream } from "../../event-sourcing/deciding/decider.js";
import type { EventRecord } from "../../event-sourcing/stored-event/event-record.js";
import { counted } from "../../figures/counted.js";
import { code, days, daysBetween, id, month, monthOf } from "../../figures/dimension.js";
import { caseEvents } from "../../protection-case/case.events.js";

/** What figures need of a deadline. */
interface Owed {
  readonly rule: string | null;
  readonly agency: string | null;
  /** ISO; null where the calendar lacks a year. */
  readonly due: string | null;
  readonly warned: boolean;
  readonly missed: boolean;
  /** ISO. */
  readonly met: string | null;
  readonly inTime: boolean;
  readonly waived: boolean;
}

export const DEADLINE_OUTCOMES = ["OPEN", "MET", "MET_LATE", "MISSED", "WAIVED"] as const;

const NOTHING: Owed = {
  rule: null,
  agency: null,
  due: null,
  warned: false,
  missed: false,
  met: null,
  inTime: false,
  waived: false,
};

/** Each deadline in a protection case; who sees the case counts it. */
export const countedCaseDeadlines = counted<Owed>({
  name: "figure-case-deadlines",
  version: 2,
  list: "CASE_READ",
  types: [...caseEvents, ...deadlineEvents].map(({ type }) => type),
  of: ["case", "deadline"],
  seenAs: "case",
  dimensions: {
    rule: code("What is owed, by its rule", "Kewajiban menurut aturan"),
    outcome: code("What came of it", "Hasil", DEADLINE_OUTCOMES),
    warned: code("Whether it was warned of", "Sudah diingatkan", ["true", "false"]),
    agency: id("Agency that owes it", "Instansi yang berkewajiban"),
    month: month("Month in which it is due", "Bulan jatuh tempo"),
    daysLate: days("Days from when it was due until it was met", "Hari keterlambatan"),
  },
  together: [
    ["rule", "outcome"],
    ["agency", "outcome", "month"],
  ],
  begins({ stream, type, facts }) {
    if (type !== DeadlineStarted.type) return [];
    const { kind, id: matter } = facts["of"] as { readonly kind: string; readonly id: string };
    return kind === "case" ? [`${matter}/${splitStream(stream)[1]}`] : [];
  },
  initial: NOTHING,
  evolve: (owed, event) => (splitStream(event.stream)[0] === "deadline" ? withEvent(owed, event) : owed),
  cell(owed) {
    const { rule, agency, due, warned, met } = owed;
    if (rule === null) return undefined;
    return {
      about: null,
      values: {
        rule,
        outcome: outcomeOf(owed),
        warned: `${warned}`,
        agency: agency ?? undefined,
        month: monthOf(due),
        daysLate: met === null || owed.inTime ? null : daysBetween(due, met),
      },
    };
  },
});

function outcomeOf({ met, inTime, waived, missed }: Owed): (typeof DEADLINE_OUTCOMES)[number] {
  if (met !== null) return inTime ? "MET" : "MET_LATE";
  if (waived) return "WAIVED";
  return missed ? "MISSED" : "OPEN";
}

/** Due at another time it is missed anew; but one that was missed and is still over was missed all the same. */
function dueAt(owed: Owed, due: string | null, at: string): Owed {
  const stands = due === owed.due || (owed.missed && due !== null && due < at);
  return stands ? { ...owed, due } : { ...owed, due, warned: false, missed: false };
}

function withEvent(owed: Owed, { type, facts, recordedAt }: EventRecord): Owed {
  const due = (facts["due"] as string | undefined) ?? null;
  const agency = (facts["agency"] as string | undefined) ?? null;
  switch (type) {
    case DeadlineStarted.type:
      return { ...NOTHING, rule: facts["rule"] as string, agency, due };
    case DeadlineResumed.type:
    case DeadlineMoved.type:
      return dueAt(owed, due, recordedAt);
    case DeadlineHandedOn.type:
      return { ...dueAt(owed, due, recordedAt), agency };
    case DeadlineWarned.type:
      return { ...owed, warned: true };
    case DeadlineMissed.type:
      return { ...owed, missed: true };
    case DeadlineMet.type:
      return { ...owed, met: facts["at"] as string, inTime: facts["inTime"] as boolean };
    case DeadlineWaived.type:
      return { ...owed, waived: true };
    case DeadlineReopened.type:
      return { ...owed, met: null, waived: false };
    default:
      return owed;
  }
}
