import { describe, expect, test } from "@jest/globals";
import { InvalidField, Rejection } from "../../src/event-sourcing/deciding/rejection.js";
import { personDecider } from "../../src/person/person.commands.js";
import { i15NotAskedNotToTell, type Person } from "../../src/person/person.js";
import { given, ID, valuesIn, type PastEvent } from "../given.js";

const OTHER = "0f5b6c3e-0000-4000-8000-0000000000aa";
const registered = (facts: object = {}, identity: Record<string, string> = {}): PastEvent => ({
  type: "PersonRegistered",
  facts: { sex: "FEMALE", source: { kind: "IN_PERSON" }, warnings: [], ...facts },
  personal: [{ person: ID, class: "identity", values: { name: "Siti Aminah", ...identity } }],
});
const born = (birthDate: string, birthDateProof: string) =>
  registered({ birthYear: Number(birthDate.slice(0, 4)), birthDateProof }, { birthDate });

const identityOf = (person: Person) => valuesIn(person.identity);

describe("registering a person", () => {
  test("keeps numbers in one form, sealed, and the birth year in the clear", () =>
    given(personDecider, [])
      .when("RegisterPerson", {
        sex: "FEMALE",
        origin: "36.04.12",
        nationality: "ID",
        source: "IN_PERSON",
        identity: { name: "  Siti Aminah ", nik: "999999 410199 0001", passport: "x 0000001", birthDate: "1999-01-01" },
        contact: { phone: "0812-0000-0001", safeWay: "through the village midwife", safeLanguage: "Sunda" },
        note: "came with her aunt",
        migrant: { discovery: "VILLAGE", placementStatus: "PROCEDURAL", placementStatusBasis: "STATED" },
      })
      .then([
        {
          type: "PersonRegistered",
          subjects: [{ person: ID, role: "MIGRANT" }],
          facts: {
            sex: "FEMALE",
            birthYear: 1999,
            birthDateProof: "STATED",
            origin: { scheme: "KEMENDAGRI", code: "36.04.12" },
            nationality: "ID",
            source: { kind: "IN_PERSON" },
            warnings: [],
            migrant: { discovery: "VILLAGE", placementStatus: "PROCEDURAL", placementStatusBasis: "STATED" },
          },
          personal: [
            {
              person: ID,
              class: "identity",
              values: { name: "Siti Aminah", nik: "9999994101990001", passport: "X0000001", birthDate: "1999-01-01" },
            },
            {
              person: ID,
              class: "contact",
              values: { phone: "+6281200000001", safeWay: "through the village midwife", safeLanguage: "Sunda" },
            },
            { person: null, class: "narrative", names: [ID], values: { note: "came with her aunt" } },
          ],
        },
      ]));

  test("takes initials alone, as of N.A., and adds nothing", () => {
    const [event] = given(personDecider, [])
      .when("RegisterPerson", { sex: "UNKNOWN", source: "NEWS_REPORT", identity: { initials: "N.A." } })
      .events();
    expect(event!.facts).toEqual({ sex: "UNKNOWN", source: { kind: "NEWS_REPORT" }, warnings: [] });
    expect(event!.personal![0]!.values).toEqual({ initials: "N.A." });
  });

  test("accepts a NIK with another date or sex, with a warning", () =>
    given(personDecider, [])
      .when("RegisterPerson", {
        sex: "MALE",
        source: "AGENCY",
        birthYear: 1990,
        identity: { nik: "9999994101990001", passport: "A1B2C3" },
      })
      .then([{ facts: { warnings: ["NIK_BIRTH_DATE_MISMATCH", "NIK_SEX_MISMATCH", "PASSPORT_UNUSUAL"] } }]));

  test.each([
    [{ identity: { nik: "99999941019900" } }, "identity.nik", "invalid-field"],
    [{ identity: { passport: "A12345678901" } }, "identity.passport", "invalid-field"],
    [{ contact: { phone: "12" } }, "contact.phone", "invalid-field"],
    [{ identity: { name: "   " } }, "identity.name", "invalid-field"],
    [{ identity: { birthDate: "2025-06-02" } }, "identity.birthDate", "impossible-date"],
    [{ identity: { birthDate: "1899-12-31" } }, "identity.birthDate", "impossible-date"],
    [{ identity: { birthDate: "2025-07" } }, "identity.birthDate", "impossible-date"],
    [{ identity: { birthDate: "1989-13" } }, "identity.birthDate", "impossible-date"],
    [{ identity: { birthDate: "1899" } }, "identity.birthDate", "impossible-date"],
    [{ birthYear: 1988, identity: { birthDate: "1989-03" } }, "birthYear", "invalid-field"],
    [{ birthYear: 2026 }, "birthYear", "impossible-date"],
    [{ birthYear: 1998, identity: { birthDate: "1999-01-01" } }, "birthYear", "invalid-field"],
    [{ birthDateProof: "DOCUMENT" }, "identity.birthDate", "missing-field"],
    [{ birthYear: 1998, birthDateProof: "STATED", birthDateDocument: "PASSPORT" }, "birthDateProof", "invalid-field"],
  ])("refuses %j, naming %s", (wrong, field, type) => {
    const command = { sex: "FEMALE", source: "IN_PERSON", ...wrong };
    const { events } = given(personDecider, []).when("RegisterPerson", command);
    expect(events).toThrow(InvalidField);
    expect(events).toThrow(expect.objectContaining({ field, type }));
  });

  test.each([
    ["1989-03", { birthYear: 1989, birthDateProof: "STATED" }, { birthDate: "1989-03" }],
    ["1989", { birthYear: 1989, birthDateProof: "STATED" }, {}],
  ])("takes a birth date as far as it is known: %s", (birthDate, facts, values) => {
    const [event] = given(personDecider, [])
      .when("RegisterPerson", { sex: "FEMALE", source: "IN_PERSON", identity: { birthDate } })
      .events();
    expect(event!.facts).toMatchObject(facts);
    expect(event!.personal?.[0]?.values ?? {}).toEqual(values);
  });

  test("checks a NIK by the month, where no more is known of the birth date", () => {
    const warnings = (birthDate: string) =>
      given(personDecider, [])
        .when("RegisterPerson", {
          sex: "FEMALE",
          source: "IN_PERSON",
          identity: { nik: "9999994101990001", birthDate },
        })
        .events()[0]!.facts;
    expect(warnings("1999-01")).toMatchObject({ warnings: [] });
    expect(warnings("1999-02")).toMatchObject({ warnings: ["NIK_BIRTH_DATE_MISMATCH"] });
  });

  test("takes a birth date of today in Jakarta, which is tomorrow in UTC", () =>
    given(personDecider, [], { now: "2025-06-01T18:00:00.000Z" })
      .when("RegisterPerson", { sex: "FEMALE", source: "IN_PERSON", identity: { birthDate: "2025-06-02" } })
      .then([{ facts: { birthYear: 2025 } }]));
});

