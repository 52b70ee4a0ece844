import { describe, expect, test } from "@jest/globals";
import { defineEvent } from "../../../src/event-sourcing/stored-event/event-definition.js";
import { listAsText, textOf, valueAs } from "../../../src/event-sourcing/stored-event/personal-text.js";
import { EventRegistry } from "../../../src/event-sourcing/stored-event/registry.js";
import { grantsNothing } from "../../../src/event-sourcing/stored-event/sight.js";
import { Type } from "typebox";
import { registry } from "../../../src/slices.js";
import { openFields } from "../../../src/privacy/masking.js";
import { NO_FIELDS } from "../../../src/event-sourcing/stored-event/personal-field.js";

describe("a sealed text that stands for more", () => {
  test("is given back as a list, or a number, as the command took it", () => {
    expect(valueAs("list", listAsText(["TRANSFER", "RECRUITMENT", "TRANSFER"])!)).toEqual(["RECRUITMENT", "TRANSFER"]);
    expect(valueAs("list", "RECRUITMENT")).toEqual(["RECRUITMENT"]);
    expect(valueAs("integer", "9000000")).toBe(9_000_000);
    expect(valueAs(undefined, "1,2")).toBe("1,2");
  });

  test("that a correction wrote otherwise is given as it is", () => {
    expect(valueAs("integer", "about ten")).toBe("about ten");
    expect(valueAs("integer", "99999999999999999999")).toBe("99999999999999999999");
  });

  test("may be corrected by a list, a number, or the text", () => {
    expect(textOf("list", ["B", "A"])).toBe("A,B");
    expect(textOf("integer", 12)).toBe("12");
    expect(textOf("integer", "12")).toBe("12");
    expect(textOf(undefined, "12")).toBe("12");
  });

  test.each([
    ["list", ["a,b"]],
    ["list", []],
    ["list", [1]],
    ["list", 1],
    ["integer", 1.5],
    ["integer", ["1"]],
    [undefined, 1],
    [undefined, ["A"]],
  ] as const)("is none of kind %s from %j", (kind, value) => {
    expect(textOf(kind, value)).toBeUndefined();
  });
});

test("what is a list or a number is declared by the events, of a field once", () => {
  expect(registry.kindOf("trafficking", "acts")).toBe("list");
  expect(registry.kindOf("trafficking", "ageAtOffence")).toBe("integer");
  expect(registry.kindOf("finance", "amount")).toBe("integer");
  expect(registry.kindOf("identity", "name")).toBeUndefined();
  const said = (type: string, kind: "list" | "integer") =>
    defineEvent({
      type,
      title: { en: type, indonesian: type },
      sight: grantsNothing("is made up"),
      facts: Type.Object({}),
      personal: { finance: ["amount"] },
      kinds: { finance: { amount: kind } },
    });
  expect(() => new EventRegistry([said("OneSaid", "list"), said("OtherSaid", "integer")])).toThrow(/amount/);
});

test("a record of nothing leaves as an object of nothing, and never as it is kept", async () => {
  const sealing = { opener: () => Promise.reject(new Error("nothing is to be opened")) } as never;
  const answer = { rows: [{ id: "1", identity: NO_FIELDS, notes: [NO_FIELDS] }], none: null };
  expect(
    await openFields(
      answer,
      sealing,
      async () => () => true,
      () => undefined,
    ),
  ).toEqual({
    rows: [{ id: "1", identity: {}, notes: [{}] }],
    none: null,
  });
});
