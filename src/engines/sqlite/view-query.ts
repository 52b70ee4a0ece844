import { afterPrefix, mayLackOrder, type Place } from "../../event-sourcing/projecting/page-cursor.js";
import type { Condition, Query } from "../../event-sourcing/projecting/read-model.js";
import { isOfMany } from "../../event-sourcing/projecting/projection.js";
import { isOfTerms, matchOf } from "./terms.js";
import type { IndexTable, ViewTables } from "./views-database.js";
import { indexOf, join, sql, type Sql } from "./sql.js";

/** How many members of a set hold one of these values, counted no further than up to a number. */
export type CountMembers = (members: string, values: readonly string[], upTo: number) => number;

/** From so many members on a page is found sooner by walking along an order, and asking of each whether it is one. */
const BROAD = 2_000;
/** Where even the smallest set has so many, it is worth knowing how much larger the others are: up to as many. */
const SIZEABLE = 500;
const BROADEST = 20_000;
/** Members of so many values are merged into one order; of more it takes longer than to look them all up. */
const MOST_MERGED = 50;
/** What it takes to ask whether something is in a set of one value, or of several, beside going through its members. */
const PROBE_ONE = 1.5;
const PROBE_SOME = 6;

/** Which documents are wanted, and where they are found. */
interface Selection {
  /** A table `d` of documents, or of ids in their order beside it. */
  readonly from: Sql;
  readonly where: Sql;
  /** It begins after the place where the list goes on, and comes in its own order. */
  readonly searched?: true;
  /** There is none. */
  readonly nothing?: true;
  /** It comes in no order yet. */
  readonly unordered?: true;
}

/**
 * The conditions, and that the document was not removed. Sets tell most: a small one is looked up, and of its members
 * it is asked whether they are in the others. Of broad ones the documents are gone through in the order wanted, so that
 * a page of what is common is soon full; where that is the order of ids, and only sets are asked about, through the
 * members of one.
 * @param after the id after which a list in the order of ids goes on; null where it begins, undefined for another order
 */
export function selectionOf(
  tables: ViewTables,
  conditions: readonly Condition[],
  count: CountMembers,
  after?: string | null,
  beyond?: Beyond,
): Selection {
  if (conditions.some((condition) => isOfTerms(tables, condition))) return searchOf(tables, conditions, after);
  const sets = conditions.flatMap((condition) => setAsked(tables, condition) ?? []);
  const others = conditions.filter((condition) => setAsked(tables, condition) === undefined);
  const rest = [sql("d.document IS NOT NULL"), ...others.map((condition) => clause(tables, condition, beyond))];
  const documents = sql(`${tables.documents} d`);
  const [only] = conditions.length === 1 ? others : [];
  // Looked up one by one, with no list made of them first.
  if (only !== undefined && "in" in only && after === null && indexOf(tables, only.field).type !== "set") {
    const values = JSON.stringify([...new Set(only.in)]);
    const looked = `json_each(?) w CROSS JOIN ${tables.documents} d ON d.${indexOf(tables, only.field).name} = w.value`;
    return { from: sql(looked, values), where: sql("d.document IS NOT NULL"), unordered: true };
  }
  const [first, ...more] = cheapestFirst(sets, count);
  if (first === undefined) return { from: documents, where: join(rest, " AND ") };
  if (first.size === 0) return { from: documents, where: sql("0"), nothing: true };
  const probes = (id: string) => more.map((set) => probe(set, id));
  if (first.size < BROAD || (first.values.length > MOST_MERGED && first.size < BROADEST)) {
    const { text, values } = join([within(first, "s.value"), ...probes("s.id")], " AND ");
    const found = sql(`d.id IN (SELECT s.id FROM ${first.members} s WHERE ${text})`, ...values);
    return { from: documents, where: join([found, ...rest], " AND ") };
  }
  if (after === undefined || others.length > 0 || first.values.length > MOST_MERGED)
    return { from: documents, where: join([...rest, probe(first, "d.id"), ...probes("d.id")], " AND ") };
  // Each value's members stand in the order of ids, so that they are merged, and no further than the page needs.
  const arms = first.values.map((value) => {
    const meets = [sql("s.value = ?", value), ...probes("s.id")];
    if (after !== null) meets.push(sql("s.id > ?", after));
    const { text, values } = join(meets, " AND ");
    return sql(`SELECT s.id FROM ${first.members} s WHERE ${text}`, ...values);
  });
  const merged = join(arms, " UNION ");
  // With a limit SQLite keeps the order of what is within.
  const ids = `(${merged.text} ORDER BY 1 LIMIT -1) w CROSS JOIN ${tables.documents} d ON d.id = w.id`;
  return { from: sql(ids, ...merged.values), where: join(rest, " AND ") };
}