describe("recording identity details", () => {
  test("checks a new number against what is known", () =>
    given(personDecider, [born("1999-01-01", "STATED")])
      .when("RecordIdentityDetails", { source: "AGENCY", identity: { nik: "9999994201990001" } })
      .then([{ type: "IdentityDetailsRecorded", facts: { warnings: ["NIK_BIRTH_DATE_MISMATCH"] } }]));

  test("leaves warnings as they were if nothing was recorded that numbers are checked against", () => {
    const [event] = given(personDecider, [registered()])
      .when("RecordIdentityDetails", { source: "AGENCY", origin: "71.71" })
      .events();
    expect(event!.facts).not.toHaveProperty("warnings");
    const after = given(personDecider, [
      registered({ warnings: ["NIK_SEX_MISMATCH"] }),
      { type: "IdentityDetailsRecorded", facts: event!.facts },
    ]).state();
    expect(after).toMatchObject({ warnings: ["NIK_SEX_MISMATCH"], origin: { code: "71.71" } });
  });

  test("needs a detail", () => {
    const { events } = given(personDecider, [registered()]).when("RecordIdentityDetails", {
      source: "AGENCY",
      sex: "UNKNOWN",
    });
    expect(events).toThrow(expect.objectContaining({ type: "missing-field", field: "identity" }));
  });

  test("does not replace a birth date that a document proves by one that was only stated", () => {
    const person = given(personDecider, [born("1999-01-01", "DOCUMENT")]);
    person
      .when("RecordIdentityDetails", { source: "FAMILY_REPORT", identity: { birthDate: "2001-01-01" } })
      .thenRejected("birth-date-proved");
    person
      .when("RecordIdentityDetails", {
        source: "AGENCY",
        identity: { birthDate: "2001-01-01" },
        birthDateDocument: "COURT_RULING",
      })
      .then([{ facts: { birthYear: 2001, birthDateProof: "DOCUMENT", birthDateDocument: "COURT_RULING" } }]);
    const [event] = person
      .when("RecordIdentityDetails", { source: "AGENCY", identity: { birthDate: "1999-01-01", alias: "Iti" } })
      .events();
    expect(event!.facts).not.toHaveProperty("birthDateProof");
    expect(event!.personal![0]!.values).toEqual({ alias: "Iti" });
  });

  test("does not take the year of another birth date than the one known", () =>
    given(personDecider, [born("1999-01-01", "STATED")])
      .when("RecordIdentityDetails", { source: "FAMILY_REPORT", birthYear: 1998 })
      .thenRejected("birth-date-known"));

  test("of a birth date takes what is more exact, and not what is less", () => {
    const told = (known: string, birthDate: string, more: object = {}) =>
      given(personDecider, [born(known, "STATED")]).when("RecordIdentityDetails", {
        source: "FAMILY_REPORT",
        identity: { birthDate, alias: "Iti" },
        ...more,
      });
    told("1989-03", "1989-03-14").then([{ personal: [{ values: { birthDate: "1989-03-14", alias: "Iti" } }] }]);
    for (const less of ["1989-03", "1989"]) {
      const [event] = told("1989-03-14", less).events();
      expect(event!.personal![0]!.values).toEqual({ alias: "Iti" });
      expect(event!.facts).not.toHaveProperty("birthYear");
    }
    told("1989-03-14", "1989-04").thenRejected("birth-date-known");
    told("1989-03-14", "1988").thenRejected("birth-date-known");
    given(personDecider, [born("1989-03", "DOCUMENT")])
      .when("RecordIdentityDetails", { source: "FAMILY_REPORT", identity: { birthDate: "1989-03-14" } })
      .thenRejected("birth-date-proved");
  });

  test("keeps what a document proves, even if it is older than what was stated", () => {
    const certificate: PastEvent = {
      type: "IdentityDetailsRecorded",
      facts: {
        source: { kind: "AGENCY" },
        birthYear: 2008,
        birthDateProof: "DOCUMENT",
        birthDateDocument: "BIRTH_CERTIFICATE",
        warnings: [],
      },
      personal: [{ person: ID, class: "identity", values: { birthDate: "2008-03-01" } }],
      occurred: { date: "2010" },
    };
    const person = given(personDecider, [born("1999-01-01", "STATED"), certificate]).state();
    expect(person).toMatchObject({ birthYear: 2008, birthDateProof: "DOCUMENT", registered: true });
    expect(identityOf(person)).toEqual({ name: "Siti Aminah", birthDate: "2008-03-01" });
  });
});

