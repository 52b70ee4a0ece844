import type { Aggregate, Load } from "../../event-sourcing/deciding/decider.js";
import { Rejection, type Rule } from "../../event-sourcing/deciding/rejection.js";
import type { Subject } from "../../event-sourcing/stored-event/envelope.js";
import { anyDefinitions } from "../../event-sourcing/stored-event/event-definition.js";
import type { EventRecord } from "../../event-sourcing/stored-event/event-record.js";
import { fieldsOf, NO_FIELDS, type PersonalRecord } from "../../event-sourcing/stored-event/personal-field.js";
import type { OfferFinding, OfferState } from "./codes.js";
import { correctionOfOffer } from "./correct-offer.js";
import { offerEvents, type OfferEvent } from "./offer.events.js";

/** A suspicious offer of work, as it was reported, and what came of it. */
export interface Offer {
  /** Undefined in the state of a stream that is empty. */
  readonly state: OfferState | undefined;
  /** The agency that received the report. */
  readonly agency: string | null;
  /** When it was recorded, ISO 8601. */
  readonly received: string | null;
  readonly channel: string | null;
  readonly anonymous: boolean;
  readonly destination: string | null;
  readonly sector: string | null;
  /** Kemendagri code. */
  readonly region: string | null;
  readonly company: string | null;
  readonly finding: OfferFinding | null;
  readonly closed: string | null;
  /** Sealed: who offers, how to reach them, where money is sent, and the offer in words. */
  readonly recruiter: PersonalRecord;
  readonly contact: PersonalRecord;
  readonly finance: PersonalRecord;
  readonly account: PersonalRecord;
  /** Sealed: who reported. */
  readonly reporter: PersonalRecord;
  /** Keyed hash of number and code; null in the state of a stream that is empty. */
  readonly follow: string | null;
}

const initial: Offer = {
  state: undefined,
  agency: null,
  received: null,
  channel: null,
  anonymous: false,
  destination: null,
  sector: null,
  region: null,
  company: null,
  finding: null,
  closed: null,
  recruiter: NO_FIELDS,
  contact: NO_FIELDS,
  finance: NO_FIELDS,
  account: NO_FIELDS,
  reporter: NO_FIELDS,
  follow: null,
};

/** Events come as they happened, and one may be told of a time before that which it follows from: it is further all the same. */
function evolve(state: Offer, recorded: EventRecord): Offer {
  const event = recorded as unknown as OfferEvent & EventRecord;
  switch (event.type) {
    case "OfferReported": {
      const { channel, anonymous, destination = null, sector = null, region, company = null, follow } = event.facts;
      return {
        ...state,
        state: state.state ?? "RECEIVED",
        agency: event.actor.agency,
        received: event.recordedAt,
        channel,
        anonymous,
        destination,
        sector,
        region: region?.code ?? null,
        company,
        recruiter: fieldsOf(event, "identity"),
        contact: fieldsOf(event, "contact"),
        finance: fieldsOf(event, "finance"),
        account: fieldsOf(event, "narrative"),
        reporter: fieldsOf(event, "reporter"),
        follow: state.follow ?? follow,
      };
    }
    case "OfferReviewBegun":
      return isFurther(state) ? state : { ...state, state: "UNDER_REVIEW" };
    case "OfferAssessed":
      return { ...state, state: state.closed === null ? event.facts.finding : "CLOSED", finding: event.facts.finding };
    case "OfferClosed":
      return { ...state, state: "CLOSED", closed: event.facts.reason };
    case "OfferFollowCodeIssued":
      return { ...state, follow: event.facts.follow };
  }
}

function isFurther({ finding, closed }: Offer): boolean {
  return finding !== null || closed !== null;
}

const NOT_POSSIBLE: Rule = {
  id: "offer-state",
  source: "[design] received, looked into, found, closed",
  en: "The report of the offer is in a state in which this is not done",
  indonesian: "Tindakan ini tidak dapat dilakukan pada status laporan tawaran kerja saat ini",
};

/** @throws Rejection in any other state */
export function assertIn({ state }: Offer, ...states: readonly OfferState[]): void {
  if (state === undefined || !states.includes(state)) throw new Rejection(NOT_POSSIBLE, { state, possible: states });
}

/** Later events of an offer concern nobody by name: who offered and who reported stand in the first alone. */
export const NOBODY: readonly Subject[] = [];

/** `offer-<id>`: a report of a suspicious offer. */
export const offerAggregate: Aggregate<Offer> = {
  category: "offer",
  events: anyDefinitions(offerEvents),
  initial,
  evolve,
  completes: correctionOfOffer,
};

export function offerOf(id: string): Load<Offer> {
  return { aggregate: offerAggregate, id };
}
