import { beforeAll, describe, expect, test } from "@jest/globals";
import { needToKnowView, type NeedToKnow } from "../../src/access/need-to-know.view.js";
import { withSightOf, withSightOfSubject } from "../../src/access/sight-tokens.js";
import type { EventRecord } from "../../src/event-sourcing/event-record.js";
import type { ProjectionGiven } from "../../src/event-sourcing/projection.js";
import { loadRegions } from "../../src/places/regions.js";
import { AGENCY } from "../given.js";

const PERSON = "0f5b6c3e-0000-4000-8000-0000000000b1";
const CASE = "0f5b6c3e-0000-4000-8000-0000000000ca";
const OTHER_AGENCY = "0f5b6c3e-0000-4000-8000-00000000000b";
const COMPANY = "0f5b6c3e-0000-4000-8000-0000000000c0";
const RECORDED_BY = `agency:${AGENCY}`;

function event(
  stream: string,
  facts: object,
  more: { readonly type?: string; readonly role?: string } = {},
): EventRecord {
  const { type = "ThingNoted", role = "MIGRANT" } = more;
  return {
    stream,
    type,
    facts,
    actor: { kind: "OFFICER", id: "x", onBehalfOf: null, agency: AGENCY, role: "CASEWORKER" },
    subjects: [{ person: PERSON, role }],
  } as unknown as EventRecord;
}

beforeAll(() => loadRegions());

describe("an event gives sight", () => {
  test("to who recorded it, and to whom it hands over", () => {
    expect(withSightOf([], event(`case-${CASE}`, { agency: OTHER_AGENCY }))).toEqual([
      RECORDED_BY,
      `agency:${OTHER_AGENCY}`,
    ]);
  });

  test("to who answers for its region or one around it, and for its country", () => {
    const tokens = withSightOf([], event(`person-${PERSON}`, { region: "36.04.12", country: "TW" }));
    expect(tokens.toSorted()).toEqual(
      [RECORDED_BY, "country:TW", "region:36", "region:36.04", "region:36.04.12"].toSorted(),
    );
    expect(withSightOf([], event(`person-${PERSON}`, { origin: "36.04", destination: "MY" }))).toEqual(
      expect.arrayContaining(["region:36.04", "country:MY"]),
    );
  });

  test("by what a correction puts right, and takes none away", () => {
    const before = ["region:71"];
    const corrected = event(`person-${PERSON}`, { facts: { region: "36" } }, { type: "FactCorrected" });
    expect(withSightOf(before, corrected)).toEqual(["region:71", RECORDED_BY, "region:36"]);
    expect(before).toEqual(["region:71"]);
  });

  test("not to who only looked in an emergency, or looked into that", () => {
    for (const type of ["GlassBroken", "GlassReviewed", "EmergencyAccessReadmitted"])
      expect(withSightOf([], event(`person-${PERSON}`, {}, { type }))).toEqual([]);
  });

  test("of a victim or migrant to offices of its places; of a witness or reporter to none of them", () => {
    const facts = { region: "36", country: "TW" };
    for (const role of ["VICTIM", "MIGRANT"])
      expect(withSightOfSubject([], event(`case-${CASE}`, facts, { role }), PERSON)).toEqual([
        RECORDED_BY,
        "region:36",
        "country:TW",
      ]);
    for (const role of ["WITNESS", "REPORTER"])
      expect(withSightOfSubject([], event(`case-${CASE}`, facts, { role }), PERSON)).toEqual([RECORDED_BY]);
  });

  test("once, so that what changes nothing is the same list", () => {
    const tokens = [RECORDED_BY];
    expect(withSightOf(tokens, event(`case-${CASE}`, {}))).toBe(tokens);
  });
});

describe("need to know", () => {
  const ids = (each: EventRecord) => needToKnowView.ids(each, () => []);
  const evolve = (document: NeedToKnow | undefined, each: EventRecord, id: string) =>
    needToKnowView.evolve(document, each, id, {} as ProjectionGiven);

  test("stands of the thing and of each person in it; a migrant's under the person's", () => {
    expect(ids(event(`case-${CASE}`, {}))).toEqual([`case-${CASE}`, `person-${PERSON}`]);
    expect(ids(event(`migrant-${PERSON}`, {}))).toEqual([`person-${PERSON}`]);
    expect(ids(event("agency-x", {}))).toEqual([]);
  });

  test("stands of a company that a case names, and of no person by a company's id", () => {
    expect(ids(event(`case-${CASE}`, { parties: [{ company: COMPANY }, {}] }))).toContain(`company-${COMPANY}`);
    const own = event(`company-${COMPANY}`, {}, { role: "COMPANY" });
    expect(ids(own)).toEqual([`company-${COMPANY}`]);
  });

  test("of who was only named is there, and the person isn't, until something of their own is recorded", () => {
    const key = `person-${PERSON}`;
    const named = evolve(undefined, event(`case-${CASE}`, {}, { role: "VICTIM" }), key);
    expect(named).toMatchObject({ id: key, exists: false, sight: [RECORDED_BY], persons: [] });
    expect(evolve(named, event(key, { region: "36" }), key)).toMatchObject({
      exists: true,
      sight: [RECORDED_BY, "region:36"],
      persons: [PERSON],
    });
  });

  test("of a case concerns all who were ever in it", () => {
    const key = `case-${CASE}`;
    const first = evolve(undefined, event(key, {}), key)!;
    const other = { ...event(key, {}), subjects: [{ person: COMPANY, role: "VICTIM" }] } as EventRecord;
    expect(evolve(first, other, key)).toMatchObject({ persons: [PERSON, COMPANY] });
  });
});