const change = (values: Record<string, string>): PastEvent => ({
  type: "ContactChanged",
  facts: {},
  personal: [{ person: ID, class: "contact", values }],
});

test("a change of contact keeps what it does not name", () => {
  const person = given(personDecider, [registered()]);
  person.when("ChangeContact", { phone: "+855 12 345 678", safeTime: "Sunday morning" }).then([
    {
      type: "ContactChanged",
      personal: [{ values: { phone: "+85512345678", safeTime: "Sunday morning" } }],
    },
  ]);
  const { contact } = given(personDecider, [
    registered(),
    change({ phone: "+85512345678", safeTime: "Sunday morning" }),
    change({ phone: "+6281200000001" }),
  ]).state();
  expect(["phone", "safeTime"].map((path) => valuesIn(contact)[path])).toEqual(["+6281200000001", "Sunday morning"]);
  expect(person.when("ChangeContact", { note: "none" }).events).toThrow(
    expect.objectContaining({ type: "missing-field" }),
  );
});

describe("a correction", () => {
  const person = given(personDecider, [born("1999-01-01", "STATED")]);

  test.each(["-", "🙂", "Siti\u200BAminah", "Siti\u202EAminah"])("makes no name of %j", (name) => {
    person
      .when("CorrectFact", { event: person.ids[0], reason: "MISTYPED", personal: { identity: { name } } })
      .thenFails(InvalidField);
  });

  const correct = (correction: object) =>
    person.when("CorrectFact", { event: person.ids[0], reason: "MISTYPED", ...correction });

  test("of a birth date corrects its year, and looks at the NIK again", () => {
    const [event] = correct({ personal: { identity: { birthDate: "1998-01-01", nik: "9999994101990001" } } }).events();
    expect(event!.facts).toMatchObject({ facts: { birthYear: 1998, warnings: ["NIK_BIRTH_DATE_MISMATCH"] } });
  });

  test("makes nobody a migrant, as no migrant's history would begin", () => {
    const migrant = { discovery: "ABROAD", placementStatus: "UNKNOWN", placementStatusBasis: "NONE" };
    expect(correct({ facts: { migrant } }).events).toThrow(
      expect.objectContaining({ type: "not-correctable", field: "facts.migrant" }),
    );
  });

  test("keeps numbers in one form", () => {
    const [event] = correct({ personal: { contact: { phone: "0812 0000 0002" } } }).events();
    expect(event!.personal![0]!.values).toEqual({ phone: "+6281200000002" });
    expect(event!.facts.facts).toEqual({});
  });

  test.each([
    [{ personal: { identity: { nik: "12" } } }, "personal.identity.nik"],
    [{ personal: { contact: { phone: "no" } } }, "personal.contact.phone"],
    [{ personal: { identity: { birthDate: "1998-02-30" } } }, "personal.identity.birthDate"],
    [{ personal: { identity: { name: 7 } } }, "personal.identity.name"],
    [{ facts: { birthYear: 1990 } }, "facts.birthYear"],
  ])("%j is refused, naming %s", (wrong, field) => {
    expect(correct(wrong).events).toThrow(expect.objectContaining({ field }));
  });
});

