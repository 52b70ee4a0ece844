import { beforeAll, describe, expect } from "@jest/globals";
import { inOrder } from "../in-order.js";
import { sharedService } from "../whole-run/whole-run.js";
import { on, openCasework, type Casework, type Offices } from "./casework.js";

let kawal: Casework;
let offices: Offices;

/**
 * Three who were recruited into a scam compound; the girl was 17 when it began, and turned 18 before the assessment.
 */
const victims = { rina: "", yanti: "", girl: "" };
/** The girl's uncle, of whom it turned out that he had recruited them, and the broker who sold them on. */
let uncle = "";
let broker = "";
let grandmother = "";
let mother = "";
let villageHead = "";
let incident = "";
const home: { [V in keyof typeof victims]: string } = { rina: "", yanti: "", girl: "" };

beforeAll(async () => {
  kawal = await openCasework(await sharedService());
  ({ offices } = kawal);
});

type Finding = Readonly<Record<string, string>>;
interface Victim {
  readonly person: string;
  readonly trafficking: {
    readonly status: string;
    readonly finding: Finding | null;
    readonly screenings: readonly { readonly assessments: readonly Record<string, unknown>[] }[];
  };
  readonly repatriations: readonly { readonly id: string; readonly status: string }[];
}
interface Page {
  readonly state: string;
  readonly severity: number;
  readonly victims: readonly Victim[];
  readonly parties: { readonly [role: string]: readonly { readonly person: string | null }[] };
  readonly contacts: readonly { readonly with: string; readonly flagged: readonly object[] }[];
  readonly [more: string]: unknown;
}

const does = (path: string, body: object, officer = offices.embassy) =>
  kawal.does(officer, `cases/${incident}/${path}`, body);
const refused = (path: string, body: object, rule: string, officer = offices.embassy) =>
  kawal.refused(officer, `cases/${incident}/${path}`, body, rule);
const page = () => kawal.asks<Page>(`cases/${incident}`, offices.embassy);
const victimOf = async (person: string) => (await page()).victims.find((each) => each.person === person)!;
const wayHome = (whose: keyof typeof victims, path: string) => `repatriations/${home[whose]}/${path}`;
const placementOf = async (person: string) => (await kawal.profile(person))["placementStatus"];

async function worker(name: string, more: object, placementStatus: string): Promise<string> {
  const person = await kawal.does(offices.embassy, "persons", {
    sex: "FEMALE",
    source: "FAMILY_REPORT",
    origin: "36.04.14",
    ...more,
    identity: { name, ...(more as { identity?: object }).identity },
    migrant: { discovery: "ABROAD", placementStatus, placementStatusBasis: "STATED" },
    ...on("2025-12-10"),
  });
  await kawal.does(offices.embassy, `migrants/${person}/journeys`, {
    scheme: "UNKNOWN",
    country: "KH",
    sector: "ONLINE_SCAM",
    foundAt: "ARRIVED",
    ...on("2025-12-10"),
  });
  return person;
}

/** Of the village that the three come from; known to the office that spoke with them, and to those of the region. */
const relative = (name: string, sex: string, office = offices.bp3mi) =>
  kawal.does(office, "persons", { sex, source: "FAMILY_REPORT", origin: "36.04.14", identity: { name } });

