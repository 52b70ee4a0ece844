import { describe, expect, test } from "@jest/globals";
import type { SealedPart } from "../../../src/event-sourcing/stored-event/envelope.js";
import {
  above,
  NO_FIELDS,
  onlyFields,
  openField,
  withFieldsOf,
  type OpenField,
  type PersonalRecord,
} from "../../../src/event-sourcing/stored-event/personal-field.js";
import { openInTests, readablePart } from "../../given.js";

const PERSON = "0f5b6c3e-0000-4000-8000-0000000000aa";
const PATHS = ["name", "alias"];

const part = (event: string, values: Record<string, string>) =>
  readablePart({ person: PERSON, class: "identity" }, values, { event });

/** What events said, each of which may have said any of the paths. */
const told = (...parts: readonly SealedPart[]): PersonalRecord =>
  parts.reduce(
    (record, each) => withFieldsOf(record, { sealed: [each], mayHold: { identity: PATHS } }, "identity"),
    NO_FIELDS,
  );

const closed =
  (status: "hidden" | "shredded", ...parts: readonly SealedPart[]): OpenField =>
  (field) =>
    parts.includes(field.part) ? { status } : openInTests(field);

describe("a personal field", () => {
  const [first, second] = [part("1", { name: "Siti", alias: "Ana" }), part("2", { name: "Sitti" })];

  test("has the value of the newest part that holds it", () => {
    expect(openField(told(first, second), "name", openInTests)).toEqual({
      status: "open",
      value: "Sitti",
      part: second,
    });
    expect(openField(told(first, second), "alias", openInTests)).toMatchObject({ value: "Ana", part: first });
    expect(openField(told(second), "alias", openInTests)).toEqual({ status: "absent" });
    expect(openField(NO_FIELDS, "name", openInTests)).toEqual({ status: "absent" });
  });

  test.each(["hidden", "shredded"] as const)("is %s where a newer event may have said it", (status) => {
    for (const path of PATHS) expect(openField(told(first, second), path, closed(status, second))).toEqual({ status });
    // An older one says nothing against what is known since.
    expect(openField(told(first, second), "name", closed(status, first))).toMatchObject({ value: "Sitti" });
    expect(openField(told(first, second), "alias", closed(status, first))).toEqual({ status });
  });

  test("is open where another part of the same event is not, as an event says it once", () => {
    const beside = part("2", { other: "x" });
    for (const parts of [
      [first, second, beside],
      [first, beside, second],
    ])
      expect(openField(told(...parts), "name", closed("shredded", beside))).toMatchObject({ value: "Sitti" });
    expect(openField(told(first, beside, second), "alias", closed("shredded", beside))).toEqual({ status: "shredded" });
  });

  test("is not looked for where the event has no say in it", () => {
    const event = { sealed: [part("2", { name: "Sitti", alias: "Ani" })], mayHold: { identity: PATHS } };
    const record = withFieldsOf(told(first), event, "identity", { without: ["alias"] });
    expect(openField(record, "name", openInTests)).toMatchObject({ value: "Sitti" });
    expect(openField(record, "alias", openInTests)).toMatchObject({ value: "Ana" });
  });

  test("counts as the newer record says, where two are laid on each other", () => {
    expect(openField(above(told(second), told(first)), "name", openInTests)).toMatchObject({ value: "Siti" });
    expect(onlyFields(above(told(second), told(first)), ["phone"])).toEqual(NO_FIELDS);
  });
});
