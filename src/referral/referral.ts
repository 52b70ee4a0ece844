import { v5 as uuidv5 } from "uuid";
import type { Aggregate, Load } from "../event-sourcing/deciding/decider.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { anyDefinitions } from "../event-sourcing/stored-event/event-definition.js";
import type { FieldClass } from "../event-sourcing/stored-event/envelope.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { fieldsOf, type PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";
import type { SharedPage } from "../event-sourcing/stored-event/sight.js";
import { LIVE, SHARED_ROLES, UNANSWERED, type Matter, type ReferralState } from "./codes.js";
import { referralEvents, type ReferralEvent } from "./referral.events.js";

/** What of a person is shared: fields of these classes, or the whole file. */
export interface Share {
  readonly person: string;
  /** The referral is about them, or they go along. */
  readonly role: (typeof SHARED_ROLES)[number];
  readonly classes: readonly FieldClass[];
  readonly whole: boolean;
}

/** One thing that either side, or the clock, did with a referral. */
export interface Turn {
  /** Id of the event. */
  readonly event: string;
  readonly what: string;
  /** ISO 8601. */
  readonly at: string;
  /** Of whom: null for the clock. */
  readonly agency: string | null;
  readonly officer: string | null;
  readonly reason: string | null;
  /** Sealed: note. */
  readonly fields: PersonalRecord;
}

/** A person, a case, a repatriation or a step of it that one agency asked another to take on (rujukan). */
export interface Referral {
  /** Undefined in the state of a stream that is empty. */
  readonly state: ReferralState | undefined;
  /** Id of the command that sent it. */
  readonly command: string | null;
  readonly from: string | null;
  /** Who sent it. */
  readonly sender: string | null;
  readonly to: string | null;
  readonly matter: Matter | null;
  readonly person: string | null;
  readonly case: string | null;
  readonly repatriation: string | null;
  readonly step: string | null;
  /** ISO 8601: it expires then unless it was accepted. */
  readonly answerBy: string;
  readonly page: SharedPage | null;
  readonly shares: readonly Share[];
  readonly files: readonly string[];
  /** ISO 8601: since when it is in this state. */
  readonly since: string;
  /** ISO 8601. */
  readonly sent: string;
  /** Who has it at the receiver, once it was accepted. */
  readonly officer: string | null;
  readonly outcome: string | null;
  /** Another agency that the receiver thinks is responsible. */
  readonly instead: string | null;
  readonly turns: readonly Turn[];
}

const initial: Referral = {
  state: undefined,
  command: null,
  from: null,
  sender: null,
  to: null,
  matter: null,
  person: null,
  case: null,
  repatriation: null,
  step: null,
  answerBy: "",
  page: null,
  shares: [],
  files: [],
  since: "",
  sent: "",
  officer: null,
  outcome: null,
  instead: null,
  turns: [],
};

/** From which states each thing can be done. */
export const ALLOWED: { readonly [type: string]: readonly (ReferralState | undefined)[] } = {
  ReferralSent: [undefined],
  ReferralInformationAsked: ["SENT"],
  ReferralInformationGiven: LIVE,
  ReferralAccepted: UNANSWERED,
  ReferralReportedBack: ["ACCEPTED", "COMPLETED"],
  ReferralDeclined: UNANSWERED,
  ReferralWithdrawn: LIVE,
  ReferralExpired: UNANSWERED,
  ReferralCompleted: ["ACCEPTED"],
};

const REFERRAL_STATE: Rule = {
  id: "referral-state",
  source: "[design]",
  en: "The referral is not in a state that allows this",
  indonesian: "Keadaan rujukan ini tidak memungkinkan tindakan tersebut",
};

/** @throws Rejection where what an event of a type tells can't happen in the state */
export function assertPossible(state: Referral["state"], type: string): void {
  const allowed = ALLOWED[type];
  if (allowed && !allowed.includes(state)) throw new Rejection(REFERRAL_STATE, { state, allowed });
}

