import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { join } from "node:path";
import type { Engines } from "../../src/engines/engines.js";
import { rowsIn } from "../../src/prevention/datasets/count-rows.js";
import { datasetsView, type DatasetDocument } from "../../src/prevention/datasets/datasets.view.js";
import { registry } from "../../src/slices.js";
import { searchPersons } from "../../src/person/person-search.js";
import { loadRegions } from "../../src/places/regions.js";
import {
  boardCase,
  repatriationBoardView,
  type BoardDocument,
} from "../../src/repatriation/repatriation-board.view.js";
import { migrantProfileView, type MigrantProfileDocument } from "../../src/migrant/migrant-profile.view.js";
import { sampleSteps } from "../../src/sample/lives.js";
import { caseBoardView, type CaseDocument } from "../../src/protection-case/case-board.view.js";
import { openFields } from "../../src/privacy/masking.js";
import { counts, HOTSPOTS } from "../../src/sample/counts.js";
import { nA } from "../../src/sample/n-a.js";
import { SAMPLE_ENDS } from "../../src/sample/life.js";
import { theProceduralWorker } from "../../src/sample/the-procedural-worker.js";
import { theThreeVictims } from "../../src/sample/the-three-victims.js";
import { theUnpaidWorker } from "../../src/sample/the-unpaid-worker.js";
import { temporaryFolder } from "../temporary.js";
import { eventsOf, filled, fillingKilledAt, viewsOf } from "./filled.js";

/** Whom a search may see. */
const EVERYBODY = {
  conditions: [],
  visible: async (persons: readonly string[]) => persons,
  sealed: async () => new Set<string>(),
  inEmergency: async () => [],
};

/** All who are told of one by one, and a few who are drawn. */
const PEOPLE = 9;

