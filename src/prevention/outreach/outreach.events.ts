import { Type, type Static } from "typebox";
import { defineEvent, FIXED, type RecordOf } from "../../event-sourcing/stored-event/event-definition.js";
import { atPlace, grantsNothing, registersStream } from "../../event-sourcing/stored-event/sight.js";
import { Region, Uuid } from "../../facts/shapes.js";
import { AUDIENCES, MATERIAL_KINDS, OUTREACH_FORMS, OUTREACH_MISTAKES, OUTREACH_TOPICS } from "./codes.js";

/** More than a stadium holds is a mistake. */
export const MOST_ATTENDEES = 100_000;
/** Of one material. */
export const MOST_COPIES = 1_000_000;

/** SHA-256 in hexadecimal digits. */
export const SHA_256 = /^[0-9a-f]{64}$/;

const Attendees = Type.Integer({ minimum: 0, maximum: MOST_ATTENDEES });

/** Who attended, by sex: one count, as it was made. */
const Attendance = Type.Object(
  { women: Attendees, men: Attendees, unknown: Attendees },
  { additionalProperties: false },
);
export type Attendance = Static<typeof Attendance>;

/** Something that everybody may have: which one it was is told by the hash of its bytes. */
const Material = Type.Object(
  {
    kind: Type.Enum([...MATERIAL_KINDS]),
    sha256: Type.String({ pattern: SHA_256.source }),
    copies: Type.Optional(Type.Integer({ minimum: 0, maximum: MOST_COPIES })),
  },
  { additionalProperties: false },
);
export type Material = Static<typeof Material>;

/**
 * Somebody was told, in a village or a district, how to go abroad safely (sosialisasi). It names none of those who were
 * told. A training of officials is one, with the agencies that were trained.
 */
export const OutreachRecorded = defineEvent({
  type: "OutreachRecorded",
  title: { en: "Outreach took place", indonesian: "Sosialisasi dilaksanakan" },
  sight: [
    registersStream("who recorded outreach answers for what was recorded"),
    atPlace({ regions: ["region"] }, "always", "offices of the place build on what was told there"),
  ],
  facts: Type.Object({
    form: Type.Enum([...OUTREACH_FORMS]),
    // Which agencies were trained is told of officials alone.
    audience: Type.Enum([...AUDIENCES], { ...FIXED }),
    region: Region,
    topics: Type.Array(Type.Enum([...OUTREACH_TOPICS]), { minItems: 1, uniqueItems: true }),
    agency: Uuid,
    /** Staff of that agency. */
    officers: Type.Array(Uuid, { ...FIXED }),
    /** Left out: nobody counted. */
    attendance: Type.Optional(Attendance),
    trained: Type.Array(Uuid, { ...FIXED }),
    materials: Type.Array(Material),
  }),
  personal: { narrative: ["note"] },
});

/** What was recorded by mistake stays readable, and counts nowhere. */
export const OutreachWithdrawn = defineEvent({
  type: "OutreachWithdrawn",
  title: {
    en: "Outreach was withdrawn, as it was recorded by mistake",
    indonesian: "Catatan sosialisasi ditarik karena keliru",
  },
  sight: grantsNothing("to withdraw what was recorded shows it to nobody else"),
  facts: Type.Object({ reason: Type.Enum([...OUTREACH_MISTAKES]) }),
  personal: { narrative: ["note"] },
});

export const outreachEvents = [OutreachRecorded, OutreachWithdrawn];
export type OutreachEvent = RecordOf<(typeof outreachEvents)[number]>;
