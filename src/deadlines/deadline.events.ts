import { Type } from "typebox";
import { defineEvent, FIXED, type RecordOf } from "../event-sourcing/stored-event/event-definition.js";
import { grantsNothing } from "../event-sourcing/stored-event/sight.js";
import { Uuid } from "../facts/shapes.js";
import { STEPS } from "../rules/deadlines.js";
import { UNITS } from "./reckon.js";

/*
 * What can happen to a deadline. Nobody is a subject of it: what it is about is named by `of`, and who sees that sees it.
 */

const SEEN_BY_MATTER = grantsNothing("a deadline is seen by whoever sees what it is about");

const FixedCode = Type.String({ ...FIXED, pattern: "^[A-Z0-9_]{1,40}$" });
/** ISO 8601, UTC. */
const Moment = Type.String({ ...FIXED, maxLength: 30 });
const Hours = Type.Integer({ ...FIXED, minimum: 0 });
const Lacks = Type.Object({ country: Type.String(), year: Type.Integer() }, { ...FIXED });
/** The last moment in time; absent where the calendar lacks a year, which `lacks` names. */
const Due = { due: Type.Optional(Moment), lacks: Type.Optional(Lacks) };

/** Of which streams a deadline may be. */
export const MATTERS = ["case", "repatriation", "person"] as const;
export type MatterKind = (typeof MATTERS)[number];

export const PAUSE_REASONS = [
  "WAITING_FOR_PERSON",
  "WAITING_FOR_OTHER_AGENCY",
  "WAITING_FOR_OTHER_COUNTRY",
  "COURT_ORDER",
  "FORCE_MAJEURE",
] as const;

export const RESUMPTION_REASONS = ["WAIT_IS_OVER", "PAUSED_BY_MISTAKE"] as const;

/** Why an officer gives a deadline up. */
export const WAIVER_REASONS = ["NOT_APPLICABLE", "IMPOSSIBLE", "DONE_BY_OTHERS", "STARTED_BY_MISTAKE"] as const;
/** Why it falls away by itself. */
export const LAPSES = ["MATTER_ENDED", "REPLACED", "START_WITHDRAWN"] as const;

export const MOVE_REASONS = ["CALENDAR_CORRECTED", "START_CORRECTED"] as const;

/** Time runs: what the rule of the day says is copied, so the deadline tells by itself what holds for it. */
export const DeadlineStarted = defineEvent({
  type: "DeadlineStarted",
  title: { en: "A deadline started", indonesian: "Tenggat waktu mulai berjalan" },
  sight: SEEN_BY_MATTER,
  facts: Type.Object({
    rule: FixedCode,
    /** Of the rule set DEADLINES. */
    edition: Type.Integer({ ...FIXED }),
    of: Type.Object({ kind: Type.Enum([...MATTERS]), id: Type.String({ format: "uuid" }) }, { ...FIXED }),
    /** Id of the event that started it. */
    event: Uuid,
    /** Who owes it. */
    agency: Type.Optional(Uuid),
    officer: Type.Optional(Uuid),
    /** IANA zone of that agency: its midnight ends a day. */
    zone: Type.String({ ...FIXED, maxLength: 64 }),
    /** Whose working days are counted. */
    calendar: Type.String({ ...FIXED, maxLength: 7 }),
    from: Moment,
    count: Type.Optional(Type.Integer({ ...FIXED, minimum: 1 })),
    unit: Type.Optional(Type.Enum([...UNITS], { ...FIXED })),
    /** The last day, where the event names it. */
    until: Type.Optional(Type.String({ ...FIXED, format: "calendar-date" })),
    /** Hours before it is due at which it warns. */
    warn: Type.Optional(Hours),
    /** Who is told that it was missed, so many hours after it was due. */
    ladder: Type.Array(Type.Object({ step: Type.Enum([...STEPS]), after: Type.Integer({ minimum: 0 }) }), { ...FIXED }),
    ...Due,
  }),
});

export const DeadlinePaused = defineEvent({
  type: "DeadlinePaused",
  title: { en: "A deadline was paused", indonesian: "Tenggat waktu dihentikan sementara" },
  sight: SEEN_BY_MATTER,
  facts: Type.Object({ reason: Type.Enum([...PAUSE_REASONS], { ...FIXED }) }),
});

