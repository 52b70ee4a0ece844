import { describe, expect, test } from "@jest/globals";
import type { EventRecord } from "../../src/event-sourcing/stored-event/event-record.js";
import type { OpenField } from "../../src/event-sourcing/stored-event/personal-field.js";
import type { ProjectionGiven } from "../../src/event-sourcing/projecting/projection.js";
import { FOUND_BY, identityLookupView, type IdentityLookupDocument } from "../../src/person/identity-lookup.view.js";
import { CONTACT_FIELDS, IDENTITY_FIELDS } from "../../src/person/person.events.js";
import { registry } from "../../src/slices.js";
import { ID, openInTests, readablePart } from "../given.js";

let events = 0;

interface Given {
  readonly type?: string;
  readonly key?: string;
  readonly facts?: object;
  readonly corrects?: EventRecord;
}

/** An event of the person with these values of their identity, each a part of its own. */
function event(values: readonly Record<string, string>[], { type, key, facts = {}, corrects }: Given = {}) {
  const id = `event-${events++}`;
  const stored = type ?? corrects?.type ?? "IdentityDetailsRecorded";
  const said = corrects ? { correctedType: stored, facts } : facts;
  const migrants = stored === "DocumentSubmitted";
  return {
    id,
    type: corrects ? "FactCorrected" : stored,
    stream: `${migrants ? "migrant" : "person"}-${ID}`,
    facts: said,
    corrects: corrects ? { event: corrects.id } : null,
    subjects: [{ person: ID, role: "MIGRANT" }],
    actor: { kind: "OFFICER" },
    sight: [],
    sealed: values.map((each, i) =>
      readablePart({ person: ID, class: "identity" }, each, { key: key ?? "key", event: `${id}/${i}` }),
    ),
    mayHold: { identity: migrants ? ["number"] : IDENTITY_FIELDS, contact: CONTACT_FIELDS },
  } as unknown as EventRecord;
}

const erased = (...keys: string[]) =>
  ({ ...event([]), type: "PersonErased", facts: { keys } }) as unknown as EventRecord;

const given = (open: OpenField): ProjectionGiven => ({
  open,
  token: (kind, form) => (kind === "name" ? form : `${kind}:${form}`),
  before: () => undefined,
});
const open = given(openInTests);

function fold(told: readonly EventRecord[], before?: IdentityLookupDocument, how = open) {
  return told.reduce(
    (document: IdentityLookupDocument | undefined, each) => identityLookupView.evolve(document, each, ID, how),
    before,
  );
}

const tokensOf = (...told: EventRecord[]) => fold(told)?.tokens ?? [];

test("a person is found by every number and name that the events have", () => {
  const first = event([{ nik: "9999994101990001", name: "Nur Hayati" }]);
  expect(identityLookupView.ids(first, () => [])).toEqual([ID]);
  expect(tokensOf(first, event([{ passport: "X0000001" }]))).toEqual(
    ["=nurhayati nur hayati nurhayati hayatinur", "nik:9999994101990001 passport:X0000001"]
      .flatMap((forms) => forms.split(" "))
      .map((form) => form.slice(0, form.includes(":") ? undefined : 10))
      .toSorted(),
  );
});

describe("what is corrected was never so", () => {
  const registered = event([{ nik: "9999994101990001" }, { passport: "X0000001" }], { facts: { birthYear: 1990 } });

  test("only the newest reading gives tokens, and what the correction does not name stays", () => {
    const once = event([{ nik: "9999994101990002" }], { corrects: registered });
    const twice = event([{ nik: "9999994101990003" }], { corrects: registered, facts: { birthYear: 1991 } });
    expect(tokensOf(registered, once)).toEqual(["born:1990", "nik:9999994101990002", "passport:X0000001"]);
    expect(tokensOf(registered, once, twice)).toEqual(["born:1991", "nik:9999994101990003", "passport:X0000001"]);
  });

  test("another event's value of the same field stays", () => {
    const later = event([{ nik: "9999994101990009" }]);
    const corrected = event([{ nik: "9999994101990002" }], { corrects: registered });
    expect(tokensOf(registered, later, corrected)).toContain("nik:9999994101990009");
  });
});

