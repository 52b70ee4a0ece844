import type { Concealed } from "../access/concealed.js";
import type { Permission } from "../access/policy.js";
import { NO_TOKENS, standingTokens, withTokensOf, type StandingTokens } from "../access/standing-tokens.js";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import { countIndex } from "../event-sourcing/projecting/count-index.js";
import type { FindIds, Index, Projection } from "../event-sourcing/projecting/projection.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { isGroup, isOfSeveral, NONE, type Dimension, type DimensionValue } from "./dimension.js";

/** What is counted: each thing has one small document, with its value in each dimension. */
export interface Counted {
  readonly name: string;
  readonly dimensions: { readonly [dimension: string]: Dimension };
  /** The permission with which the things themselves are listed. */
  readonly list: Permission;
  readonly projection: Projection<CountedDocument>;
}

/** A counted thing. */
export interface CountedDocument<State extends object = object> {
  readonly id: string;
  readonly state: State;
  readonly tokens: StandingTokens;
  /** Persons concerned: what is sealed of one of them may seal it. */
  readonly concerned: readonly string[];
  /** Ids of the things that it is made of, by category: it is found by these. */
  readonly of: { readonly [category: string]: string };
  /** Where it counts; null while it counts nowhere. */
  readonly cell: CountedCell | null;
}

export interface CountedCell {
  /** What must be in sight for it to count, as the need to know names it: `case-<id>`. */
  readonly key: string;
  readonly persons: readonly string[];
  /** The person of whom its values tell; null for nobody. To whom the person is sealed, it doesn't count. */
  readonly about: string | null;
  readonly sight: readonly string[];
  readonly values: { readonly [dimension: string]: DimensionValue };
}

export interface CountedDeclaration<State extends object> {
  readonly name: string;
  readonly version: number;
  readonly dimensions: { readonly [dimension: string]: Dimension };
  /** Dimensions that are often asked for together: each such group has a count of its own, beside each one alone. */
  readonly together?: readonly (readonly string[])[];
  readonly list: Permission;
  readonly types: readonly string[];
  /** Categories of the streams that a thing is made of, the ids of which its own id has in this order. */
  readonly of: readonly string[];
  /** Which of them decides who sees it. */
  readonly seenAs: Concealed;
  /** Ids of things that an event may be the first of. */
  readonly begins: (event: EventRecord) => readonly string[];
  readonly initial: State;
  evolve(state: State, event: EventRecord, id: CountedId): State;
  /** Undefined while it doesn't count. */
  cell(state: State, id: CountedId): { readonly about: string | null; readonly values: Values } | undefined;
}

/** What a thing is made of: ids by category. */
export type CountedId = { readonly [category: string]: string };
type Values = { readonly [dimension: string]: DimensionValue | undefined };

/** Where the documents have the value of a dimension. */
export function fieldOf(dimension: string): string {
  return `cell.values.${dimension}`;
}

export const CELL = { key: "cell.key", persons: "cell.persons", sight: "cell.sight" } as const;

/**
 * A view of counted things. It is told as it happened, so that what is late, corrected, withdrawn or reopened counts as
 * if it had been known at once. A person's and a migrant's streams are one history.
 */
