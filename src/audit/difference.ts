import {
  isPersonalRecord,
  onlyFields,
  pathsOf,
  type PersonalRecord,
} from "../event-sourcing/stored-event/personal-field.js";
import { isMasked, type OpenedFields, type OpenedValue } from "../privacy/masking.js";
import { keptInOrder } from "./kept-in-order.js";

/**
 * What differs between two states. Pointers (RFC 6901) of what was added or changed are into the second state, those of
 * what was removed into the first. None of the four lists has an entry exactly when the states are equal.
 */
export interface Difference {
  readonly added: readonly Presence[];
  /** With the values that are gone. */
  readonly removed: readonly Presence[];
  readonly changed: readonly Change[];
  readonly reordered: readonly Reordering[];
}

export interface Presence {
  readonly pointer: string;
  readonly value: unknown;
  /** Path of a personal field: the value is then the record of this one field. */
  readonly field?: string;
}

export interface Change {
  readonly pointer: string;
  /** Pointer into the first state, where it is another: an element of a list has moved. */
  readonly before?: string;
  readonly from: unknown;
  readonly to: unknown;
  /** Path of a personal field: `from` and `to` are then records of this one field. */
  readonly field?: string;
}

/** Elements that are in a list of both states, by id, but follow each other otherwise. */
export interface Reordering {
  readonly pointer: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

interface Found {
  readonly added: Presence[];
  readonly removed: Presence[];
  readonly changed: Change[];
  readonly reordered: Reordering[];
}

/** A value and where it is, in each of the states. */
interface At {
  readonly value: unknown;
  readonly pointer: string;
}

/**
 * Compares two states, or any two values of JSON; a property that is undefined is not there. Personal fields are
 * compared sealed, by the parts that may hold them; what they hold, `withValuesOfFields` tells apart.
 */
export function difference(from: unknown, to: unknown): Difference {
  const found: Found = { added: [], removed: [], changed: [], reordered: [] };
  compare({ value: from, pointer: "" }, { value: to, pointer: "" }, found);
  return found;
}

/**
 * After opening, puts the value of a personal field in the place of the record that held it, and leaves out the fields
 * that turn out not to differ. Of one that is masked nobody can tell whether it does: it stays, as one that may.
 */
export function withValuesOfFields({ added, removed, changed, reordered }: Difference): Difference {
  const found: Difference & Pick<Found, "added" | "removed" | "changed"> = {
    added: added.flatMap(withValueOfField),
    removed: removed.flatMap(withValueOfField),
    changed: [],
    reordered,
  };
  for (const { field, ...change } of changed) {
    if (field === undefined) {
      found.changed.push(change);
      continue;
    }
    const { pointer, before = pointer } = change;
    const [from, to] = [valueOf(change.from, field), valueOf(change.to, field)];
    if (from === undefined ? to === undefined : !isMasked(from) && isSame(from, to)) continue;
    if (from === undefined) found.added.push({ pointer, value: to });
    else if (to === undefined) found.removed.push({ pointer: before, value: from });
    else found.changed.push({ ...change, from, to });
  }
  return found;
}

function withValueOfField({ pointer, value, field }: Presence): Presence[] {
  if (field === undefined) return [{ pointer, value }];
  const found = valueOf(value, field);
  return found === undefined ? [] : [{ pointer, value: found }];
}

function valueOf(opened: unknown, field: string): OpenedValue | undefined {
  return (opened as OpenedFields)[field];
}

function compare(from: At, to: At, found: Found): void {
  const [a, b] = [from.value, to.value];
  if (Array.isArray(a) && Array.isArray(b)) compareLists(from, to, a, b, found);
  else if (isRecord(a) && isRecord(b)) compareFields(from, to, a, b, found);
  else if (isPlain(a) && isPlain(b)) compareObjects(from, to, a, b, found);
  else if (!isSame(a, b)) found.changed.push({ ...where(from, to), from: a, to: b });
}

function compareObjects(from: At, to: At, a: object, b: object, found: Found): void {
  const before = new Map(definedEntries(a));
  const after = new Map(definedEntries(b));
  for (const [name, value] of before)
    if (after.has(name)) compare(inside(from, name, value), inside(to, name, after.get(name)), found);
    else found.removed.push({ pointer: inside(from, name).pointer, value });
  for (const [name, value] of after)
    if (!before.has(name)) found.added.push({ pointer: inside(to, name).pointer, value });
}

function compareFields(from: At, to: At, a: PersonalRecord, b: PersonalRecord, found: Found): void {
  for (const field of new Set([...pathsOf(a), ...pathsOf(b)])) {
    const [before, after] = [onlyFields(a, [field]), onlyFields(b, [field])];
    if (isSame(before, after)) continue;
    if (after.parts.length === 0) found.removed.push({ pointer: inside(from, field).pointer, value: before, field });
    else if (before.parts.length === 0) found.added.push({ pointer: inside(to, field).pointer, value: after, field });
    else found.changed.push({ ...where(inside(from, field), inside(to, field)), from: before, to: after, field });
  }
}

function compareLists(from: At, to: At, a: readonly unknown[], b: readonly unknown[], found: Found): void {
  const ids = [idsOf(a), idsOf(b)] as const;
  if (ids[0] && ids[1]) compareById(from, to, [a, ids[0]], [b, ids[1]], found);
  else compareInOrder(from, to, a, b, found);
}

type Identified = readonly [list: readonly unknown[], ids: readonly string[]];

function compareById(from: At, to: At, [a, idsA]: Identified, [b, idsB]: Identified, found: Found): void {
  for (const [i, id] of idsA.entries()) {
    const j = idsB.indexOf(id);
    if (j < 0) found.removed.push({ pointer: inside(from, i).pointer, value: a[i] });
    else compare(inside(from, i, a[i]), inside(to, j, b[j]), found);
  }
  for (const [j, id] of idsB.entries())
    if (!idsA.includes(id)) found.added.push({ pointer: inside(to, j).pointer, value: b[j] });
  const keptA = idsA.filter((id) => idsB.includes(id));
  const keptB = idsB.filter((id) => idsA.includes(id));
  if (keptA.some((id, i) => id !== keptB[i])) found.reordered.push({ pointer: to.pointer, from: keptA, to: keptB });
}

/** Lists without ids: what both have in the same order is kept, and what lies between is compared. */
function compareInOrder(from: At, to: At, a: readonly unknown[], b: readonly unknown[], found: Found): void {
  const kept = keptInOrder(a.map(keyOf), b.map(keyOf));
  let [i, j] = [0, 0];
  for (const [nextI, nextJ] of [...kept, [a.length, b.length] as const]) {
    for (; i < nextI && j < nextJ && isObject(a[i]) && isObject(b[j]); i++, j++)
      compare(inside(from, i, a[i]), inside(to, j, b[j]), found);
    for (; i < nextI; i++) found.removed.push({ pointer: inside(from, i).pointer, value: a[i] });
    for (; j < nextJ; j++) found.added.push({ pointer: inside(to, j).pointer, value: b[j] });
    [i, j] = [nextI + 1, nextJ + 1];
  }
}

/** The ids of a list's elements, when each is an object with an id of its own. */
export function idsOf(list: readonly unknown[]): readonly string[] | undefined {
  const ids = list.map((each) => (isObject(each) && "id" in each && typeof each.id === "string" ? each.id : undefined));
  const known = ids.filter((id) => id !== undefined);
  return known.length === ids.length && new Set(known).size === known.length ? known : undefined;
}

function inside({ pointer }: At, name: string | number, value?: unknown): At {
  return { pointer: `${pointer}/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`, value };
}

function where(from: At, to: At): Pick<Change, "pointer" | "before"> {
  return { pointer: to.pointer, ...(from.pointer !== to.pointer && { before: from.pointer }) };
}

function isObject(value: unknown): value is object {
  return value !== null && typeof value === "object";
}

function isPlain(value: unknown): value is object {
  return isObject(value) && !Array.isArray(value) && !isPersonalRecord(value);
}

function isRecord(value: unknown): value is PersonalRecord {
  return isObject(value) && isPersonalRecord(value);
}

function definedEntries(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, each]) => each !== undefined);
}

function isSame(a: unknown, b: unknown): boolean {
  return keyOf(a) === keyOf(b);
}

/** A text that is the same for equal values: properties in order, sealed parts by their commitments. */
export function keyOf(value: unknown): string {
  if (!isObject(value)) return JSON.stringify(value) ?? "";
  if (Array.isArray(value)) return `[${value.map(keyOf).join()}]`;
  if (isRecord(value)) {
    const held = value.parts.map(
      (part, i) => `${part.description.event}:${part.commitments[0]}:${value.fields[i]!.join()}`,
    );
    return `personal[${held.join(";")}]`;
  }
  const entries = definedEntries(value).map(([name, each]): [string, string] => [name, keyOf(each)]);
  return `{${entries
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, key]) => `${JSON.stringify(name)}:${key}`)
    .join()}}`;
}
