import type { Sort } from "mongodb";
import { afterPrefix, mayLackOrder, type Place } from "../../event-sourcing/projecting/page-cursor.js";
import { isOfMany, type Index } from "../../event-sourcing/projecting/projection.js";
import type { Condition, Query } from "../../event-sourcing/projecting/read-model.js";
import { fieldOf } from "./view-documents.js";

/** Filters of which a document must meet all. */
export type Wanted = readonly object[];

/** The conditions, and that the document was not removed. */
export function conditionsOf(indexes: readonly Index[], conditions: readonly Condition[]): Wanted {
  return [{ document: { $ne: null } }, ...conditions.map((condition) => filterOf(indexes, condition))];
}

function filterOf(indexes: readonly Index[], condition: Condition): object {
  const { name, index } = fieldOf(indexes, condition.field);
  if (isOfMany(index)) {
    if ("has" in condition || ("is" in condition && condition.is === null))
      return { [name]: "has" in condition ? condition.has : null };
    if ("hasAny" in condition) return { [name]: { $in: condition.hasAny } };
    throw new TypeError(`${condition.field} is a set: it can be asked for a member, or for none`);
  }
  if ("has" in condition || "hasAny" in condition) throw new TypeError(`${condition.field} is no set`);
  if ("is" in condition) return { [name]: typeof condition.is === "boolean" ? String(condition.is) : condition.is };
  if ("in" in condition) return { [name]: { $in: condition.in } };
  if ("prefix" in condition) return { [name]: { $gte: condition.prefix, $lt: afterPrefix(condition.prefix) } };
  const { from, to } = condition;
  if (from === undefined && to === undefined) return { [name]: { $ne: null } };
  // A bound is compared with values of its own type only.
  return { [name]: { ...(from !== undefined && { $gte: from }), ...(to !== undefined && { $lte: to }) } };
}

/** A part of a sorted list: first the documents that have the field, in its order, then those that don't, by id. */
export interface Stretch {
  readonly wanted: Wanted;
  readonly order: Sort;
}

/** What is left of a list after a place, in one or two stretches. */
export function stretches(indexes: readonly Index[], query: Query, after: Place | undefined): Stretch[] {
  const { sort } = query;
  const byId = after ? [{ _id: { $gt: after.id } }] : [];
  if (!sort) return [{ wanted: byId, order: { _id: 1 } }];
  const { name, index } = fieldOf(indexes, sort.field);
  if (isOfMany(index)) throw new TypeError(`${sort.field} is a set, and no order`);
  const without = { wanted: [{ [name]: null }], order: { _id: 1 } as const };
  if (after && after.value === null) return [{ ...without, wanted: [...without.wanted, ...byId] }];
  const [direction, beyond] = sort.direction === "desc" ? ([-1, "$lt"] as const) : ([1, "$gt"] as const);
  const wanted = after
    ? [{ $or: [{ [name]: { [beyond]: after.value } }, { [name]: after.value, _id: { $gt: after.id } }] }]
    : [{ [name]: { $ne: null } }];
  const ordered = { wanted, order: { [name]: direction, _id: 1 } as Sort };
  return mayLackOrder(query) ? [ordered, without] : [ordered];
}