export function counted<State extends object>(declaration: CountedDeclaration<State>): Counted {
  const { name, version, types, dimensions, of } = declaration;
  const idOf = (id: string): CountedId => {
    const parts = id.split("/");
    return Object.fromEntries(of.map((category, i) => [category, parts[i]!]));
  };
  const streams = (id: string) => {
    const all = Object.entries(idOf(id)).filter(([category]) => category in STREAMS);
    return all.flatMap(([category, its]) => STREAMS[category]!.map((kind) => `${kind}-${its}`));
  };
  const placed = Object.entries(dimensions);
  const streamsOf = of.flatMap((category) => STREAMS[category] ?? []);
  const projection: Projection<CountedDocument<State>> = {
    name,
    version,
    types,
    order: "world",
    streams,
    whole: true,
    indexes: indexesOf(declaration),
    // What is made of one stream alone is named by it.
    ids: (event, find) => {
      const begun = declaration.begins(event);
      return streamsOf.length === 1 && of.length === 1 && begun.length > 0
        ? begun
        : [...begun, ...knownBy(event, find, of)];
    },
    evolve(document, event, id) {
      const its = document?.of ?? idOf(id);
      const key = `${declaration.seenAs}-${its[declaration.seenAs]!}`;
      const { state: before, tokens: known, concerned: named } = document ?? { ...nothing, state: declaration.initial };
      const state = declaration.evolve(before, event, its);
      const decides = STREAMS[declaration.seenAs]!.includes(splitStream(event.stream)[0]);
      const tokens = decides ? withTokensOf(known, event, key) : known;
      const concerned = decides ? withNamed(named, event) : named;
      // Most events change nothing that is counted.
      if (document && state === before && tokens === known && concerned === named) return document;
      const found = declaration.cell(state, its);
      const cell = found && {
        key,
        persons: found.about === null ? concerned : [...new Set([...concerned, found.about])].toSorted(),
        about: found.about,
        sight: document?.cell && tokens === known ? document.cell.sight : standingTokens(tokens),
        values: valuesIn(placed, found.values),
      };
      return { id, state, tokens, concerned, of: its, cell: cell ?? null };
    },
  };
  return { name, dimensions, list: declaration.list, projection: projection as unknown as Projection<CountedDocument> };
}

const nothing = { tokens: NO_TOKENS, concerned: [] as readonly string[] };

function withNamed(concerned: readonly string[], { subjects }: EventRecord): readonly string[] {
  const more = subjects.flatMap(({ person }) => (concerned.includes(person) ? [] : person));
  return more.length === 0 ? concerned : [...new Set([...concerned, ...more])].toSorted();
}

/** Streams of a thing that a category names. */
const STREAMS: { readonly [category: string]: readonly string[] } = {
  person: ["person", "migrant"],
  case: ["case"],
  repatriation: ["repatriation"],
  outreach: ["outreach"],
  referral: ["referral"],
  deadline: ["deadline"],
};

function knownBy({ stream }: EventRecord, find: FindIds, of: readonly string[]): readonly string[] {
  const [category, id] = splitStream(stream);
  const its = of.find((each) => STREAMS[each]?.includes(category));
  return its === undefined ? [] : find(`of.${its}`, id);
}

function valuesIn(
  dimensions: readonly (readonly [name: string, dimension: Dimension])[],
  values: Values,
): CountedCell["values"] {
  const all: Record<string, DimensionValue> = {};
  for (const [name, dimension] of dimensions) {
    const value = values[name];
    if (isOfSeveral(dimension)) all[name] = severalIn((value ?? []) as readonly string[]);
    else all[name] = value ?? (isGroup(dimension) ? NONE : null);
  }
  return all;
}

function severalIn(values: readonly string[]): readonly string[] {
  return values.length === 0 ? [NONE] : [...new Set(values)].toSorted();
}

/**
 * Counts of each dimension by itself, and of those often asked for together, for who sees all; and of all dimensions,
 * for any other question and every other reader: sets of readers differ so much that finer counts would save them little.
 */
function indexesOf({
  dimensions,
  of,
  together = [],
}: Pick<CountedDeclaration<object>, "dimensions" | "of" | "together">): Index[] {
  const fields = Object.entries(dimensions).map(([name, dimension]): Index => {
    const type = isOfSeveral(dimension) ? "set" : isGroup(dimension) ? "text" : "integer";
    return type === "set" ? { field: fieldOf(name), type } : { field: fieldOf(name), type, narrows: true };
  });
  const alone = Object.entries(dimensions).flatMap(([name, dimension]) => (isGroup(dimension) ? [[name]] : []));
  const forAll = [...alone, ...together].map((by) => ({
    by: by.map(fieldOf),
    within: CELL.sight,
    forAll: true as const,
  }));
  const streams = of.filter((category) => category in STREAMS);
  return [
    ...streams.map((category): Index => ({ field: `of.${category}`, type: "text" })),
    { field: CELL.key, type: "text" },
    { field: CELL.persons, type: "set" },
    { field: CELL.sight, type: "set" },
    ...fields,
    ...forAll.map(countIndex),
    countIndex({ by: Object.keys(dimensions).map(fieldOf), within: CELL.sight }),
  ];
}