describe("filling a sample", () => {
  const { folder, remove } = temporaryFolder();
  let whole: Engines;
  beforeAll(async () => {
    await loadRegions();
    whole = await filled(join(folder, "whole"), PEOPLE);
  });
  afterAll(async () => {
    await whole.close();
    remove();
  });

  test("when it is killed, and killed again, and filled on, its views are those of a fill in one go", async () => {
    const cut = join(folder, "cut");
    // Each time before what follows from the event elsewhere has been written.
    await fillingKilledAt(cut, PEOPLE, "PersonRegistered", 1);
    await fillingKilledAt(cut, PEOPLE, "RemainsHandedOver", 1);
    await fillingKilledAt(cut, PEOPLE, "ExitPermitObtained", 1);
    const filledOn = await filled(cut, PEOPLE);
    const found = await viewsOf(filledOn);
    await filledOn.close();
    const expected = await viewsOf(whole);
    expect(Object.keys(found)).toEqual(Object.keys(expected));
    for (const [name, documents] of Object.entries(expected)) {
      expect(found[name]).toHaveLength(documents.length);
      for (const [i, document] of documents.entries()) expect(found[name]![i]).toBe(document);
    }
  });

  test("nothing in it was refused, to a process manager either, and nothing is parked", async () => {
    const types = (await eventsOf(whole)).map(({ type }) => type);
    expect(types).toContain("SampleFilled");
    expect(types.filter((type) => type === "FollowUpRejected")).toEqual([]);
    for (const { name } of [migrantProfileView, repatriationBoardView, caseBoardView])
      expect(await whole.readModel.parked(name)).toEqual([]);
  });

  test("everybody in it is found by name, and there are as many migrants as were asked for", async () => {
    const names = sampleSteps(PEOPLE).flatMap((step) =>
      "upload" in step || step.command !== "RegisterPerson"
        ? []
        : ((step.data as { identity: { name?: string } }).identity.name ?? []),
    );
    const { readModel, lookupTokens } = whole;
    expect(names.length).toBeGreaterThan(PEOPLE - 2);
    for (const name of names) {
      const { candidates } = await searchPersons(
        readModel,
        lookupTokens,
        { name },
        20,
        `${SAMPLE_ENDS}T00:00:00.000Z`,
        EVERYBODY,
      );
      expect(candidates.length).toBeGreaterThan(0);
    }
    const { documents } = await readModel.find<MigrantProfileDocument>(migrantProfileView.name, {
      where: [],
      limit: 200,
    });
    expect(documents).toHaveLength(PEOPLE);
  });

  test("the case of N.A. shows what the report doesn't tell as missing, with who could provide it", async () => {
    const { readModel } = whole;
    const document = await readModel.get<BoardDocument>(repatriationBoardView.name, nA().repatriation);
    const { steps, missing, papers } = boardCase(document!, SAMPLE_ENDS);
    expect(steps.filter(({ status }) => status === "DONE").map(({ step }) => step)).toEqual(["ACCOMPANIED"]);
    expect(missing).toEqual(
      expect.arrayContaining(["FAMILY_NOTIFIED", "DISPOSITION_DECIDED", "DOCUMENTS_VERIFIED", "CARGO_BOOKED"]),
    );
    for (const each of steps.filter(({ status }) => status === "MISSING"))
      expect(each.providers.length).toBeGreaterThan(0);
    expect(papers!.documents.every(({ status }) => status === "MISSING")).toBe(true);
    const profile = await readModel.get<MigrantProfileDocument>(migrantProfileView.name, nA().person);
    expect(profile!.migrant).toMatchObject({ placementStatus: "NON_PROCEDURAL", placementStatusBasis: "INFERRED" });
    expect(profile!.migrant.death).toMatchObject({
      status: "REPORTED",
      occurredAt: { conflict: true, earliest: null },
    });
  });

  test("the procedural worker is abroad again, after a journey that was closed", async () => {
    const { readModel } = whole;
    const profile = await readModel.get<MigrantProfileDocument>(migrantProfileView.name, theProceduralWorker().person);
    const { journeys, documents } = profile!.migrant;
    expect(journeys.map(({ step, country }) => [step, country])).toEqual([
      ["CLOSED", "HK"],
      ["EMPLOYED", "TW"],
    ]);
    expect(journeys[0]!.employments.map(({ contractUntil }) => contractUntil)).toContain("2022-07-06");
    expect(journeys[0]!.refusals).toHaveLength(1);
    expect(documents.map(({ status }) => status).toSorted()).toEqual([
      "REJECTED",
      ...Array.from({ length: 16 }, () => "VERIFIED"),
    ]);
  });

  test("the worker whose wages were not paid was brought home by her case, by papers that it got", async () => {
    const { person, case: id, repatriation } = theUnpaidWorker();
    const { case: found, state } = (await whole.readModel.get<CaseDocument>(caseBoardView.name, id))!;
    expect(state).toBe("RESOLVED");
    expect(found.repatriations).toEqual([{ id: repatriation, person, kind: "LIVING", status: "CLOSED" }]);
    expect(found.stays).toEqual([expect.objectContaining({ victim: person, reason: "RETURNED_HOME" })]);
    const way = (await whole.readModel.get<BoardDocument>(repatriationBoardView.name, repatriation))!.state;
    for (const step of ["TRAVEL_DOCUMENT_READY", "EXIT_CLEARED", "TICKETED", "DEBARKED", "HANDED_OVER"])
      expect(way.done[step]).toHaveLength(1);
    const profile = await whole.readModel.get<MigrantProfileDocument>(migrantProfileView.name, person);
    expect(profile!.migrant).toMatchObject({ placementStatus: "NON_PROCEDURAL" });
    expect(profile!.migrant.journeys.map(({ step }) => step)).toEqual(["REINTEGRATING"]);
  });

  test("the three victims were assessed each, and came home on days of their own, one of them alone", async () => {
    const { persons, case: id, repatriations } = theThreeVictims();
    const { case: found, state } = (await whole.readModel.get<CaseDocument>(caseBoardView.name, id))!;
    expect(state).toBe("LITIGATION");
    expect(found.screenings.map(({ victim, assessments }) => [victim, assessments.length])).toEqual([
      [persons[0], 2],
      [persons[1], 1],
      [persons[2], 1],
    ]);
    const finding = await openFields(
      found.screenings[2]!.assessments[0]!.finding,
      whole.sealing,
      async () => () => false,
      () => undefined,
    );
    expect(finding).toMatchObject({ outcome: "INDICATED", ageAtOffence: "16", childBasis: "BIRTH_DATE" });
    expect(finding).not.toHaveProperty("means");
    const ways = await Promise.all(
      repatriations.map(
        async (each) => (await whole.readModel.get<BoardDocument>(repatriationBoardView.name, each))!.state.done,
      ),
    );
    expect(ways.map((done) => Object.keys(done).filter((step) => /^(HANDED_OVER|HOME_ALONE)$/.test(step)))).toEqual([
      ["HOME_ALONE"],
      ["HANDED_OVER"],
      ["HANDED_OVER"],
    ]);
    expect(new Set(ways.map((done) => done["DEBARKED"]![0]!.at.earliest)).size).toBe(3);
  });

  test("what sources counted has no number that a source does not have, and two sources keep one each", async () => {
    const { documents } = await whole.readModel.find<DatasetDocument>(datasetsView.name, { where: [], limit: 200 });
    const rows = documents.flatMap((document) => rowsIn(document, [], {}));
    const { bp3mi, labourOffice, hotspots, trafficking } = counts();
    const found = rows.map(({ dataset, counted, region, value, period }) =>
      [dataset, counted, region, value, period.kind].join(" "),
    );
    expect(found.toSorted()).toEqual(
      [
        `${bp3mi} MIGRANTS 36.04 911 FROM_TO`,
        `${labourOffice} MIGRANTS 36.04 767 FROM_TO`,
        ...HOTSPOTS.map((region) => `${hotspots} MIGRANTS ${region}  UNKNOWN`),
        `${trafficking} TRAFFICKING_CASES 61 189 UNKNOWN`,
        `${trafficking} TRAFFICKING_VICTIMS 61 545 UNKNOWN`,
      ].toSorted(),
    );
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(["PROVISIONAL"]));
    const missing = rows.filter(({ dataset }) => dataset === hotspots).map((row) => row.missing);
    expect(missing).toEqual(HOTSPOTS.map(() => "UNDER_VERIFICATION"));
  });

  test("an empty sample has nobody, and opens again", async () => {
    const data = join(folder, "empty");
    await (await filled(data, 0)).close();
    const again = await filled(data, 0);
    const events = await eventsOf(again);
    await again.close();
    expect(events.flatMap((raw) => registry.read(raw).subjects)).toEqual([]);
    expect(events.filter(({ type }) => type === "SampleFilled")).toHaveLength(1);
  });
});