const doNotTell = (...past: PastEvent[]) => given(personDecider, [registered(), ...past]).state();

describe("I15 nobody is told whom the person asked not to tell", () => {
  const request = (facts: object): PastEvent => ({
    type: "DoNotTellRequested",
    facts,
    personal: [{ person: null, class: "narrative", names: [ID, OTHER], values: { reason: "he sold her" } }],
  });
  const others = {
    [`person-${OTHER}`]: [
      { type: "PersonRegistered", facts: { sex: "MALE", source: { kind: "IN_PERSON" }, warnings: [] } },
    ],
  };
  const withdrawal: PastEvent = { type: "DoNotTellWithdrawn", facts: { request: "r1" }, occurred: { date: "2020" } };

  test("a request names a person, a relation, or both, and why", () => {
    given(personDecider, [registered()], { others })
      .when("RequestDoNotTell", { person: OTHER, relation: "SPOUSE", reason: "he sold her" })
      .then([
        {
          type: "DoNotTellRequested",
          subjects: [
            { person: ID, role: "PERSON" },
            { person: OTHER, role: "NOT_TO_BE_TOLD" },
          ],
          facts: { person: OTHER, relation: "SPOUSE" },
          personal: [{ person: null, class: "narrative", names: [ID, OTHER], values: { reason: "he sold her" } }],
        },
      ]);
    given(personDecider, [registered()])
      .when("RequestDoNotTell", { relation: "ANY_FAMILY" })
      .then([{ facts: { relation: "ANY_FAMILY" } }]);
  });

  test("a request is rejected without either, about oneself, about an unknown person, and as a repeat", () => {
    const person = given(personDecider, [registered(), request({ request: "r1", relation: "SPOUSE" })], { others });
    expect(person.when("RequestDoNotTell", {}).events).toThrow(
      expect.objectContaining({ type: "missing-field", field: "person" }),
    );
    person.when("RequestDoNotTell", { person: ID }).thenRejected("not-oneself");
    person.when("RequestDoNotTell", { relation: "SPOUSE" }).thenRejected("do-not-tell-stands", { request: "r1" });
    given(personDecider, [registered()])
      .when("RequestDoNotTell", { person: OTHER })
      .thenRejected("person-unknown", { person: OTHER });
  });

  test.each([
    [{ person: OTHER }, { persons: [OTHER], relation: "SIBLING" }, true],
    [{ person: OTHER }, { persons: [ID, OTHER] }, true],
    [{ person: OTHER }, { persons: [ID], relation: "SIBLING" }, false],
    [{ relation: "SPOUSE" }, { persons: [ID], relation: "SPOUSE" }, true],
    [{ relation: "SPOUSE" }, { persons: [ID], relation: "MOTHER" }, false],
    [{ person: OTHER, relation: "SPOUSE" }, { persons: [ID], relation: "SPOUSE" }, true],
    [{ relation: "ANY_FAMILY" }, { persons: [ID], relation: "COUSIN" }, true],
    [{ relation: "ANY_FAMILY" }, { persons: [ID], relation: "VILLAGE_OFFICIAL" }, false],
    [{ relation: "SPOUSE" }, { persons: [ID] }, false],
  ] as const)("asked %j, telling %j is rejected: %s", (asked, recipient, refused) => {
    const person = doNotTell(request({ request: "r1", ...asked }));
    const tell = () => i15NotAskedNotToTell(person, recipient);
    if (refused) expect(tell).toThrow(Rejection);
    else expect(tell).not.toThrow();
  });

  test("a withdrawn request bars nobody, whatever time is reported for the withdrawal", () => {
    given(personDecider, [registered(), request({ request: "r1", person: OTHER })])
      .when("WithdrawDoNotTell", { request: "r1", reason: "they talked" })
      .then([
        {
          type: "DoNotTellWithdrawn",
          subjects: [{ person: ID }, { person: OTHER }],
          facts: { request: "r1" },
          personal: [{ names: [ID, OTHER], values: { reason: "they talked" } }],
        },
      ]);
    const person = doNotTell(request({ request: "r1", person: OTHER }), withdrawal);
    expect(() => i15NotAskedNotToTell(person, { persons: [OTHER] })).not.toThrow();
    expect(person.doNotTell).toEqual([]);
  });

  test("only a request that is not withdrawn yet is withdrawn", () => {
    given(personDecider, [registered()])
      .when("WithdrawDoNotTell", { request: "r1" })
      .thenRejected("do-not-tell-unknown");
    given(personDecider, [registered(), request({ request: "r1", person: OTHER }), withdrawal])
      .when("WithdrawDoNotTell", { request: "r1" })
      .thenRejected("do-not-tell-unknown");
  });
});
