import { describe, expect, it } from "@jest/globals";
import canonicalize from "canonicalize";
import * as fc from "fast-check";
import { canonicalJson } from "../../src/event-sourcing/canonical-json.js";

const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "medium" },
    fc.constantFrom(null, true, false, undefined, -0),
    fc.maxSafeInteger(),
    fc.string({ unit: "binary" }),
    fc.date({ noInvalidDate: true }),
    fc.array(tie("value")),
    fc.dictionary(fc.string({ unit: "binary" }), tie("value")),
  ),
})).value;

describe("canonical JSON", () => {
  it("is what the reference implementation of RFC 8785 writes", () => {
    fc.assert(
      fc.property(json, (value) => {
        fc.pre(value !== undefined);
        expect(canonicalJson(value)).toBe(canonicalize(value));
      }),
      { numRuns: 1000 },
    );
  });

  it("orders names by UTF-16 code units, integers among them", () => {
    expect(canonicalJson({ "\u{1f600}": 1, "\ufb33": 2, "10": 3, "9": 4, a: undefined })).toBe(
      '{"10":3,"9":4,"\u{1f600}":1,"\ufb33":2}',
    );
  });

  it.each([1.5, NaN, Infinity, 2 ** 53, 1n, Symbol("s"), undefined, () => 1])("refuses %p", (value) => {
    expect(() => canonicalJson({ list: [{ value }], ...(value === undefined && { value: 0.5 }) })).toThrow(TypeError);
  });
});
