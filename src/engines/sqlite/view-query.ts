import { afterPrefix, mayLackOrder, type Place } from "../../event-sourcing/projecting/page-cursor.js";
import type { Condition, Query } from "../../event-sourcing/projecting/read-model.js";
import type { IndexTable, ViewTables } from "./views-database.js";

export type Bound = string | number | null;

/** A piece of SQL over a table of documents `d`, with its parameters. */
export interface Sql {
  readonly text: string;
  readonly values: readonly Bound[];
}

export function join(parts: readonly Sql[], between: string): Sql {
  return { text: parts.map((part) => part.text).join(between), values: parts.flatMap((part) => part.values) };
}

export function sql(text: string, ...values: readonly Bound[]): Sql {
  return { text, values };
}

/** The declared index of a field. Throws for any other field: that is a mistake of the query's author. */
export function indexOf(tables: ViewTables, field: string): IndexTable {
  const index = tables.indexes.find((candidate) => candidate.field === field);
  if (!index) throw new TypeError(`no index on ${field}`);
  return index;
}

/** Whether so many members hold one of these values that documents had better be looked at in their order, one by one. */
export type IsBroad = (members: string, values: readonly string[]) => boolean;

/** The conditions, and that the document was not removed. */
export function whereClause(tables: ViewTables, conditions: readonly Condition[], isBroad: IsBroad): Sql {
  return join(
    [sql("d.document IS NOT NULL"), ...conditions.map((condition) => clause(tables, condition, isBroad))],
    " AND ",
  );
}

function clause(tables: ViewTables, condition: Condition, isBroad: IsBroad): Sql {
  const index = indexOf(tables, condition.field);
  if (index.type === "set") return setClause(index, condition, isBroad);
  const column = `d.${index.name}`;
  if ("is" in condition) {
    if (condition.is === null) return sql(`${column} IS NULL`);
    return sql(`${column} = ?`, typeof condition.is === "boolean" ? String(condition.is) : condition.is);
  }
  if ("in" in condition) return sql(`${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(condition.in));
  if ("prefix" in condition)
    return sql(`${column} >= ? AND ${column} < ?`, condition.prefix, afterPrefix(condition.prefix));
  if ("has" in condition || "hasAny" in condition) throw new TypeError(`${condition.field} is no set`);
  const bounds: Sql[] = [];
  for (const [bound, operator] of [
    [condition.from, ">="],
    [condition.to, "<="],
  ] as const)
    if (bound !== undefined)
      bounds.push(sql(`${column} ${operator} ? AND typeof(${column}) = typeof(?)`, bound, bound));
  return bounds.length > 0 ? join(bounds, " AND ") : sql(`${column} IS NOT NULL`);
}

function setClause(index: IndexTable, condition: Condition, isBroad: IsBroad): Sql {
  if ("has" in condition) return sql(`d.id IN (SELECT id FROM ${index.name} WHERE value = ?)`, condition.has);
  if ("hasAny" in condition) {
    const { hasAny } = condition;
    const holds = "value IN (SELECT value FROM json_each(?))";
    return isBroad(index.name, hasAny)
      ? sql(`EXISTS (SELECT 1 FROM ${index.name} m WHERE m.id = d.id AND m.${holds})`, JSON.stringify(hasAny))
      : sql(`d.id IN (SELECT id FROM ${index.name} WHERE ${holds})`, JSON.stringify(hasAny));
  }
  if ("is" in condition && condition.is === null)
    return sql(`NOT EXISTS (SELECT 1 FROM ${index.name} m WHERE m.id = d.id)`);
  throw new TypeError(`${condition.field} is a set: it can be asked for a member, or for none`);
}

/** A part of a sorted list: first the documents that have the field, in its order, then those that don't, by id. */
export interface Stretch {
  readonly where: Sql;
  readonly order: string;
}

/** What is left of a list after a place, in one or two stretches. */
export function stretches(tables: ViewTables, query: Query, after: Place | undefined): Stretch[] {
  const { sort } = query;
  const byId = after ? sql("d.id > ?", after.id) : sql("1");
  if (!sort) return [{ where: byId, order: "d.id" }];
  const index = indexOf(tables, sort.field);
  if (index.type === "set") throw new TypeError(`${sort.field} is a set, and no order`);
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