/** What has terms is found in the order of their index. */
function searchOf(tables: ViewTables, conditions: readonly Condition[], after: string | null | undefined): Selection {
  const { documents, terms } = tables;
  if (after === undefined) throw new TypeError("what is searched comes in no certain order, and is not counted");
  const sought = conditions.filter((condition) => isOfTerms(tables, condition));
  if (sought.some((condition) => "hasAny" in condition && condition.hasAny.length === 0))
    return { from: sql(`${documents} d`), where: sql("0"), searched: true, nothing: true };
  const match = matchOf(tables, sought);
  const others = conditions.filter((condition) => !sought.includes(condition));
  const rest = others.map((condition) => {
    const set = setAsked(tables, condition);
    return set ? probe(set, "d.id") : clause(tables, condition);
  });
  const beyond = after === null ? [] : [sql(`rowid > (SELECT nr FROM ${documents} WHERE id = ?)`, after)];
  const asked = join([sql(`${terms} MATCH ?`, match), ...beyond], " AND ");
  const found = `(SELECT rowid FROM ${terms} WHERE ${asked.text} ORDER BY rowid LIMIT -1) w`;
  return {
    from: sql(`${found} CROSS JOIN ${documents} d ON d.nr = w.rowid`, ...asked.values),
    where: join([sql("d.document IS NOT NULL"), ...rest], " AND "),
    searched: true,
  };
}

interface SetAsked {
  /** Table of the members. */
  readonly members: string;
  readonly values: readonly string[];
}

interface CountedSet extends SetAsked {
  readonly size: number;
}

function setAsked(tables: ViewTables, condition: Condition): SetAsked | undefined {
  const { type, name } = indexOf(tables, condition.field);
  if (type !== "set") return undefined;
  if ("has" in condition) return { members: name, values: [condition.has] };
  return "hasAny" in condition ? { members: name, values: [...new Set(condition.hasAny)] } : undefined;
}

/** First the set through whose members it takes least to find those that are in all. */
function cheapestFirst(sets: readonly SetAsked[], count: CountMembers): CountedSet[] {
  let counted: CountedSet[] = [];
  for (const set of sets) {
    const size = count(set.members, set.values, BROAD);
    // Nothing is in all.
    if (size === 0) return [{ ...set, size }];
    counted.push({ ...set, size });
  }
  if (counted.length === 1 && counted[0]!.values.length <= MOST_MERGED) return counted;
  if (counted.every(({ size }) => size >= SIZEABLE))
    counted = counted.map((set) =>
      set.size < BROAD ? set : { ...set, size: count(set.members, set.values, BROADEST) },
    );
  const probing = ({ values }: SetAsked) => (values.length === 1 ? PROBE_ONE : PROBE_SOME);
  const all = counted.reduce((sum, set) => sum + probing(set), 0);
  const cost = (set: CountedSet) => set.size * (1 + all - probing(set));
  return counted.toSorted((a, b) => cost(a) - cost(b) || a.size - b.size);
}

