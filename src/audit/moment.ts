import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import { DEFAULT_ZONE } from "../event-sourcing/stored-event/occurred-at.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import type { Positions } from "../http/positions.js";
import type { Views } from "../http/views.js";
import type { Moment } from "./replay.js";
import { timelineView } from "../timeline/timeline.view.js";
import { boundOf } from "./times.js";

/** A moment as a query names it. */
export interface NamedMoment {
  /** A time with an offset or a date; everything that is known, if left out. */
  readonly asOf?: string | undefined;
  /** A position, a time with an offset or a date; everything that is recorded, if left out. */
  readonly knownAt?: string | undefined;
  readonly zone?: string | undefined;
}

/** The moment that an answer is about, on both clocks. */
export interface AnsweredMoment {
  /** ISO 8601, UTC: what had happened by then; null: all that has happened. */
  readonly asOf: string | null;
  readonly knownAt: {
    /** No event after this position is in the answer; null: the store is empty. */
    readonly position: string | null;
    /** Nor any that was recorded after this time (ISO 8601, UTC); null: whenever it was recorded. */
    readonly recordedAt: string | null;
  };
  /** IANA zone in which dates were counted: each stands for its end. */
  readonly zone: string;
}

export interface MomentSources {
  readonly store: EventStore;
  readonly views: Views;
  readonly positions: Positions;
}

const POSITION = /^[0-9a-f]{12}\./;

/**
 * Resolves a moment. Without a position it ends where the timeline stands, by which streams are found: the answer
 * holds either all of an event or nothing of it.
 * @param field name of the parameter for `asOf` or `knownAt`, for the problem
 * @throws InvalidField, ViewBehind
 */
export async function momentOf(
  { store, views, positions }: MomentSources,
  { asOf, knownAt, zone = DEFAULT_ZONE }: NamedMoment,
  field: (clock: "asOf" | "knownAt") => string,
): Promise<{ moment: Moment; answered: AnsweredMoment }> {
  const happenedBy = asOf === undefined ? undefined : boundOf(asOf, field("asOf"), zone, "latest");
  const named =
    knownAt !== undefined && POSITION.test(knownAt) ? positions.numberOf(knownAt, field("knownAt")) : undefined;
  if (named !== undefined && named > (await store.head()))
    throw new InvalidField("invalid-field", field("knownAt"), "is a position after the newest event");
  const recordedBy =
    knownAt === undefined || named !== undefined ? undefined : boundOf(knownAt, field("knownAt"), zone, "latest");
  if (named !== undefined) await views.upTo(timelineView.name, knownAt);
  const number = named ?? (await views.readModel.freshness(timelineView.name)).number;
  return {
    moment: { asOf: happenedBy, knownAt: { number, recordedAt: recordedBy } },
    answered: {
      asOf: happenedBy ?? null,
      knownAt: { position: number < 0 ? null : positions.of(number), recordedAt: recordedBy ?? null },
      zone,
    },
  };
}
