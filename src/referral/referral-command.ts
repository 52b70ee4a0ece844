import { agenciesOf } from "../access/caller.js";
import { currentCaller } from "../access/current-caller.js";
import type { Permission } from "../access/policy.js";
import type { Static, TObject } from "typebox";
import type { Given } from "../event-sourcing/deciding/decider.js";
import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import type { Subject } from "../event-sourcing/stored-event/envelope.js";
import type { EventDefinition } from "../event-sourcing/stored-event/event-definition.js";
import { command, type DeclaredCommand } from "../http/command.js";
import { NarrativeField } from "../http/fields.js";
import { assertPossible, type Referral, type Share } from "./referral.js";
import { UNANSWERED } from "./codes.js";

const OTHER_SIDE: Rule = {
  id: "referral-side",
  source: "[design] who was asked answers, and who asked withdraws",
  en: "This is for the other side of the referral to do",
  indonesian: "Tindakan ini merupakan kewenangan pihak lain dalam rujukan",
};

const EXPIRED: Rule = {
  id: "referral-expired",
  source: "[design] an answer in time",
  en: "The time for an answer is over: ask the sender to send it again",
  indonesian: "Batas waktu jawaban telah lewat: mintalah pengirim untuk mengirim rujukan kembali",
};

/** The agencies that the caller acts for, which the decision can't know: those that ended, and whose work they have. */
export interface Offices {
  readonly offices?: readonly string[];
}

export const ownOffices = async (): Promise<Offices> => ({ offices: agenciesOf(currentCaller()) });

/** The agencies that whoever decides acts for. */
export function officesOf({ offices }: Offices, { actor }: Pick<Given, "actor">): readonly string[] {
  return offices ?? (actor.agency === null ? [] : [actor.agency]);
}

export class ReferralBody {
  @NarrativeField({ optional: true, description: "What is asked or answered, in words; sealed" })
  note?: string;
}

interface Declared<Body, Facts extends TObject, Loaded> {
  readonly path: string;
  readonly summary: string;
  readonly permission: Permission;
  /** Whose it is to do. */
  readonly side: "from" | "to";
  readonly event: EventDefinition<string, Facts>;
  /** Streams that the rule reads, by the names under which `decide` finds them. */
  readonly loads?: (data: Body, state: Referral) => object;
  readonly decide: (
    data: Body & Offices,
    state: Referral,
    given: Given<Loaded>,
  ) => { readonly facts: Static<Facts>; readonly subjects?: readonly Subject[] };
}

/** Declares a command on a referral that is there: who may give it, and in which states it may be given. */
export function referralCommand<Body extends ReferralBody, Facts extends TObject, Loaded = unknown>(
  body: new () => Body,
  { side, event, decide, loads, ...reached }: Declared<Body, Facts, Loaded>,
): DeclaredCommand<Referral> {
  return command<Body, Referral, Loaded, Offices>(body, {
    ...reached,
    ...(loads && { loads: (data: Body, state: Referral) => loads(data, state) as never }),
    looksUp: ownOffices,
    decide: (data, state, given) => {
      if (!officesOf(data, given).includes(state[side] ?? "")) throw new Rejection(OTHER_SIDE, { agency: state[side] });
      assertPossible(state.state, event.type);
      assertInTime(state, given.now);
      const { facts, subjects = subjectsOf(state.shares) } = decide(data, state, given);
      return [eventOf(event, {}, given, { subjects, facts, narrative: { note: data.note } })];
    },
  });
}

/** Also before the clock has said so: nothing is answered after the time for it. */
function assertInTime({ state, answerBy }: Referral, now: string): void {
  if (state !== undefined && UNANSWERED.includes(state) && now >= answerBy) throw new Rejection(EXPIRED, { answerBy });
}

export function subjectsOf(shares: readonly Share[]): Subject[] {
  return shares.map(({ person, role }) => ({ person, role }));
}
