import { splitStream } from "../../event-sourcing/deciding/decider.js";
import type { EventRecord } from "../../event-sourcing/stored-event/event-record.js";
import { counted } from "../../figures/counted.js";
import { code, days, daysBetween, id, month, monthOf } from "../../figures/dimension.js";
import { MATTERS, REFERRAL_STATES } from "../../referral/codes.js";
import {
  ReferralAccepted,
  ReferralCompleted,
  ReferralDeclined,
  ReferralExpired,
  referralEvents,
  ReferralInformationAsked,
  ReferralInformationGiven,
  ReferralSent,
  ReferralWithdrawn,
} from "../../referral/referral.events.js";

/** What figures need of a referral: nothing of it is sealed. */
interface Asked {
  readonly matter: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly state: string | null;
  /** ISO. */
  readonly sent: string | null;
  /** ISO: when it was accepted or declined. */
  readonly answered: string | null;
}

const STATE_AFTER: { readonly [type: string]: (typeof REFERRAL_STATES)[number] } = {
  [ReferralSent.type]: "SENT",
  [ReferralInformationAsked.type]: "INFORMATION_ASKED",
  [ReferralAccepted.type]: "ACCEPTED",
  [ReferralDeclined.type]: "DECLINED",
  [ReferralWithdrawn.type]: "WITHDRAWN",
  [ReferralExpired.type]: "EXPIRED",
  [ReferralCompleted.type]: "COMPLETED",
};
const ANSWERS: readonly string[] = [ReferralAccepted.type, ReferralDeclined.type];

/** Each referral, from when it was sent. */
export const countedReferrals = counted<Asked>({
  name: "figure-referrals",
  version: 1,
  list: "REFERRAL_READ",
  types: referralEvents.map(({ type }) => type),
  of: ["referral"],
  seenAs: "referral",
  dimensions: {
    matter: code("What was asked for", "Perihal rujukan", MATTERS),
    state: code("How it stands", "Status rujukan", REFERRAL_STATES),
    from: id("Agency that sent it", "Instansi pengirim"),
    to: id("Agency that was asked", "Instansi penerima"),
    month: month("Month in which it was sent", "Bulan pengiriman"),
    daysToAnswer: days("Days until it was accepted or declined", "Hari sampai diterima atau ditolak"),
  },
  together: [
    ["to", "state", "month"],
    ["from", "state", "month"],
  ],
  begins: ({ stream, type }) => (type === ReferralSent.type ? [splitStream(stream)[1]] : []),
  initial: { matter: null, from: null, to: null, state: null, sent: null, answered: null },
  evolve: withEvent,
  cell({ matter, from, to, state, sent, answered }) {
    if (matter === null) return undefined;
    return {
      about: null,
      values: {
        matter,
        state: state ?? undefined,
        from: from ?? undefined,
        to: to ?? undefined,
        month: monthOf(sent),
        daysToAnswer: daysBetween(sent, answered),
      },
    };
  },
});

function withEvent(asked: Asked, { type, facts, actor, recordedAt }: EventRecord): Asked {
  if (type === ReferralSent.type) {
    const { matter, to } = facts as { readonly matter: string; readonly to: string };
    return { matter, to, from: actor.agency, state: "SENT", sent: recordedAt, answered: null };
  }
  if (type === ReferralInformationGiven.type)
    return asked.state === "INFORMATION_ASKED" ? { ...asked, state: "SENT" } : asked;
  const state = STATE_AFTER[type];
  if (state === undefined) return asked;
  return { ...asked, state, answered: ANSWERS.includes(type) ? recordedAt : asked.answered };
}
