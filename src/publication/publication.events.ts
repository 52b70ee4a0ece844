import { Type, type Static } from "typebox";
import { defineEvent, FIXED, type RecordOf } from "../event-sourcing/stored-event/event-definition.js";
import { grantsNothing } from "../event-sourcing/stored-event/sight.js";
import { Uuid } from "../facts/shapes.js";
import { QUARTER } from "./quarter.js";

const Both = Type.Object({ en: Type.String(), indonesian: Type.String() });

/** What the rows, or the columns, of a table are: a dimension, and its values in their order, the total last. */
const Axis = Type.Object({
  dimension: Type.String(),
  en: Type.String(),
  indonesian: Type.String(),
  values: Type.Array(Type.String()),
});

/** A table as it is published, with its definition as it was then: it says the same for ever. */
export const PublishedTable = Type.Object({
  id: Type.String(),
  edition: Type.Integer({ minimum: 1 }),
  title: Both,
  certainty: Type.Enum(["PROVISIONAL", "VERIFIED"]),
  measure: Type.String(),
  measureEdition: Type.Integer({ minimum: 1 }),
  unit: Type.String(),
  counts: Both,
  leavesOut: Both,
  source: Both,
  clock: Both,
  rows: Axis,
  columns: Axis,
  /** By row and column; null is suppressed. No other form of a suppressed number is kept anywhere. */
  cells: Type.Array(Type.Array(Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]))),
});
export type PublishedTable = Static<typeof PublishedTable>;

const facts = {
  quarter: Type.String({ pattern: QUARTER.source, ...FIXED }),
  proposal: Type.Unsafe<string>({ ...Uuid, ...FIXED }),
  /** The last event that is in all tables: its number, and when it was recorded. */
  dataAsOf: Type.Object({ number: Type.Integer(), recordedAt: Type.String() }, { ...FIXED }),
  tables: Type.Array(PublishedTable, { ...FIXED }),
};

const SIGHT = grantsNothing("tables tell of nobody");

/** The public tables of a quarter were made, with small numbers suppressed, for a second officer to look at. */
export const PublicTablesProposed = defineEvent({
  type: "PublicTablesProposed",
  title: { en: "Public tables of a quarter were proposed", indonesian: "Tabel publik suatu triwulan diusulkan" },
  sight: SIGHT,
  facts: Type.Object(facts),
});

/** They are public from now on, as they were proposed, and stay so. */
export const PublicTablesPublished = defineEvent({
  type: "PublicTablesPublished",
  title: { en: "Public tables of a quarter were published", indonesian: "Tabel publik suatu triwulan diterbitkan" },
  sight: SIGHT,
  facts: Type.Object(facts),
});

export const publicationEvents = [PublicTablesProposed, PublicTablesPublished];
export type PublicationEvent = RecordOf<(typeof publicationEvents)[number]>;
export type PublicationFacts = Static<(typeof PublicTablesPublished)["facts"]>;
