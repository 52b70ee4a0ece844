import { Type } from "typebox";
import { anyDefinitions, defineEvent, newEvent } from "../event-sourcing/stored-event/event-definition.js";
import type { Decider, Decision } from "../event-sourcing/deciding/decider.js";
import { ParkedEventDiscarded } from "../event-sourcing/projecting/parked-event-discarded.js";
import { ParkedSubjectRetried } from "../event-sourcing/projecting/parked-subject-retried.js";
import { ViewOrdered, type ViewOrder } from "../event-sourcing/projecting/view-ordered.js";
import { instant } from "../event-sourcing/stored-event/occurred-at.js";
import { grantsNothing } from "../event-sourcing/stored-event/sight.js";
import { buildFor, type OrderableView } from "./view-builds.js";

export interface DiscardParkedEvent {
  readonly projection: string;
  readonly subject: string;
  readonly stream: string;
  readonly revision: number;
  readonly reason: string;
}

export interface RetryParkedSubject {
  readonly projection: string;
  readonly subject: string;
}

/** The first event of a store: which store it is, and whether its people are invented. */
export const StoreOpened = defineEvent({
  type: "StoreOpened",
  title: { en: "The store was opened", indonesian: "Penyimpanan data dibuka" },
  sight: grantsNothing("concerns no person"),
  facts: Type.Object({
    store: Type.String({ description: "UUID of the store; positions given to clients name it" }),
    sample: Type.Boolean(),
  }),
});

/** All of the sample's people have been written; before this, a start goes on filling. */
export const SampleFilled = defineEvent({
  type: "SampleFilled",
  title: { en: "The store was filled with sample data", indonesian: "Penyimpanan diisi data contoh" },
  sight: grantsNothing("concerns no person"),
  facts: Type.Object({ people: Type.Integer({ minimum: 0 }) }),
});

/** A log lacks events that it had, and an operator had the service go on without them. */
export const LogLossAccepted = defineEvent({
  type: "LogLossAccepted",
  title: {
    en: "The service goes on though a log lacks events that it had",
    indonesian: "Layanan dilanjutkan meskipun sebagian catatan hilang",
  },
  sight: grantsNothing("concerns a file of the store"),
  facts: Type.Object({
    log: Type.Enum(["events", "reads"]),
    had: Type.Integer({ minimum: 0, description: "Number of the newest event that the log was known to have" }),
    hash: Type.String({ maxLength: 100, description: "SHA-256 (base64url) of that event's bytes" }),
    ends: Type.Integer({ minimum: -1, description: "Number of the newest event that was found; -1 for none" }),
  }),
  personal: { narrative: ["reason"] },
});

export const storeEvents = [
  StoreOpened,
  SampleFilled,
  LogLossAccepted,
  ParkedEventDiscarded,
  ParkedSubjectRetried,
  ViewOrdered,
];

export interface Store {
  readonly store: string | undefined;
  readonly sample: boolean;
  readonly filled: boolean;
}

const open: Decision<{ sample: boolean }, Store> = {
  creates: true,
  decide: ({ sample }, _state, { now, newId }) => [
    newEvent(StoreOpened, { subjects: [], occurredAt: instant(now), facts: { store: newId(), sample } }),
  ],
};

const markFilled: Decision<{ people: number }, Store> = {
  decide: ({ people }, _state, { now }) => [
    newEvent(SampleFilled, { subjects: [], occurredAt: instant(now), facts: { people } }),
  ],
};

export interface AcceptLogLoss {
  readonly log: "events" | "reads";
  readonly had: number;
  readonly hash: string;
  readonly ends: number;
  readonly reason: string;
}

const acceptLogLoss: Decision<AcceptLogLoss, Store> = {
  decide: ({ reason, ...facts }, _state, { now }) => [
    newEvent(LogLossAccepted, {
      subjects: [],
      occurredAt: instant(now),
      facts,
      personal: [{ person: null, class: "narrative", values: { reason } }],
    }),
  ],
};

const discardParkedEvent: Decision<DiscardParkedEvent, Store> = {
  decide: ({ reason, ...facts }, _state, { now }) => [
    newEvent(ParkedEventDiscarded, {
      subjects: [],
      occurredAt: instant(now),
      facts,
      personal: [{ person: null, class: "narrative", values: { reason } }],
    }),
  ],
};

const retryParkedSubject: Decision<RetryParkedSubject, Store> = {
  decide: ({ projection, subject }, _state, { now }) => [
    newEvent(ParkedSubjectRetried, { subjects: [], occurredAt: instant(now), facts: { projection, subject } }),
  ],
};

export interface OrderOfView {
  readonly order: ViewOrder;
  readonly projection: string;
  /** `<version>.<build>` of the build that it is about; left out: the only one of which it can be ordered. */
  readonly build?: string;
}

/** Which build is meant is decided with the order: a repeat has the first answer, whatever builds there are by then. */
const orderOfView: Decision<OrderOfView & { readonly views: readonly OrderableView[] }, Store> = {
  decide: ({ order, projection, build, views }, _state, { now }) => {
    const facts = { order, projection, ...buildFor(order, projection, build, views) };
    return [newEvent(ViewOrdered, { subjects: [], occurredAt: instant(now), facts })];
  },
};

/** The one stream of the store itself: `store`. */
export const storeAggregate: Decider<Store> = {
  category: "store",
  events: anyDefinitions(storeEvents),
  initial: { store: undefined, sample: false, filled: false },
  evolve(state, event) {
    if (event.type === StoreOpened.type) return { ...state, ...(event.facts as { store: string; sample: boolean }) };
    if (event.type === SampleFilled.type) return { ...state, filled: true };
    return state;
  },
  decisions: {
    OpenStore: open,
    MarkSampleFilled: markFilled,
    AcceptLogLoss: acceptLogLoss,
    DiscardParkedEvent: discardParkedEvent,
    RetryParkedSubject: retryParkedSubject,
    OrderOfView: orderOfView,
  },
};
