import { Type } from "typebox";
import { defineEvent, FIXED, UNSHOWN, type RecordOf } from "../../event-sourcing/stored-event/event-definition.js";
import { grantsNothing, registersStream } from "../../event-sourcing/stored-event/sight.js";
import { Code, Country, Region, Uuid } from "../../facts/shapes.js";
import { OFFER_CHANNELS, OFFER_CLOSING_REASONS, OFFER_FINDINGS } from "./codes.js";

const HANDLED = grantsNothing("is recorded by who sees the offer already, and shows nobody in it");
const NOTE = { narrative: ["note"] };

/** Keyed hash (HMAC-SHA-256, base64url) of the number and the secret code of who reported; the code itself is kept nowhere. */
const FollowHash = Type.String({ ...UNSHOWN, pattern: "^[A-Za-z0-9_-]{43}$" });

/**
 * Somebody reported an offer of work that is suspicious. Who offered it and who reported it are subjects with keys and
 * ids of their own, made for this report: neither is a registered person, and no other page leads to them.
 */
export const OfferReported = defineEvent({
  type: "OfferReported",
  title: { en: "A suspicious offer was reported", indonesian: "Tawaran kerja mencurigakan dilaporkan" },
  sight: [registersStream("the office that received the report has to look into it, and nobody else needs it")],
  facts: Type.Object({
    channel: Type.Enum([...OFFER_CHANNELS]),
    /** Nobody said who they are. */
    anonymous: Type.Boolean({ ...FIXED }),
    destination: Type.Optional(Country),
    sector: Type.Optional(Code),
    /** Where the offer was made. */
    region: Type.Optional(Region),
    /** The company or broker of the register who is said to offer. */
    company: Type.Optional(Uuid),
    follow: FollowHash,
  }),
  personal: {
    identity: ["name"],
    contact: ["phone", "link"],
    finance: ["account"],
    reporter: ["name", "phone"],
    narrative: ["text", "pay"],
  },
});

export const OfferReviewBegun = defineEvent({
  type: "OfferReviewBegun",
  title: { en: "An office began to look into the offer", indonesian: "Pemeriksaan tawaran kerja dimulai" },
  sight: HANDLED,
  facts: Type.Object({}),
  personal: NOTE,
});

export const OfferAssessed = defineEvent({
  type: "OfferAssessed",
  title: {
    en: "It was found whether the offer is what it says",
    indonesian: "Hasil pemeriksaan tawaran kerja dicatat",
  },
  sight: HANDLED,
  facts: Type.Object({ finding: Type.Enum([...OFFER_FINDINGS]) }),
  personal: NOTE,
});

export const OfferClosed = defineEvent({
  type: "OfferClosed",
  title: { en: "The report of the offer was closed", indonesian: "Laporan tawaran kerja ditutup" },
  sight: HANDLED,
  facts: Type.Object({ reason: Type.Enum([...OFFER_CLOSING_REASONS]) }),
  personal: NOTE,
});

/** A new code for who reported: the earlier one opens nothing any more. */
export const OfferFollowCodeIssued = defineEvent({
  type: "OfferFollowCodeIssued",
  title: { en: "A new code to follow the report was given", indonesian: "Kode baru untuk memantau laporan diberikan" },
  sight: HANDLED,
  facts: Type.Object({ follow: FollowHash }),
});

export const offerEvents = [OfferReported, OfferReviewBegun, OfferAssessed, OfferClosed, OfferFollowCodeIssued];
export type OfferEvent = RecordOf<(typeof offerEvents)[number]>;
