import { Type } from "typebox";
import { defineEvent, type RecordOf } from "../event-sourcing/stored-event/event-definition.js";
import { Country, OfficeCode, PlannedDate, RegionCode } from "../facts/shapes.js";
import { AGENCY_KINDS } from "../facts/agency-kinds.js";
import { grantsNothing, passesOn } from "../event-sourcing/stored-event/sight.js";

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

export const agencyEvents = [AgencyRegistered, AgencyRenamed, AgencyEnded];
export type AgencyEvent = RecordOf<(typeof agencyEvents)[number]>;
