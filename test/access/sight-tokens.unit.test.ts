import { beforeAll, describe, expect, test } from "@jest/globals";
import { needToKnowView, type NeedToKnow } from "../../src/access/need-to-know.view.js";
import { withLastingSightOfSubject, withSightOf } from "../../src/access/sight-tokens.js";
import { shownBy, workAfter } from "../../src/access/work.js";
import type { EventRecord } from "../../src/event-sourcing/stored-event/event-record.js";
import type { ProjectionGiven } from "../../src/event-sourcing/projecting/projection.js";
import {
  assigned,
  atPlace,
  atRecordedPlace,
  beginsWork,
  endsWork,
  givenTo,
  grantsNothing,
  partyLeaves,
  partyTakesPart,
  registersStream,
  resumesWork,
  sightOfCorrection,
  type SightDeclaration,
} from "../../src/event-sourcing/stored-event/sight.js";
import { loadRegions } from "../../src/places/regions.js";
import { AGENCY } from "../given.js";

const PERSON = "0f5b6c3e-0000-4000-8000-0000000000b1";
const CASE = "0f5b6c3e-0000-4000-8000-0000000000ca";
const OTHER_AGENCY = "0f5b6c3e-0000-4000-8000-00000000000b";
const COMPANY = "0f5b6c3e-0000-4000-8000-0000000000c0";
const RECORDED_BY = `agency:${AGENCY}`;

/** An event of a type that is declared so. */
function event(
  stream: string,
  sight: SightDeclaration,
  facts: object = {},
  more: { readonly type?: string; readonly role?: string; readonly kind?: string; readonly person?: string } = {},
): EventRecord {
  const { type = "ThingNoted", role = "MIGRANT", kind = "OFFICER", person = PERSON } = more;
  return {
    id: "e1",
    stream,
    type,
    facts,
    sight,
    occurredAt: { earliest: null, latest: null },
    actor: { kind, id: "x", onBehalfOf: null, agency: AGENCY, role: "CASEWORKER" },
    subjects: [{ person, role }],
  } as unknown as EventRecord;
}

const WHY = "of a test";
const NOTHING = grantsNothing(WHY);
const PLACES = atPlace({ regions: ["region", "origin"], countries: ["country"] }, "always", WHY, ["VICTIM", "MIGRANT"]);

beforeAll(() => loadRegions());

describe("an event gives sight", () => {
  test("by what its type declares, and by no fact's name", () => {
    const facts = { agency: OTHER_AGENCY, region: "36", origin: "36", destination: "71", country: "TW" };
    expect(withSightOf([], event(`case-${CASE}`, NOTHING, facts))).toEqual([]);
    expect(withLastingSightOfSubject([], event(`case-${CASE}`, NOTHING, facts, { role: "VICTIM" }), PERSON)).toEqual(
      [],
    );
  });

  test("to whoever began the stream, and to the agency that it is given to", () => {
    const registered = event(`case-${CASE}`, [registersStream(WHY)]);
    expect(withSightOf([], registered)).toEqual([RECORDED_BY]);
    const given = event(`case-${CASE}`, [assigned("agency", "handling", WHY)], { agency: OTHER_AGENCY });
    expect(withSightOf([], given)).toEqual([`agency:${OTHER_AGENCY}`]);
    for (const each of [registered, given]) expect(withLastingSightOfSubject([], each, PERSON)).toEqual([]);
  });

  test("of nothing by what a process manager does", () => {
    const rules = [registersStream(WHY), givenTo("agency", ["MIGRANT"], WHY), PLACES];
    const followed = event(`case-${CASE}`, rules, { agency: OTHER_AGENCY, region: "36" }, { kind: "PROCESS_MANAGER" });
    expect(withSightOf([], followed)).toEqual([]);
    expect(withLastingSightOfSubject([], followed, PERSON)).toEqual([]);
  });

  test("to who answers for its region or one around it, and for its country", () => {
    const tokens = withSightOf([], event(`person-${PERSON}`, [PLACES], { region: "36.04.12", country: "TW" }));
    expect(tokens.toSorted()).toEqual(["country:TW", "region:36", "region:36.04", "region:36.04.12"]);
    const unknown = event(`person-${PERSON}`, [PLACES], {
      origin: { scheme: "KEMENDAGRI", code: "36" },
      country: "UNKNOWN",
    });
    expect(withSightOf([], unknown)).toEqual(["region:36"]);
  });

  test("by what a correction puts right, and takes none away", () => {
    const before = ["region:71"];
    const corrected = event(`person-${PERSON}`, [PLACES], { facts: { region: "36" } }, { type: "FactCorrected" });
    expect(withSightOf(before, corrected)).toEqual(["region:71", "region:36"]);
    expect(before).toEqual(["region:71"]);
    expect(sightOfCorrection([registersStream(WHY), beginsWork("handling", WHY), PLACES])).toEqual([PLACES]);
    expect(sightOfCorrection([atRecordedPlace({ regions: ["region"] }, WHY)])).toEqual([]);
  });

  test("of subjects in the roles that it declares, and of no other", () => {
    const facts = { region: "36", country: "TW", agency: OTHER_AGENCY };
    const rules = [PLACES, givenTo("agency", ["MIGRANT"], WHY)];
    const tokensOf = (role: string) =>
      withLastingSightOfSubject([], event(`case-${CASE}`, rules, facts, { role }), PERSON);
    expect(tokensOf("VICTIM")).toEqual(["region:36", "country:TW"]);
    expect(tokensOf("MIGRANT")).toEqual(["region:36", "country:TW", `agency:${OTHER_AGENCY}`]);
    for (const role of ["WITNESS", "REPORTER"]) expect(tokensOf(role)).toEqual([]);
  });

  test("once, so that what changes nothing is the same list", () => {
    const tokens = [RECORDED_BY];
    expect(withSightOf(tokens, event(`case-${CASE}`, [registersStream(WHY)]))).toBe(tokens);
  });
});

