import type { EventRecord } from "../../event-sourcing/stored-event/event-record.js";
import { dateIn, DEFAULT_ZONE } from "../../event-sourcing/stored-event/occurred-at.js";
import { LIVE } from "../../referral/codes.js";
import {
  ReferralAccepted,
  ReferralCompleted,
  ReferralDeclined,
  ReferralInformationAsked,
  ReferralInformationGiven,
  ReferralReportedBack,
  ReferralSent,
} from "../../referral/referral.events.js";
import { referralAggregate, type Referral } from "../../referral/referral.js";
import { askedFor, doneIn, hoursBetween, named, rowOf, type HolderRow, type RowSources } from "./holder-rows.js";
import { marksOf, type Mark } from "./holdings.js";

/** What whoever was asked does; the rest is done by who asks, or by the clock. */
const ANSWERS: readonly string[] = [
  ReferralInformationAsked,
  ReferralAccepted,
  ReferralDeclined,
  ReferralCompleted,
  ReferralReportedBack,
].map(({ type }) => type);
const ASKS: readonly string[] = [ReferralSent.type, ReferralInformationGiven.type];

/**
 * A referral as a row: from when it was sent until it ended, with what was asked of whom, and what they did.
 * @param history of one referral, as it happened
 */
export function referralRow(stream: string, history: readonly EventRecord[], sources: RowSources): HolderRow[] {
  const marks = marksOf(history);
  const [from] = marks;
  if (from === undefined) return [];
  let referral: Referral = referralAggregate.initial;
  let until: Mark | null = null;
  for (const mark of marks) {
    referral = referralAggregate.evolve(referral, mark.event);
    if (until === null && referral.state !== undefined && !LIVE.includes(referral.state)) until = mark;
  }
  const zone = sources.agencies.get(referral.to!)?.zone ?? DEFAULT_ZONE;
  const due = dateIn(zone, referral.answerBy);
  const did = marks.filter(({ event }) => ANSWERS.includes(event.type));
  const asked = marks
    .filter(({ event }) => ASKS.includes(event.type))
    .map((mark) => askedFor({ mark, reason: referral.matter, due: mark === from ? due : null }, sources));
  return [
    {
      ...rowOf("REFERRED", stream, { from, until }, sources),
      agency: named(referral.to, from.at, sources),
      officer: referral.officer,
      part: referral.matter,
      given: true,
      reason: until === null ? null : referral.state!,
      hoursToFirstAct: did.length === 0 ? null : hoursBetween(from.at, did[0]!.at),
      asked,
      did: doneIn(did, sources),
      readers: [],
    },
  ];
}