describe("an incident with three victims, one of them a child", () => {
  const then = inOrder();
  then("is one case, of the gravest severity, and on the file of each of them", async () => {
    victims.rina = await worker("Rina Contoh", { birthYear: 1998 }, "PROCEDURAL");
    victims.yanti = await worker("Yanti Contoh", { birthYear: 2001 }, "NON_PROCEDURAL");
    victims.girl = await worker("Sari Contoh", { identity: { birthDate: "2008-02-10" } }, "UNKNOWN");
    uncle = await relative("Jaja Contoh", "MALE", offices.embassy);
    grandmother = await relative("Mbah Contoh", "FEMALE");
    mother = await relative("Ibu Contoh", "FEMALE");
    villageHead = await relative("Haji Saleh", "MALE");
    broker = await relative("Bos Contoh", "FEMALE", offices.embassy);
    const persons = Object.values(victims).map((person) => ({ role: "VICTIM", person }));
    incident = await kawal.does(offices.embassy, "cases", {
      channel: "PHONE",
      complainant: "FAMILY",
      categories: ["LOST_CONTACT", "TRAFFICKING"],
      circumstances: ["MINOR", "SCAM_REGION"],
      country: "KH",
      incident: { date: "2025-11-20", until: "2026-01-15" },
      parties: [...persons, { role: "REPORTER", person: uncle, relation: "UNCLE_OR_AUNT" }],
      account: "the uncle says that they went to a restaurant in Batam, and answer no more",
      ...on("2025-12-11"),
    });
    expect(await page()).toMatchObject({ state: "RECEIVED", severity: 1, lead: expect.arrayContaining(["POLICE"]) });
    for (const person of Object.values(victims))
      expect(await kawal.asks(`persons/${person}/cases`)).toMatchObject([{ id: incident, roles: ["VICTIM"] }]);
    // A category is a complaint, and no finding.
    for (const { trafficking } of (await page()).victims)
      expect(trafficking).toEqual({ status: "NOT_SCREENED", finding: null, screenings: [] });
  });

  then(
    "who has nothing to do with it gets 404; the office of their region knows the three; a village reads no case",
    async () => {
      await kawal.unseen(offices.police, `cases/${incident}`);
      await kawal.unseen(offices.mission, `cases/${incident}`);
      for (const person of Object.values(victims)) {
        await kawal.unseen(offices.police, `persons/${person}`);
        expect(await kawal.asks(`persons/${person}`, offices.bp3mi)).toMatchObject({ id: person });
      }
      await kawal.forbidden(offices.village, `cases/${incident}`);
    },
  );

  then(
    "I15 the uncle, who had reported it and was called, is found to be the recruiter: the call is flagged",
    async () => {
      const call = { victim: victims.girl, with: uncle, relation: "UNCLE_OR_AUNT", way: "PHONE", result: "REACHED" };
      await does("verification", { by: "MISSION", ...on("2025-12-14") });
      await does("assignments", { agency: offices.embassy.agency, officer: offices.embassy.id, ...on("2025-12-14") });
      await does("contacts", { ...call, ...on("2025-12-15") });
      expect((await page()).contacts).toMatchObject([{ with: uncle, flagged: [] }]);
      await does("parties", { role: "ALLEGED_PERPETRATOR", person: uncle, ...on("2026-01-16") });
      const company = await kawal.does(offices.embassy, "companies", { kind: "BROKER", name: "Jalan", person: broker });
      await does("parties", { role: "BROKER", company, ...on("2026-01-16") });
      expect((await page()).contacts).toMatchObject([
        { with: uncle, flagged: [{ allegation: expect.stringMatching(/^[0-9a-f-]{36}$/) }] },
      ]);
      const problem = await refused("contacts", { ...call, ...on("2026-01-17") }, "I15");
      expect(problem).toMatchObject({ case: incident, role: "ALLEGED_PERPETRATOR" });
      expect(JSON.stringify(problem)).not.toContain("Jaja");
      // A new case of the girl shows them too, as they are accused in any of hers.
      const other = await kawal.does(offices.bp3mi, "cases", {
        channel: "IN_PERSON",
        complainant: "FAMILY",
        categories: ["OVERCHARGING"],
        parties: [{ role: "VICTIM", person: victims.girl }],
      });
      expect(await kawal.asks(`cases/${other}`)).toMatchObject({
        persons: [{ person: victims.girl, allegations: [{ against: uncle }, { against: broker }] }],
      });
      for (const victim of Object.values(victims)) {
        await refused("contacts", { victim, with: broker, relation: "OTHER", way: "VISIT", result: "REACHED" }, "I15");
        const types = (await kawal.timeline(victim)).filter(({ type }) => type === "AllegationRecorded");
        expect(types.map(({ facts }) => [facts["against"], facts["role"]])).toEqual([
          [uncle, "ALLEGED_PERPETRATOR"],
          [broker, "BROKER"],
        ]);
      }
    },
  );

  then(
    "the three go home by a repatriation each; I15 the uncle is not told of any, nor receives, nor bears witness",
    async () => {
      for (const whose of ["rina", "yanti", "girl"] as const)
        home[whose] = await kawal.does(offices.embassy, "repatriations", {
          kind: "LIVING",
          person: victims[whose],
          case: incident,
          source: "MISSION",
          cause: "OTHER",
          country: "KH",
          ...on("2026-01-18"),
        });
      expect(await page()).toMatchObject({ openRepatriations: 3 });
      const told = { relative: uncle, relation: "UNCLE_OR_AUNT", channel: "PHONE", ...on("2026-01-18") };
      const received = { recipient: uncle, relation: "UNCLE_OR_AUNT", region: "36.04.14", ...on("2026-01-25") };
      const witness = { person: villageHead, capacity: "VILLAGE_OFFICIAL" };
      for (const whose of ["rina", "yanti", "girl"] as const) {
        await kawal.refused(offices.bp3mi, wayHome(whose, "family-notifications"), told, "I15");
        await kawal.refused(offices.bp3mi, wayHome(whose, "handover"), { ...received, witness }, "I15");
      }
      const sees = { recipient: grandmother, relation: "GRANDPARENT", witness: { ...witness, person: uncle } };
      await kawal.refused(offices.bp3mi, wayHome("girl", "handover"), { ...sees, ...on("2026-01-25") }, "I15");
    },
  );

  then("on different days: one to her mother, the girl to her grandmother, one by herself (I8)", async () => {
    const flies = async (whose: keyof typeof victims, date: string) => {
      const departs = { mode: "AIR", ...on(date) };
      await kawal.refused(offices.embassy, wayHome(whose, "departure"), departs, "departure-early");
      await kawal.does(offices.embassy, wayHome(whose, "departure"), { ...departs, early: "EVACUATION" });
      await kawal.does(offices.bp3mi, wayHome(whose, "debarkation"), { place: "CGK", ...on(date) });
    };
    const witness = { person: villageHead, capacity: "VILLAGE_OFFICIAL" };
    await flies("rina", "2026-01-20");
    await kawal.does(offices.bp3mi, wayHome("rina", "handover"), {
      recipient: mother,
      relation: "MOTHER",
      witness,
      ...on("2026-01-21"),
    });
    await flies("girl", "2026-01-24");
    const child = await kawal.refused(offices.bp3mi, wayHome("girl", "home-alone"), on("2026-01-25"), "I8");
    expect(child).toMatchObject({ adult: "NO" });
    await kawal.does(offices.bp3mi, wayHome("girl", "handover"), {
      recipient: grandmother,
      relation: "GRANDPARENT",
      witness,
      ...on("2026-01-25"),
    });
    await flies("yanti", "2026-02-01");
    await kawal.does(offices.bp3mi, wayHome("yanti", "home-alone"), { region: "36.04.14", ...on("2026-02-02") });
    const ends = await Promise.all(
      Object.values(victims).map(async (person) =>
        (await kawal.timeline(person)).flatMap(({ type, happened }) =>
          /HandedOver|HomeAlone/.test(type) ? [[type, happened.latest!.slice(0, 10)]] : [],
        ),
      ),
    );
    expect(ends).toEqual([
      [["ReturneeHandedOver", "2026-01-21"]],
      [["ReturneeWentHomeAlone", "2026-02-02"]],
      [["ReturneeHandedOver", "2026-01-25"]],
    ]);
    for (const person of Object.values(victims))
      expect(await kawal.profile(person)).toMatchObject({ step: "RETURNED" });
  });

  const ACT = ["RECRUITMENT", "TRANSFER"];
  const MEANS = ["FRAUD", "DEBT_BONDAGE"];
  const PURPOSE = ["FORCED_LABOUR"];

  then("nobody is found to be trafficked by anything but an assessment: act, means and purpose", async () => {
    const { rina } = victims;
    const assesses = { victim: rina, outcome: "INDICATED", offence: { date: "2025-11-20" }, ...on("2026-02-20") };
    await refused("trafficking-assessments", { ...assesses, acts: ACT }, "trafficking-order");
    await does("trafficking-screenings", { victim: rina, ...on("2026-02-18") });
    expect(await victimOf(rina)).toMatchObject({ trafficking: { status: "SCREENING", finding: null } });
    const adult = { ...assesses, acts: ACT, purposes: PURPOSE };
    const problem = await refused("trafficking-assessments", adult, "trafficking-three-parts");
    expect(problem["missing"]).toEqual(["means"]);
    const evidence = await kawal.uploads(offices.embassy, rina);
    await does("trafficking-assessments", {
      ...adult,
      means: MEANS,
      evidence: [evidence],
      grounds: "three interviews",
    });
    const { trafficking } = await victimOf(rina);
    expect(trafficking).toMatchObject({
      status: "ASSESSED",
      finding: { outcome: "INDICATED", acts: ACT, means: MEANS.toSorted(), evidence: [evidence] },
      screenings: [
        {
          assessments: [{ instrument: "UU_21_2007", assessor: offices.embassy.id, finding: { evidence: [evidence] } }],
        },
      ],
    });
    expect(trafficking.finding).not.toHaveProperty("meansNotNeeded");
  });

  then(
    "the girl was a child when it began: no means are asked for, by what that rests on; another assessor dissents",
    async () => {
      const { girl } = victims;
      await does("trafficking-screenings", { victim: girl, ...on("2026-02-18") });
      await does("trafficking-assessments", {
        victim: girl,
        outcome: "INDICATED",
        offence: { date: "2025-11-20" },
        acts: ACT,
        purposes: PURPOSE,
        dissentingOutcome: "NOT_INDICATED",
        dissent: "a second officer doubts the purpose",
        ...on("2026-02-20"),
      });
      const { trafficking } = await victimOf(girl);
      expect(trafficking.finding).toMatchObject({
        outcome: "INDICATED",
        ageAtOffence: 17,
        childBasis: "BIRTH_DATE",
        meansNotNeeded: expect.stringContaining("art. 5"),
        dissentingOutcome: "NOT_INDICATED",
        dissent: "a second officer doubts the purpose",
      });
      expect(trafficking.finding).not.toHaveProperty("means");
    },
  );

  then("what was done to the third in January 2026 is assessed by the law of that day", async () => {
    const { yanti } = victims;
    await does("trafficking-screenings", { victim: yanti, ...on("2026-02-18") });
    const found = { victim: yanti, outcome: "INDICATED", acts: ACT, means: MEANS, purposes: PURPOSE };
    await does("trafficking-assessments", { ...found, offence: { date: "2026-01-05" }, ...on("2026-02-21") });
    expect((await victimOf(yanti)).trafficking.screenings).toMatchObject([
      { assessments: [{ instrument: "UU_1_2023", edition: 2 }] },
    ]);
  });

  then("no finding stands in the clear, and each only on the page of its own victim", async () => {
    for (const person of Object.values(victims)) {
      const rows = (await kawal.timeline(person)).filter(({ type }) => type === "TraffickingAssessed");
      expect(rows).toHaveLength(1);
      expect(JSON.stringify(rows[0]!.facts)).not.toMatch(/INDICATED|RECRUITMENT|FORCED_LABOUR/);
      expect(rows[0]!.personal.map((part) => part.class)).toEqual(["trafficking"]);
    }
    expect(JSON.stringify(await kawal.asks("cases", offices.embassy))).not.toMatch(/INDICATED|FORCED_LABOUR/);
  });

  then("I12 a finding leaves the placement status as it was, and the other way round", async () => {
    const before = await Promise.all(Object.values(victims).map(placementOf));
    expect(before).toMatchObject([{ status: "PROCEDURAL" }, { status: "NON_PROCEDURAL" }, { status: "UNKNOWN" }]);
    const status = { status: "NON_PROCEDURAL", basis: "DOCUMENTED" };
    await kawal.does(offices.bp3mi, `migrants/${victims.rina}/placement-status`, { ...status, ...on("2026-02-25") });
    expect(await placementOf(victims.rina)).toMatchObject(status);
    expect((await victimOf(victims.rina)).trafficking.finding).toMatchObject({ outcome: "INDICATED" });
    const types = (await kawal.timeline(victims.yanti)).map(({ type }) => type);
    expect(types).not.toContain("PlacementStatusDetermined");
  });

  then(
    "the case is referred; who confirms is named, with evidence, and only what was indicated is confirmed",
    async () => {
      await refused("referrals", { agency: villageHead, reason: "CRIME" }, "agency-unknown");
      await kawal.unseen(offices.police, `cases/${incident}`);
      await does("referrals", { agency: offices.police.agency, reason: "CRIME", ...on("2026-03-01") });
      expect(await kawal.asks(`cases/${incident}`, offices.police)).toMatchObject({ id: incident });
      expect(await page()).toMatchObject({ state: "REFERRED" });
      const { rina } = victims;
      const confirms = {
        victim: rina,
        outcome: "CONFIRMED",
        offence: { date: "2025-11-20" },
        acts: ACT,
        means: MEANS,
        purposes: PURPOSE,
        ...on("2026-03-10"),
      };
      await refused("trafficking-assessments", confirms, "trafficking-confirmation", offices.police);
      const evidence = [await kawal.uploads(offices.police, rina)];
      await does("trafficking-assessments", { ...confirms, confirmedBy: "POLICE", evidence }, offices.police);
      const { trafficking } = await victimOf(rina);
      expect(trafficking.finding).toMatchObject({ outcome: "CONFIRMED", confirmedBy: "POLICE" });
      expect(trafficking.screenings[0]!.assessments).toHaveLength(2);
      // An auditor sees who assessed, and when; what was found, of a person who has a name, is none of theirs.
      const audited = await kawal.asks<Page>(`cases/${incident}`, offices.auditors);
      const hidden = audited.victims.find((each) => each.person === rina)!.trafficking.finding!;
      expect(hidden).toMatchObject({ outcome: { masked: "hidden" }, confirmedBy: { masked: "hidden" } });
      expect(JSON.stringify(audited)).not.toMatch(/CONFIRMED|Contoh/);
      // The others are what they were.
      expect((await victimOf(victims.yanti)).trafficking.finding).toMatchObject({ outcome: "INDICATED" });
    },
  );

  then("I13 the case closes when the last of the three repatriations has", async () => {
    for (const whose of ["rina", "girl"] as const)
      await kawal.does(offices.bp3mi, wayHome(whose, "closure"), { reason: "COMPLETED", ...on("2026-03-11") });
    const problem = await refused("resolution", { reason: "TAKEN_OVER", ...on("2026-03-12") }, "I13");
    expect(problem["repatriations"]).toEqual([home.yanti]);
    await kawal.does(offices.bp3mi, wayHome("yanti", "closure"), { reason: "COMPLETED", ...on("2026-03-12") });
    for (const victim of Object.values(victims))
      await does("outcomes", { victim, outcome: "SAFE_AT_HOME", ...on("2026-03-12") });
    await does("resolution", { reason: "TAKEN_OVER", ...on("2026-03-12") });
    const { state, victims: each } = await page();
    expect(state).toBe("RESOLVED");
    expect(each.map(({ repatriations }) => repatriations.map(({ status }) => status))).toEqual([
      ["CLOSED"],
      ["CLOSED"],
      ["CLOSED"],
    ]);
    // Screening again is always allowed.
    await does("trafficking-screenings", { victim: victims.yanti, ...on("2026-03-15") });
    expect(await victimOf(victims.yanti)).toMatchObject({ trafficking: { status: "SCREENING" } });
  });
});