/** The pause is added to its time; one that was a mistake is not. */
export const DeadlineResumed = defineEvent({
  type: "DeadlineResumed",
  title: { en: "A deadline runs again", indonesian: "Tenggat waktu berjalan kembali" },
  sight: SEEN_BY_MATTER,
  facts: Type.Object({ reason: Type.Enum([...RESUMPTION_REASONS], { ...FIXED }), ...Due }),
});

/** What was owed was done, in time or late. */
export const DeadlineMet = defineEvent({
  type: "DeadlineMet",
  title: { en: "A deadline was met", indonesian: "Kewajiban bertenggat dipenuhi" },
  sight: SEEN_BY_MATTER,
  facts: Type.Object({
    /** Id of the event that met it. */
    event: Uuid,
    /** By when it was done. */
    at: Moment,
    inTime: Type.Boolean({ ...FIXED }),
  }),
});

/** What met it, or what it fell away by, never happened: it runs again. */
export const DeadlineReopened = defineEvent({
  type: "DeadlineReopened",
  title: { en: "A deadline is open again", indonesian: "Tenggat waktu terbuka kembali" },
  sight: SEEN_BY_MATTER,
  facts: Type.Object({}),
});

export const DeadlineWarned = defineEvent({
  type: "DeadlineWarned",
  title: { en: "A deadline is near", indonesian: "Tenggat waktu mendekat" },
  sight: SEEN_BY_MATTER,
  facts: Type.Object({ due: Moment }),
});

export const DeadlineMissed = defineEvent({
  type: "DeadlineMissed",
  title: { en: "A deadline was missed", indonesian: "Tenggat waktu terlewati" },
  sight: SEEN_BY_MATTER,
  facts: Type.Object({ due: Moment }),
});

/** Who is to see to what was missed: the officer, the supervisors of the agency, the nearest agency above. */
export const DeadlineEscalated = defineEvent({
  type: "DeadlineEscalated",
  title: { en: "A missed deadline was passed up", indonesian: "Keterlambatan diteruskan ke tingkat berikutnya" },
  sight: SEEN_BY_MATTER,
  facts: Type.Object({
    step: Type.Enum([...STEPS], { ...FIXED }),
    agency: Type.Optional(Uuid),
    officer: Type.Optional(Uuid),
  }),
});

/** It need not be met: an officer says why, and by which law, or it falls away with what it was for. */
export const DeadlineWaived = defineEvent({
  type: "DeadlineWaived",
  title: { en: "A deadline was waived", indonesian: "Tenggat waktu dikesampingkan" },
  sight: SEEN_BY_MATTER,
  facts: Type.Object({
    reason: Type.Enum([...WAIVER_REASONS, ...LAPSES], { ...FIXED }),
    /** A law as a code; of an officer's decision. */
    legalGround: Type.Optional(FixedCode),
  }),
});

/** It is due at another time than was said. */
export const DeadlineMoved = defineEvent({
  type: "DeadlineMoved",
  title: { en: "A deadline moved", indonesian: "Tenggat waktu bergeser" },
  sight: SEEN_BY_MATTER,
  facts: Type.Object({
    reason: Type.Enum([...MOVE_REASONS], { ...FIXED }),
    /** When the time began, where that was corrected. */
    from: Type.Optional(Moment),
    until: Type.Optional(Type.String({ ...FIXED, format: "calendar-date" })),
    ...Due,
  }),
});

/** Another office or officer owes it now; its days end at that office's midnight, and are counted by its calendar. */
export const DeadlineHandedOn = defineEvent({
  type: "DeadlineHandedOn",
  title: { en: "A deadline passed to another officer or agency", indonesian: "Tenggat waktu beralih ke pihak lain" },
  sight: SEEN_BY_MATTER,
  facts: Type.Object({
    agency: Type.Optional(Uuid),
    officer: Type.Optional(Uuid),
    zone: Type.String({ ...FIXED, maxLength: 64 }),
    calendar: Type.String({ ...FIXED, maxLength: 7 }),
    ...Due,
  }),
});

export const deadlineEvents = [
  DeadlineStarted,
  DeadlinePaused,
  DeadlineResumed,
  DeadlineMet,
  DeadlineReopened,
  DeadlineWarned,
  DeadlineMissed,
  DeadlineEscalated,
  DeadlineWaived,
  DeadlineMoved,
  DeadlineHandedOn,
];
export type DeadlineEvent = RecordOf<(typeof deadlineEvents)[number]>;
