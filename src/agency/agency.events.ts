import { Type } from "typebox";
import { defineEvent, type RecordOf } from "../event-sourcing/stored-event/event-definition.js";
import { CalendarDate, Country, RegionCode } from "../facts/shapes.js";
import { grantsNothing, passesOn } from "../event-sourcing/stored-event/sight.js";

/** Kinds of agencies that act for migrant workers, by mandate. */
export const AGENCY_KINDS = [
  "VILLAGE",
  "SUBDISTRICT",
  "LABOUR_OFFICE",
  "ONE_STOP_SERVICE",
  "MINISTRY_OF_MIGRANT_WORKERS",
  "BP3MI",
  "P4MI",
  "IMMIGRATION",
  "FOREIGN_MINISTRY",
  "MISSION",
  "POLICE",
  "WITNESS_PROTECTION",
  "SOCIAL_AFFAIRS",
  "WOMEN_AND_CHILDREN",
  "HEALTH",
  "CUSTOMS",
  "QUARANTINE",
  "SOCIAL_SECURITY",
  "HUMAN_RIGHTS",
  "COORDINATION",
  "REGIONAL_GOVERNMENT",
  "AUDIT",
  "PLACEMENT_COMPANY",
] as const;
export type AgencyKind = (typeof AGENCY_KINDS)[number];

const Kind = Type.Enum([...AGENCY_KINDS]);

/** An agency exists, under a name, from a day on. Names of agencies are public. */
export const AgencyRegistered = defineEvent({
  type: "AgencyRegistered",
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
    validFrom: Type.Optional(CalendarDate),
  }),
});

export const AgencyRenamed = defineEvent({
  type: "AgencyRenamed",
  sight: grantsNothing("the registry of agencies is public"),
  facts: Type.Object({ name: Type.String({ maxLength: 200 }), from: CalendarDate }),
});

/** An agency has ended: others took over, after a split, a merger or a dissolution. */
export const AgencyEnded = defineEvent({
  type: "AgencyEnded",
  narrows: true,
  sight: [passesOn("successors", "whoever takes over has the files and the work of the agency")],
  facts: Type.Object({
    on: CalendarDate,
    how: Type.Enum(["SPLIT", "MERGED", "DISSOLVED", "TRANSFORMED"]),
    /** Ids of the agencies that took over. */
    successors: Type.Array(Type.String()),
  }),
});

export const agencyEvents = [AgencyRegistered, AgencyRenamed, AgencyEnded];
export type AgencyEvent = RecordOf<(typeof agencyEvents)[number]>;
