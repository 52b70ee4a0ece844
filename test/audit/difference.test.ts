import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { difference, withValuesOfFields } from "../../src/audit/difference.js";
import type { SealedPart } from "../../src/event-sourcing/stored-event/envelope.js";
import { above, NO_FIELDS, type PersonalRecord } from "../../src/event-sourcing/stored-event/personal-field.js";

const NONE = { added: [], removed: [], changed: [], reordered: [] };

/** What one event said in a part that may hold these fields. */
function sealed(event: string, ...paths: string[]): PersonalRecord {
  const description = { event };
  const part = { person: "p", class: "identity", names: [], description, commitments: [event], ciphertext: "" };
  return { parts: [part as unknown as SealedPart], fields: [paths] };
}

/** What a pointer points to. */
function at(value: unknown, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>((inside, token) => (inside as Record<string, unknown>)[token], value);
}

describe("the difference of two states", () => {
  test("names what was added, removed with its value, and changed", () =>
    expect(difference({ a: 1, b: { c: null, d: "x" }, e: [1] }, { a: 2, b: { c: null }, f: { g: 0 } })).toEqual({
      added: [{ pointer: "/f", value: { g: 0 } }],
      removed: [
        { pointer: "/b/d", value: "x" },
        { pointer: "/e", value: [1] },
      ],
      changed: [{ pointer: "/a", from: 1, to: 2 }],
      reordered: [],
    }));

  test("escapes pointers, and takes an undefined property for none", () =>
    expect(difference({ "a/b~c": 1, u: undefined }, {})).toEqual({
      ...NONE,
      removed: [{ pointer: "/a~1b~0c", value: 1 }],
    }));

  test("follows the elements of a list by their ids, wherever they stand", () =>
    expect(
      difference(
        {
          list: [
            { id: "x", n: 1 },
            { id: "y", n: 2 },
          ],
        },
        {
          list: [
            { id: "w", n: 0 },
            { id: "y", n: 3 },
          ],
        },
      ),
    ).toEqual({
      added: [{ pointer: "/list/0", value: { id: "w", n: 0 } }],
      removed: [{ pointer: "/list/0", value: { id: "x", n: 1 } }],
      changed: [{ pointer: "/list/1/n", from: 2, to: 3 }],
      reordered: [],
    }));

  test("tells that elements follow each other otherwise", () => {
    const [x, y, z] = [{ id: "x" }, { id: "y" }, { id: "z" }];
    expect(difference([x, y, z], [z, x])).toEqual({
      ...NONE,
      removed: [{ pointer: "/1", value: y }],
      reordered: [{ pointer: "", from: ["x", "z"], to: ["z", "x"] }],
    });
  });

  test("names where an element without an id was, when it has moved", () =>
    expect(difference(["a", "b", { n: 1 }], ["b", { n: 2 }])).toEqual({
      ...NONE,
      removed: [{ pointer: "/0", value: "a" }],
      changed: [{ pointer: "/1/n", before: "/2/n", from: 1, to: 2 }],
    }));

  const [first, second] = [sealed("1", "name", "alias", "nik"), sealed("2", "name", "alias", "nik")];

  test("takes each field for a difference that a part says which is in one of the two records", () => {
    const found = difference({ identity: first }, { identity: above(first, second) });
    expect(found.changed.map(({ pointer, field }) => [pointer, field])).toEqual([
      ["/identity/name", "name"],
      ["/identity/alias", "alias"],
      ["/identity/nik", "nik"],
    ]);
    expect(difference({ identity: first }, { identity: sealed("1", "name", "alias", "nik") })).toEqual(NONE);
    expect(difference(NO_FIELDS, sealed("1", "name")).added).toHaveLength(1);
  });

  test("shows each field as it is opened, and not those that turn out alike", () => {
    const found = difference({ identity: first }, { identity: above(first, second) });
    const values = (from: object, to: object) => ({
      ...found,
      changed: found.changed.map((change) => ({ ...change, from, to })),
    });
    expect(
      withValuesOfFields(values({ name: "Siti", alias: "Aminah" }, { name: "Sitti", nik: "9999994101990001" })),
    ).toEqual({
      added: [{ pointer: "/identity/nik", value: "9999994101990001" }],
      removed: [{ pointer: "/identity/alias", value: "Aminah" }],
      changed: [{ pointer: "/identity/name", from: "Siti", to: "Sitti" }],
      reordered: [],
    });
    expect(withValuesOfFields(values({ name: "Siti" }, { name: "Siti" }))).toEqual(NONE);
  });

  test("of what is masked says that it may differ", () => {
    const found = difference({ identity: first }, { identity: above(first, second) });
    const masked = { name: { masked: "hidden" } };
    const hidden = {
      ...found,
      changed: found.changed.slice(0, 1).map((each) => ({ ...each, from: masked, to: masked })),
    };
    expect(withValuesOfFields(hidden).changed).toEqual([
      { pointer: "/identity/name", from: { masked: "hidden" }, to: { masked: "hidden" } },
    ]);
  });

  const state = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, true, 0, 1, "", "a", "b"),
      fc.array(tie("value"), { maxLength: 4 }),
      fc
        .uniqueArray(fc.tuple(fc.constantFrom("x", "y", "z"), tie("value")), { selector: ([id]) => id, maxLength: 3 })
        .map((list) => list.map(([id, value]) => ({ id, value }))),
      fc.constantFrom("s1", "s2").map((name) => sealed(name, "name")),
      fc.dictionary(fc.constantFrom("a", "b", "c/d", "e~"), tie("value"), { maxKeys: 4 }),
    ),
  })).value;

  test("is nothing for equal states, and something for others", () =>
    fc.assert(
      fc.property(state, state, (a, b) => {
        expect(difference(a, structuredClone(a))).toEqual(NONE);
        const { added, removed, changed, reordered } = difference(a, b);
        const isSome = added.length + removed.length + changed.length + reordered.length > 0;
        expect(isSome).toBe(!equal(a, b));
      }),
      { numRuns: 1000 },
    ));

  test("points to what it tells of, in the state in which that is", () =>
    fc.assert(
      fc.property(state, state, (a, b) => {
        const { added, removed, changed } = difference(a, b);
        for (const { pointer, value, field } of added) if (field === undefined) expect(at(b, pointer)).toBe(value);
        for (const { pointer, value, field } of removed) if (field === undefined) expect(at(a, pointer)).toBe(value);
        for (const { pointer, before = pointer, from, to, field } of changed) {
          if (field !== undefined) continue;
          expect(at(a, before)).toBe(from);
          expect(at(b, pointer)).toBe(to);
        }
      }),
      { numRuns: 1000 },
    ));

  test("of lists of codes is what went and what came, and nothing else", () =>
    fc.assert(
      fc.property(fc.subarray([..."abcdefgh"]), fc.subarray([..."abcdefgh"]), (a, b) => {
        const { added, removed, changed } = difference(a, b);
        expect(changed).toEqual([]);
        expect(removed.map(({ value }) => value)).toEqual(a.filter((code) => !b.includes(code)));
        expect(added.map(({ value }) => value)).toEqual(b.filter((code) => !a.includes(code)));
      }),
    ));

  test("turns one state of plain objects into the other", () => {
    const objects = fc.letrec((tie) => ({
      object: fc.dictionary(fc.constantFrom("a", "b", "c"), fc.oneof({ maxDepth: 3 }, fc.nat(2), tie("object"))),
    })).object;
    fc.assert(
      fc.property(objects, objects, (a, b) => {
        const { added, removed, changed } = difference(a, b);
        const made = structuredClone(a) as Record<string, unknown>;
        const place = (pointer: string) => {
          const cut = pointer.lastIndexOf("/");
          return [at(made, pointer.slice(0, cut)) as Record<string, unknown>, pointer.slice(cut + 1)] as const;
        };
        for (const { pointer } of removed) Reflect.deleteProperty(...place(pointer));
        for (const { pointer, value } of [...added, ...changed.map((each) => ({ ...each, value: each.to }))]) {
          const [object, name] = place(pointer);
          object[name] = value;
        }
        expect(made).toEqual(b);
      }),
      { numRuns: 500 },
    );
  });
});

/** Equality of JSON, whatever the order of properties; in these states equal fields are in equal parts. */
function equal(a: unknown, b: unknown): boolean {
  return JSON.stringify(a, inOrder) === JSON.stringify(b, inOrder);
}

function inOrder(_: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
