import { Type } from "typebox";
import { defineEvent, FIXED, type RecordOf } from "../event-sourcing/stored-event/event-definition.js";
import { grantsNothing, registersStream } from "../event-sourcing/stored-event/sight.js";
import { Uuid } from "../facts/shapes.js";

/** Why two records are taken to be one human being. */
export const LINK_BASES = [
  "SAME_NIK",
  "SAME_PASSPORT",
  "SAME_PHONE",
  "SAME_NAME_AND_BIRTH",
  "BIOMETRICS",
  "DOCUMENT",
  "STATED_BY_PERSON",
  "STATED_BY_FAMILY",
  "OFFICER_KNOWLEDGE",
] as const;
export type LinkBasis = (typeof LINK_BASES)[number];

export const CONFIDENCES = ["CONFIRMED", "PROBABLE", "POSSIBLE"] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** Why two records are taken not to be one human being after all. */
export const UNLINK_REASONS = ["DIFFERENT_PERSONS", "LINKED_BY_MISTAKE", "NEW_EVIDENCE"] as const;
export type UnlinkReason = (typeof UNLINK_REASONS)[number];

/** Two records are one human being (I10); both histories stay as they are. */
export const IdentitiesLinked = defineEvent({
  type: "IdentitiesLinked",
  title: { en: "Two records were linked as one person", indonesian: "Dua catatan ditautkan sebagai satu orang" },
  sight: [registersStream("who linked two records sees the link; of the two persons, nothing by that")],
  facts: Type.Object({
    /** UUIDs of the two persons. */
    persons: Type.Array(Type.String(), { minItems: 2, maxItems: 2, ...FIXED }),
    basis: Type.Enum([...LINK_BASES]),
    confidence: Type.Enum([...CONFIDENCES]),
  }),
  personal: { narrative: ["note"] },
});

/**
 * A second officer has looked, and they are one human being: from now on a seal or a confirmed death of one record
 * counts for the other.
 */
export const IdentityLinkConfirmed = defineEvent({
  type: "IdentityLinkConfirmed",
  title: {
    en: "A second officer confirmed that two records are one person",
    indonesian: "Petugas kedua memastikan bahwa dua catatan adalah satu orang",
  },
  // A seal of one record shuts the other, too.
  narrows: true,
  sight: grantsNothing("who looks into a link has both records in sight already, and comes to see no more of them"),
  facts: Type.Object({
    /** The agency that registered each of the persons, in their order; who guards a record that is sealed by a link. */
    owners: Type.Array(Type.Union([Uuid, Type.Null()]), { minItems: 2, maxItems: 2, ...FIXED }),
  }),
  personal: { narrative: ["note"] },
});

/** They are two after all; that they were linked stays in the history. */
export const IdentitiesUnlinked = defineEvent({
  type: "IdentitiesUnlinked",
  title: { en: "The link between two records was undone", indonesian: "Tautan antara dua catatan dibatalkan" },
  narrows: true,
  sight: grantsNothing("tells of two persons, and shows neither"),
  facts: Type.Object({ reason: Type.Enum([...UNLINK_REASONS]) }),
  personal: { narrative: ["note"] },
});

export const identityLinkEvents = [IdentitiesLinked, IdentityLinkConfirmed, IdentitiesUnlinked];
export type IdentityLinkEvent = RecordOf<(typeof identityLinkEvents)[number]>;
