import { expect, test } from "@jest/globals";
import type { EventRecord } from "../../src/event-sourcing/stored-event/event-record.js";
import type { OpenField } from "../../src/event-sourcing/stored-event/personal-field.js";
import type { ProjectionGiven } from "../../src/event-sourcing/projecting/projection.js";
import { identityLookupView } from "../../src/person/identity-lookup.view.js";
import { IDENTITY_FIELDS } from "../../src/person/person.events.js";
import { ID, openInTests, readablePart } from "../given.js";

const event = (...values: Record<string, string>[]) => under("key", ...values);

const under = (key: string, ...values: Record<string, string>[]) =>
  ({
    type: "IdentityDetailsRecorded",
    stream: `person-${ID}`,
    sealed: values.map((each, i) => readablePart({ person: ID, class: "identity" }, each, { key, event: `${i}` })),
    mayHold: { identity: IDENTITY_FIELDS },
  }) as unknown as EventRecord;

const erased = (...keys: string[]) => ({ type: "PersonErased", facts: { keys } }) as unknown as EventRecord;
const found = (...tokens: string[]) => ({ id: ID, tokens });

const given = (open: OpenField): ProjectionGiven => ({ open, token: (kind, form) => `${kind}:${form}` });
const open = given(openInTests);
const { evolve, ids } = identityLookupView;

test("a person is found by every number and name that the events have", () => {
  const first = event({ nik: "9999994101990001", name: "Nur Hayati" });
  expect(ids(first, () => [])).toEqual([ID]);
  const document = evolve(evolve(undefined, first, ID, open), event({ passport: "X0000001" }), ID, open);
  expect(document).toMatchObject({
    id: ID,
    tokens: [
      "name:=nurhayati",
      "name:hayati",
      "name:nur",
      "name:nurhayati",
      "nik:9999994101990001",
      "passport:X0000001",
    ],
  });
});

test("of a corrected value only the newest reading gives tokens", () => {
  const corrected = event({ nik: "9999994101990001" }, { nik: "9999994101990002" });
  expect(evolve(undefined, corrected, ID, open)).toMatchObject(found("nik:9999994101990002"));
});

test.each(["hidden", "shredded"] as const)("a %s field gives no token", (status) => {
  const shut = given(() => ({ status }));
  expect(evolve(undefined, event({ nik: "9999994101990001" }), ID, shut)).toMatchObject(found());
});

test("what can't be a number gives no token", () => {
  expect(evolve(undefined, event({ nik: "unreadable", name: "--" }), ID, open)).toMatchObject(found());
});

test("an erasure takes the tokens of the keys that it names, and with the last of them the document", () => {
  const nik = evolve(undefined, event({ nik: "9999994101990001" }), ID, open);
  const both = evolve(nik, under("later", { passport: "X0000001" }), ID, open);
  expect(both).toMatchObject(found("nik:9999994101990001", "passport:X0000001"));
  const left = evolve(both, erased("key", "others"), ID, open);
  expect(left).toEqual({ ...found("passport:X0000001"), under: { later: ["passport:X0000001"] } });
  expect(evolve(left, erased("later"), ID, open)).toBeUndefined();
  expect(evolve(undefined, erased("key"), ID, open)).toBeUndefined();
});