function evolve(state: Referral, recorded: EventRecord): Referral {
  const event = recorded as unknown as ReferralEvent & EventRecord;
  const turned = { ...state, turns: [...state.turns, turnOf(event)] };
  const becomes = (next: ReferralState, more: Partial<Referral> = {}): Referral => ({
    ...turned,
    ...more,
    state: next,
    since: state.state === next ? state.since : event.recordedAt,
  });
  switch (event.type) {
    case "ReferralSent": {
      const { to, matter, person = null, case: of = null, repatriation = null, step = null } = event.facts;
      const { answerBy, page = null, shares, files } = event.facts;
      const { agency: from, id: sender } = event.actor;
      const about = { from, sender, to, matter, person, case: of, repatriation, step };
      const shared = { answerBy, page, shares, files };
      return becomes("SENT", { command: event.commandId, ...about, ...shared, sent: event.recordedAt });
    }
    case "ReferralInformationAsked":
      return becomes("INFORMATION_ASKED");
    case "ReferralInformationGiven": {
      const { shares, files } = event.facts;
      const more = {
        shares: shares.reduce(withShare, state.shares),
        files: [...new Set([...state.files, ...files])],
      };
      return becomes(state.state === "INFORMATION_ASKED" ? "SENT" : state.state!, more);
    }
    case "ReferralAccepted":
      return becomes("ACCEPTED", { officer: event.facts.officer ?? event.actor.id });
    case "ReferralReportedBack":
      return turned;
    case "ReferralDeclined":
      return becomes("DECLINED", { instead: event.facts.instead ?? null });
    case "ReferralWithdrawn":
      return becomes("WITHDRAWN");
    case "ReferralExpired":
      return becomes("EXPIRED");
    case "ReferralCompleted":
      return becomes("COMPLETED", { outcome: event.facts.outcome });
    default:
      // A withdrawal leaves no trace but in the timeline: what it withdraws is not among the events.
      return state;
  }
}

function turnOf(event: EventRecord): Turn {
  const { id, type, recordedAt, actor, facts } = event;
  const isOfficer = actor.kind === "OFFICER";
  return {
    event: id,
    what: type.replace(/^Referral/, ""),
    at: recordedAt,
    agency: isOfficer ? actor.agency : null,
    officer: isOfficer ? actor.id : null,
    reason: ((facts as { readonly reason?: string }).reason ?? null) as string | null,
    fields: fieldsOf(event, "narrative"),
  };
}

/** What is shared of a person is what was ever stated of them. */
function withShare(all: readonly Share[], { person, role, classes, whole }: Share): readonly Share[] {
  const before = all.find((each) => each.person === person);
  if (!before) return [...all, { person, role, classes, whole }];
  const both = { ...before, classes: [...new Set([...before.classes, ...classes])], whole: before.whole || whole };
  return all.map((each) => (each === before ? both : each));
}

/** Whether it waits for an answer, or was accepted and not completed. */
export function isLive({ state }: Pick<Referral, "state">): boolean {
  return state !== undefined && LIVE.includes(state);
}

/** After a correction or a withdrawal each thing could be done as it was. */
function holds(history: readonly EventRecord[]): void {
  history.reduce((state, event) => {
    assertPossible(state.state, event.type);
    return evolve(state, event);
  }, initial);
}

/** `referral-<id>`: one thing that one agency asked another for. */
export const referralAggregate: Aggregate<Referral> = {
  category: "referral",
  events: anyDefinitions(referralEvents),
  initial,
  evolve,
  holds,
};

export function referralOf(id: string): Load<Referral> {
  return { aggregate: referralAggregate, id };
}

/** What is asked of whom: there is at most one live referral of it. */
export interface Asked {
  readonly to: string;
  readonly matter: string;
  readonly person?: string | undefined;
  readonly case?: string | undefined;
  readonly repatriation?: string | undefined;
  readonly step?: string | undefined;
}

/** Final, as stored ids depend on it. */
const NAMESPACE = "6f2d7c1e-9a53-5b0e-8c44-1d3f5a7b9e20";

/**
 * Id of the referral that asks an agency for something for the n-th time. Whoever sends the same at the same moment
 * appends to the same stream, and only one of them begins it.
 * @param round from 0
 */
export function referralId({ to, matter, ...of }: Asked, round: number): string {
  const about = of.person ?? of.case ?? of.repatriation ?? "";
  return uuidv5(`referrals/${to}/${matter}/${about}/${of.step ?? ""}/${round}`, NAMESPACE);
}

/**
 * Id of the referral that a command would begin: of the first round that nobody has begun, or of one that is live. A
 * command that is sent again gets the id of what it began.
 */
export async function idOfReferral(
  asked: Asked,
  command: string,
  load: (load: Load<Referral>) => Promise<Referral>,
): Promise<string> {
  let live: string | undefined;
  for (let round = 0; ; round++) {
    const id = referralId(asked, round);
    const state = await load(referralOf(id));
    if (state.command === command) return id;
    if (state.state === undefined) return live ?? id;
    if (isLive(state)) live = id;
  }
}
