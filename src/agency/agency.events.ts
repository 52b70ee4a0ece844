import { Type } from "typebox";
import { defineEvent, FIXED, type RecordOf } from "../event-sourcing/stored-event/event-definition.js";
import { CATEGORIES } from "../facts/case-categories.js";
import { Country, OfficeCode, PlannedDate, RegionCode, Uuid } from "../facts/shapes.js";
import { AGENCY_KINDS } from "../facts/agency-kinds.js";
import { grantsNothing, passesOn } from "../event-sourcing/stored-event/sight.js";
import { MANDATE_ENDS, MANDATE_STAGES } from "./mandates.js";

const Kind = Type.Enum([...AGENCY_KINDS]);

export const AGENCY_ENDINGS = ["SPLIT", "MERGED", "DISSOLVED", "TRANSFORMED"] as const;

/** An agency exists, under a name, from a day on. Names of agencies are public. */
export const AgencyRegistered = defineEvent({
  type: "AgencyRegistered",
  title: { en: "An agency was registered", indonesian: "Instansi didaftarkan" },
  sight: grantsNothing("the registry of agencies is public"),
  facts: Type.Object({
    kind: Kind,
    name: Type.String({ maxLength: 200 }),
    /** Kemendagri code of the region that it answers for. */
    region: Type.Optional(RegionCode),
    /** ISO 3166-1 code of the country that a mission answers for. */
    country: Type.Optional(Country),
    /** IANA zone of the office. */
    zone: Type.String(),
    validFrom: Type.Optional(PlannedDate),
    code: Type.Optional(OfficeCode),
  }),
});

export const AgencyRenamed = defineEvent({
  type: "AgencyRenamed",
  title: { en: "An agency was renamed", indonesian: "Instansi berganti nama" },
  sight: grantsNothing("the registry of agencies is public"),
  facts: Type.Object({
    name: Type.String({ maxLength: 200 }),
    from: PlannedDate,
    /** Absent: as it was. */
    code: Type.Optional(OfficeCode),
  }),
});

/** An agency has ended: others took over, after a split, a merger or a dissolution. */
export const AgencyEnded = defineEvent({
  type: "AgencyEnded",
  title: { en: "An agency ended", indonesian: "Instansi berakhir" },
  narrows: true,
  sight: [passesOn("successors", "whoever takes over has the files and the work of the agency")],
  facts: Type.Object({
    on: PlannedDate,
    how: Type.Enum([...AGENCY_ENDINGS]),
    /** Ids of the agencies that took over. */
    successors: Type.Array(Type.String()),
  }),
});

/** What is responsible follows from these by day: one that is mistaken is ended, and another given. */
const FixedDate = Type.String({ format: "calendar-date", ...FIXED });
const NO_SIGHT =
  "who is responsible is told by a public registry; what an agency sees follows from its place and its work";

/** An agency is responsible at a stage: in a region, in a country or everywhere; for all cases, or for some categories. */
export const MandateGiven = defineEvent({
  type: "MandateGiven",
  title: { en: "An agency was given a mandate", indonesian: "Instansi diberi kewenangan" },
  sight: grantsNothing(NO_SIGHT),
  facts: Type.Object({
    mandate: Uuid,
    stage: Type.Enum([...MANDATE_STAGES], { ...FIXED }),
    region: Type.Optional(Type.String({ format: "region", ...FIXED })),
    country: Type.Optional(Type.String({ format: "country", ...FIXED })),
    /** Absent: all. */
    categories: Type.Optional(Type.Array(Type.Enum([...CATEGORIES]), { ...FIXED })),
    from: FixedDate,
    /** The first day on which it no longer holds. */
    until: Type.Optional(FixedDate),
    source: Type.Optional(Type.String({ maxLength: 200 })),
  }),
});

export const MandateEnded = defineEvent({
  type: "MandateEnded",
  title: { en: "A mandate of an agency ended", indonesian: "Kewenangan instansi berakhir" },
  sight: grantsNothing(NO_SIGHT),
  facts: Type.Object({ mandate: Uuid, on: FixedDate, reason: Type.Enum([...MANDATE_ENDS]) }),
});

export const agencyEvents = [AgencyRegistered, AgencyRenamed, AgencyEnded, MandateGiven, MandateEnded];
export type AgencyEvent = RecordOf<(typeof agencyEvents)[number]>;
