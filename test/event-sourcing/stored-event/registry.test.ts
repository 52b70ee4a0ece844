import { describe, expect, test } from "@jest/globals";
import { Type } from "typebox";
import { canonicalBytes } from "../../../src/event-sourcing/stored-event/envelope.js";
import { anyDefinitions, defineEvent } from "../../../src/event-sourcing/stored-event/event-definition.js";
import { instant } from "../../../src/event-sourcing/stored-event/occurred-at.js";
import { FirstForm } from "../../../src/event-sourcing/stored-event/first-form.js";
import { EventRegistry, InvalidEvent, UnreadableEvent } from "../../../src/event-sourcing/stored-event/registry.js";
import {
  givenTo,
  grantsNothing,
  registersStream,
  type SightDeclaration,
} from "../../../src/event-sourcing/stored-event/sight.js";

const NOTHING = grantsNothing("is of a test");

const Weighed = defineEvent({
  type: "ParcelWeighed",
  title: { en: "Of a test", indonesian: "Dari sebuah uji" },
  sight: NOTHING,
  version: 3,
  facts: Type.Object({ grams: Type.Integer(), scale: Type.String() }),
  personal: { identity: ["sender"] },
  upcasters: {
    1: ({ kilos, ...facts }) => ({ ...facts, grams: (kilos as number) * 1000 }),
    2: (facts) => ({ ...facts, scale: "UNKNOWN" }),
  },
});
const registry = new EventRegistry(anyDefinitions([Weighed]));

const stored = (envelope: object) => ({
  number: 7,
  position: "7",
  stream: "parcel-1",
  revision: 0,
  id: "1",
  type: "ParcelWeighed",
  bytes: canonicalBytes({ format: 2, stream: "parcel-1", revision: 0, type: "ParcelWeighed", schema: 3, ...envelope }),
});

describe("the registry", () => {
  test("knows no type without a title in both languages, and one of no definition by its own name", () => {
    const untitled = { ...Weighed, title: { en: "Weighed", indonesian: " " } };
    expect(() => new EventRegistry(anyDefinitions([untitled]))).toThrow(/ParcelWeighed has no title/);
    expect(registry.titleOf("ParcelWeighed").en).toBe("Of a test");
    expect(registry.titleOf("ParcelEaten")).toEqual({ en: "ParcelEaten", indonesian: "ParcelEaten" });
  });

  test.each([
    [1, { kilos: 2 }],
    [2, { grams: 2000 }],
    [3, { grams: 2000, scale: "UNKNOWN" }],
  ])("reads an event of schema %i as of the newest", (schema, facts) => {
    expect(registry.read(stored({ schema, facts })).facts).toEqual({ grams: 2000, scale: "UNKNOWN" });
  });

  test.each([
    ["of an unknown type", { type: "ParcelEaten", facts: {} }, /not known/],
    ["of a schema of the future", { schema: 4, facts: {} }, /newer/],
    ["of a format to come", { format: 3, facts: {} }, /no envelope/],
    ["that stands in another stream", { stream: "parcel-2", facts: {} }, /no envelope/],
  ])("can't read an event %s", (_what, envelope, message) => {
    expect(() => registry.read(stored(envelope))).toThrow(UnreadableEvent);
    expect(() => registry.read(stored(envelope))).toThrow(message);
  });

  test("refuses an event of before the first release with a sentence that says what to do", () => {
    expect(() => registry.read(stored({ format: 1, facts: {} }))).toThrow(FirstForm);
    expect(() => registry.read(stored({ format: 1, facts: {} }))).toThrow(/remove the folder/);
  });

  test("says which fields an event may hold: those of its type, of a correction those of the corrected type", () => {
    const declared = { identity: ["number"], narrative: ["note"] };
    const Named = defineEvent({
      type: "ParcelNamed",
      title: { en: "Of a test", indonesian: "Dari sebuah uji" },
      sight: grantsNothing("a name shows nothing"),
      facts: Type.Object({}),
      personal: declared,
    });
    const named = new EventRegistry(anyDefinitions([Named]));
    const narrative = ["note", "occurredAt.asReported"];
    expect(named.mayHold("ParcelNamed", {})).toEqual({ ...declared, narrative });
    expect(named.mayHold("FactCorrected", { correctedType: "ParcelNamed" })).toEqual({
      ...declared,
      narrative: [...narrative, "explanation"],
    });
    expect(named.mayHold("FactCorrected", { correctedType: "ParcelEaten" })).toEqual({
      narrative: ["occurredAt.asReported", "explanation"],
    });
  });

  test("can't read bytes that are no JSON", () => {
    expect(() => registry.read({ ...stored({}), bytes: Buffer.from("{") })).toThrow(UnreadableEvent);
  });

  test.each([
    ["a fact of another kind", { facts: { grams: "2", scale: "A" } }],
    ["a fact too many", { facts: { grams: 2, scale: "A", colour: "red" } }],
    [
      "a personal field that it doesn't have",
      { personal: [{ person: "p", class: "identity" as const, values: { nik: "x" } }] },
    ],
  ])("refuses a new event with %s", (_what, wrong) => {
    const event = {
      type: "ParcelWeighed",
      subjects: [],
      occurredAt: instant("2025-01-01T00:00:00.000Z"),
      facts: { grams: 2, scale: "A" },
    };
    expect(() => registry.assertValid(event)).not.toThrow();
    expect(() => registry.assertValid({ ...event, ...wrong } as never)).toThrow(InvalidEvent);
  });

  test("wants an upcaster from every version", () => {
    const gap = defineEvent({
      type: "Gap",
      title: { en: "Of a test", indonesian: "Dari sebuah uji" },
      sight: NOTHING,
      version: 2,
      facts: Type.Object({}),
    });
    expect(() => new EventRegistry(anyDefinitions([gap]))).toThrow("no upcaster from version 1");
  });

  test.each<[string, SightDeclaration | undefined, string]>([
    ["nothing", undefined, "does not say who comes to see what by it"],
    ["an empty list", [], "does not say who comes to see what by it"],
    ["no reason", grantsNothing(" "), "does not say why"],
    [
      "that it grants nothing, and something",
      [...NOTHING, registersStream("is of a test")],
      "grants nothing, and something",
    ],
    ["a fact that it has not", [givenTo("agency", [], "is of a test")], "grants sight by agency, which it has not"],
  ])("does not start with a type whose sight says %s", (_, sight, message) => {
    const planted = defineEvent({
      type: "Planted",
      title: { en: "Of a test", indonesian: "Dari sebuah uji" },
      sight: sight!,
      facts: Type.Object({}),
    });
    expect(() => new EventRegistry(anyDefinitions([planted]))).toThrow(`Planted ${message}`);
  });
});

describe("canonical bytes", () => {
  test("of a list of strings are what JSON.stringify writes, on which commitments rely", () => {
    const list = ["", 'a"\\/', "\u0000\u001f\u007f\u2028", "é😀", "\ud800", "<>&"];
    expect(Buffer.from(canonicalBytes(list)).toString()).toBe(JSON.stringify(list));
  });

  test("hold no fraction", () => {
    expect(() => canonicalBytes({ amount: 1.5 })).toThrow(TypeError);
    expect(() => canonicalBytes({ amounts: [2 ** 53] })).toThrow(TypeError);
  });

  test("are in the order of RFC 8785, whatever the order written", () => {
    expect(Buffer.from(canonicalBytes({ b: 1, a: { d: null, c: "é" } })).toString()).toBe(
      '{"a":{"c":"é","d":null},"b":1}',
    );
  });
});
