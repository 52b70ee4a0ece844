import type { Columns } from "../http/answer-columns.js";
import type { TimelineRow } from "./timeline-rows.js";

/**
 * The columns of a trail. Every cell is text: what is no single value stands as JSON, with ids as they were recorded.
 */
export const TRAIL_COLUMNS: Columns<TimelineRow> = {
  position: ({ position }) => position,
  recordedAt: ({ recordedAt }) => recordedAt,
  happenedEarliest: ({ happened }) => happened.earliest,
  happenedLatest: ({ happened }) => happened.latest,
  happenedPrecision: ({ happened }) => happened.precision,
  happenedZone: ({ happened }) => happened.zone,
  happenedAsReported: ({ happened }) => happened.asReported,
  happenedConflict: ({ happened }) => happened.conflict,
  type: ({ type }) => type,
  title: ({ title }) => title.en,
  titleIndonesian: ({ title }) => title.indonesian,
  who: ({ who }) => who.id,
  whoKind: ({ who }) => who.kind,
  whoName: ({ who }, { officers }) => officers?.[who.id],
  role: ({ who }) => who.role,
  onBehalfOf: ({ who }) => who.onBehalfOf,
  onBehalfOfName: ({ who }, { officers }) => (who.onBehalfOf === null ? null : officers?.[who.onBehalfOf]),
  agency: ({ agency }) => agency?.id,
  agencyName: ({ agency }) => agency?.name,
  purpose: ({ purpose }) => purpose,
  lawfulBasis: ({ lawfulBasis }) => lawfulBasis,
  persons: ({ persons }) => persons,
  facts: ({ facts }) => facts,
  agenciesInFacts: ({ agencies }) => (agencies.length === 0 ? null : agencies),
  personal: ({ personal }) => (personal.length === 0 ? null : personal),
  corrects: ({ corrects }) => corrects,
  correctedBy: ({ correctedBy }) => (correctedBy.length === 0 ? null : correctedBy),
  asCorrected: ({ asCorrected }) => asCorrected,
  stream: ({ stream }) => stream,
  revision: ({ revision }) => revision,
  event: ({ event }) => event,
  causation: ({ causation }) => causation,
  correlation: ({ correlation }) => correlation,
  hash: ({ hash }) => hash,
  previous: ({ previous }) => previous,
  stored: ({ stored }) => stored,
};