describe("need to know", () => {
  const ids = (each: EventRecord) => needToKnowView.ids(each, () => []);
  const evolve = (document: NeedToKnow | undefined, each: EventRecord, id: string) =>
    needToKnowView.evolve(document, each, id, {} as ProjectionGiven);
  const TAKES_PART = [partyTakesPart("parties", ["VICTIM"], WHY)];

  test("stands of the thing and of each person in it; a migrant's under the person's", () => {
    expect(ids(event(`case-${CASE}`, NOTHING))).toEqual([`case-${CASE}`, `person-${PERSON}`]);
    expect(ids(event(`migrant-${PERSON}`, NOTHING))).toEqual([`person-${PERSON}`]);
    expect(ids(event("agency-x", NOTHING))).toEqual([]);
  });

  test("stands of a company that takes part, and of no person by a company's id", () => {
    const parties = [{ party: "1", role: "BROKER", company: COMPANY }];
    expect(ids(event(`case-${CASE}`, TAKES_PART, { parties }))).toContain(`company-${COMPANY}`);
    const own = event(`company-${COMPANY}`, NOTHING, {}, { role: "COMPANY" });
    expect(ids(own)).toEqual([`company-${COMPANY}`]);
  });

  test("of who was only named is there, and the person isn't, until something of their own is recorded", () => {
    const key = `person-${PERSON}`;
    const named = evolve(undefined, event(`case-${CASE}`, [PLACES], { region: "71" }, { role: "VICTIM" }), key);
    expect(named).toMatchObject({ id: key, exists: false, sight: ["region:71"], persons: [] });
    expect(evolve(named, event(key, [PLACES], { region: "36" }), key)).toMatchObject({
      exists: true,
      sight: ["region:71", "region:36"],
      persons: [PERSON],
    });
  });

  test("of a case concerns all who were ever in it", () => {
    const key = `case-${CASE}`;
    const first = evolve(undefined, event(key, NOTHING), key)!;
    expect(evolve(first, event(key, NOTHING, {}, { role: "VICTIM", person: COMPANY }), key)).toMatchObject({
      persons: [PERSON, COMPANY],
    });
  });

  test("of a person says through which work they may be seen; of a company, only where who named it knew it", () => {
    const parties = [
      { party: "1", role: "VICTIM", person: PERSON },
      { party: "2", role: "BROKER", company: COMPANY },
    ];
    const received = event(`case-${CASE}`, TAKES_PART, { parties });
    expect(evolve(undefined, received, `person-${PERSON}`)!.works).toEqual([`case-${CASE}`]);
    const key = `company-${COMPANY}`;
    expect(evolve(undefined, received, key)!.works).toEqual([]);
    const known = evolve(undefined, event(key, [registersStream(WHY)], {}, { role: "COMPANY" }), key);
    expect(evolve(known, received, key)!.works).toEqual([`case-${CASE}`]);
  });
});

describe("work", () => {
  const key = `case-${CASE}`;
  const begun = event(key, [beginsWork("handling", WHY), partyTakesPart("parties", ["VICTIM"], WHY)], {
    parties: [
      { party: "1", role: "VICTIM", person: PERSON },
      { party: "2", role: "REPORTER", person: COMPANY },
    ],
  });
  const handed = event(key, [assigned("agency", "handling", WHY)], { agency: OTHER_AGENCY });

  test("is in the hands of who began it, until it is assigned", () => {
    const work = workAfter(undefined, begun)!;
    expect(work.holders).toEqual([RECORDED_BY]);
    expect(workAfter(work, handed)!.holders).toEqual([`agency:${OTHER_AGENCY}`]);
  });

  test("ends for all, and goes on in the hands that it was in", () => {
    const over = workAfter(workAfter(workAfter(undefined, begun), handed), event(key, [endsWork(WHY)]));
    expect(over!.holders).toEqual([]);
    expect(workAfter(over, event(key, [resumesWork(WHY)]))!.holders).toEqual([`agency:${OTHER_AGENCY}`]);
  });

  test("shows a party whole or in part, for as long as they take part", () => {
    const work = workAfter(undefined, begun)!;
    expect(shownBy(work, `person-${PERSON}`)).toBe("whole");
    expect(shownBy(work, `person-${COMPANY}`)).toEqual(["identity", "contact"]);
    expect(shownBy(work, `person-${CASE}`)).toBeUndefined();
    const left = workAfter(work, event(key, [partyLeaves("party", WHY)], { party: "2" }))!;
    expect(shownBy(left, `person-${COMPANY}`)).toBeUndefined();
  });

  test("was given to another, where a correction says so", () => {
    const correction = {
      ...event(key, [assigned("agency", "handling", WHY)], { facts: { agency: COMPANY } }, { type: "FactCorrected" }),
      corrects: { event: handed.id },
    } as unknown as EventRecord;
    const work = workAfter(workAfter(workAfter(undefined, { ...begun, id: "e0" }), handed), correction)!;
    expect(work.holders).toEqual([`agency:${COMPANY}`]);
  });

  test("is nobody's by what a process manager does", () => {
    const followed = event(key, [beginsWork("handling", WHY)], {}, { kind: "PROCESS_MANAGER" });
    expect(workAfter(undefined, followed)).toBeUndefined();
  });
});