describe("the number of a document", () => {
  const submitted = (kind: string) => event([{ number: "X1234567" }], { type: "DocumentSubmitted", facts: { kind } });

  test("finds its owner where the document is a passport", () => {
    expect(tokensOf(submitted("PASSPORT"))).toEqual(["passport:X1234567"]);
    expect(tokensOf(submitted("WORK_VISA"))).toEqual([]);
  });

  test("of an identity card is a NIK", () => {
    const card = event([{ number: "9999994101990001" }], {
      type: "DocumentSubmitted",
      facts: { kind: "IDENTITY_CARD" },
    });
    expect(tokensOf(card)).toEqual(["nik:9999994101990001"]);
  });

  test("finds them, or no longer, once its kind is corrected", () => {
    const visa = submitted("WORK_VISA");
    const passport = event([], { corrects: visa, facts: { kind: "PASSPORT" } });
    const again = event([], { corrects: visa, facts: { kind: "WORK_VISA" } });
    expect(tokensOf(visa, passport)).toEqual(["passport:X1234567"]);
    expect(tokensOf(visa, passport, again)).toEqual([]);
  });
});

test.each(["hidden", "shredded"] as const)("a %s field gives no token", (status) => {
  const shut = given(() => ({ status }));
  expect(fold([event([{ nik: "9999994101990001" }])], undefined, shut)).toBeUndefined();
});

test("what can't be a number gives no token", () => {
  expect(fold([event([{ nik: "unreadable", name: "--" }])])).toBeUndefined();
});

test("an erasure takes the tokens of the keys that it names, and the year", () => {
  const nik = event([{ nik: "9999994101990001" }], { facts: { birthYear: 1990 } });
  const passport = event([{ passport: "X0000001" }], { key: "later" });
  const left = fold([nik, passport, erased("key", "others")]);
  expect(left).toEqual({
    id: ID,
    tokens: ["passport:X0000001"],
    told: { [passport.id]: { "passport/passport": { key: "later", tokens: ["passport:X0000001"] } } },
    sight: [],
    works: [],
  });
  expect(fold([erased("later")], left)).toMatchObject({ tokens: [], told: {} });
  expect(fold([erased("key")])).toBeUndefined();
});

test.each(FOUND_BY.flatMap((row) => row.types.map((type) => [type, row] as const)))(
  "%s has the field by which it is looked for",
  (type, row) => {
    expect(registry.hasPersonalField(type, row.class, row.path)).toBe(true);
  },
);

describe("by whom a person may be found", () => {
  const AGENCIES = ["0f5b6c3e-0000-4000-8000-00000000000a", "0f5b6c3e-0000-4000-8000-00000000000b"] as const;
  const work = `case-${ID.replace(/^./, "1")}`;
  const ofCase = (sight: object[], facts: object = {}) =>
    ({
      ...event([]),
      stream: work,
      type: "any",
      facts,
      sight,
      actor: { kind: "OFFICER", agency: AGENCIES[0] },
    }) as unknown as EventRecord;
  const begins = ofCase([{ kind: "begins", capacity: "handling", why: "" }]);
  const assigned = ofCase([{ kind: "assigned", agency: "agency", capacity: "handling", why: "" }], {
    agency: AGENCIES[1],
  });
  const joins = ofCase([{ kind: "party", list: null, whole: [], why: "" }], {
    party: "p",
    role: "WITNESS",
    person: ID,
  });
  const { ids, evolve } = identityLookupView;

  /** Folds events of a case into the documents that they concern, as the runner does. */
  function folded(...told: EventRecord[]) {
    const documents = new Map<string, IdentityLookupDocument>();
    for (const each of told) {
      const concerned = ids(each, (_, value) =>
        [...documents.values()].filter(({ works }) => works.includes(`${value}`)).map(({ id }) => id),
      );
      const before = (id: string) => documents.get(id);
      const after = concerned.map((id) => [id, evolve(before(id), each, id, { ...open, before })] as const);
      for (const [id, document] of after) if (document) documents.set(id, document);
    }
    return documents.get(ID)?.sight;
  }

  test("by who had the work before they took part in it, and who was given it later", () => {
    const both = AGENCIES.map((agency) => `agency:${agency}`);
    expect(folded(begins, assigned, joins)).toEqual(both);
    expect(folded(begins, joins, assigned)).toEqual(both);
    expect(folded(begins, joins)).toEqual([both[0]]);
    expect(folded(begins, assigned)).toBeUndefined();
  });
});