function within({ values }: SetAsked, column: string): Sql {
  return values.length === 1
    ? sql(`${column} = ?`, values[0]!)
    : sql(`${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(values));
}

/** Of several values, in what the set has of an id, and not value by value: that is what the sign says. */
function probe(set: SetAsked, id: string): Sql {
  const { text, values } = within(set, set.values.length === 1 ? "m.value" : "+m.value");
  return sql(`EXISTS (SELECT 1 FROM ${set.members} m WHERE m.id = ${id} AND ${text})`, ...values);
}

/** The order of a list that goes on after a place. */
type Beyond = NonNullable<Query["sort"]>;

function clause(tables: ViewTables, condition: Condition, beyond?: Beyond): Sql {
  const index = indexOf(tables, condition.field);
  if (index.type === "set") return withoutMembers(index, condition);
  const column = `d.${index.name}`;
  if ("is" in condition) {
    if (condition.is === null) return sql(`${column} IS NULL`);
    return sql(`${column} = ?`, typeof condition.is === "boolean" ? String(condition.is) : condition.is);
  }
  if ("in" in condition) return sql(`${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(condition.in));
  // Where a list goes on, SQLite is to begin at that place, and not at the bound that lies before it: the sign says so.
  const [least, most] =
    beyond?.field !== condition.field
      ? [column, column]
      : beyond.direction === "asc"
        ? [`+${column}`, column]
        : [column, `+${column}`];
  if ("prefix" in condition)
    return sql(`${least} >= ? AND ${most} < ?`, condition.prefix, afterPrefix(condition.prefix));
  if ("has" in condition || "hasAny" in condition) throw new TypeError(`${condition.field} is no set`);
  const bounds: Sql[] = [];
  for (const [bound, at] of [
    [condition.from, `${least} >=`],
    [condition.to, `${most} <=`],
  ] as const)
    if (bound !== undefined) bounds.push(sql(`${at} ? AND typeof(${column}) = typeof(?)`, bound, bound));
  return bounds.length > 0 ? join(bounds, " AND ") : sql(`${column} IS NOT NULL`);
}

function withoutMembers(index: IndexTable, condition: Condition): Sql {
  if ("is" in condition && condition.is === null)
    return sql(`NOT EXISTS (SELECT 1 FROM ${index.name} m WHERE m.id = d.id)`);
  throw new TypeError(`${condition.field} is a set: it can be asked for a member, or for none`);
}

/**
 * The statements that find a page, one after another until it is full: how many rows are left is the last value of
 * each. A row has an id, its document, and the value by which it is sorted.
 */
export function statementsOf(
  tables: ViewTables,
  query: Query,
  count: CountMembers,
  after: Place | undefined,
): readonly Sql[] {
  const byId = query.sort ? undefined : (after?.id ?? null);
  const beyond = query.sort && after && after.value !== null ? query.sort : undefined;
  const { from, where, searched, nothing, unordered } = selectionOf(tables, query.where, count, byId, beyond);
  if (nothing) return [];
  const value = query.sort ? `d.${indexOf(tables, query.sort.field).name}` : "NULL";
  return (searched ? [{ where: sql("1"), order: "d.id" }] : stretches(tables, query, after)).map((stretch) => {
    const all = join([where, stretch.where], " AND ");
    // What is merged comes in the order of ids, and to sort it would be to go through all of it.
    const order = from.values.length > 0 && !unordered ? "" : `ORDER BY ${stretch.order}`;
    const text = `SELECT d.id, d.document, ${value} AS value FROM ${from.text} WHERE ${all.text} ${order} LIMIT ?`;
    return sql(text, ...from.values, ...all.values);
  });
}

/** A part of a sorted list: first the documents that have the field, in its order, then those that don't, by id. */
interface Stretch {
  readonly where: Sql;
  readonly order: string;
}

/** What is left of a list after a place, in one or two stretches. */
function stretches(tables: ViewTables, query: Query, after: Place | undefined): Stretch[] {
  const { sort } = query;
  const byId = after ? sql("d.id > ?", after.id) : sql("1");
  if (!sort) return [{ where: byId, order: "d.id" }];
  const index = indexOf(tables, sort.field);
  if (isOfMany(index)) throw new TypeError(`${sort.field} is a set, and no order`);
  const column = `d.${index.name}`;
  const without = { where: sql(`${column} IS NULL`), order: "d.id" };
  if (after && after.value === null) return [{ ...without, where: join([without.where, byId], " AND ") }];
  const beyond = sort.direction === "desc" ? "<" : ">";
  const where = after
    ? sql(`${column} ${beyond}= ? AND (${column} ${beyond} ? OR d.id > ?)`, after.value, after.value, after.id)
    : sql(`${column} IS NOT NULL`);
  const ordered = { where, order: `${column} ${sort.direction === "desc" ? "DESC" : "ASC"}, d.id` };
  return mayLackOrder(query) ? [ordered, without] : [ordered];
}
