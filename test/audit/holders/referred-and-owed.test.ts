import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { HoldersAnswer } from "../../../src/audit/holders/holders.controller.js";
import { openOffices, type Offices, type Official } from "../../access/offices.js";

/*
 * A mission has a case. It asks social affairs, who accept, and the police, who decline; and it commits a company, so that
 * a second clarification is owed. Another office has the person's other case.
 */

let o: Offices;
let mission: Official;
let chief: Official;
let social: Official;
let police: Official;
let auditor: Official;
let health: Official;
let victim: string;
let incident: string;
let accepted: string;
let declined: string;

beforeAll(async () => {
  o = await openOffices("2025-06-02T03:00:00.000Z");
  const kbri = await o.agency("MISSION", "KBRI Phnom Penh", { country: "KH" });
  mission = await o.officer(kbri, "MISSION", "Made Contoh");
  chief = await o.officer(kbri, "SUPERVISOR", "Sari Contoh");
  social = await o.officer(await o.agency("SOCIAL_AFFAIRS", "Dinsos Serang"), "CASEWORKER", "Dewi Contoh");
  police = await o.officer(await o.agency("POLICE", "Polres Serang"), "INVESTIGATOR", "Polisi Contoh");
  health = await o.officer(await o.agency("HEALTH", "Dinkes Contoh"), "CASEWORKER", "Asing Contoh");
  auditor = await o.officer(await o.agency("AUDIT", "Inspektorat"), "AUDITOR", "Adi Contoh");
  victim = await o.does(mission, "persons", {
    sex: "FEMALE",
    source: "IN_PERSON",
    identity: { name: "Korban Contoh" },
  });
  incident = await o.does(mission, "cases", {
    channel: "PHONE",
    complainant: "PMI",
    country: "KH",
    categories: ["UNPAID_WAGES"],
    parties: [{ role: "VICTIM", person: victim }],
  });
  await o.does(mission, `cases/${incident}/assignments`, { agency: kbri, officer: mission.id });
  await o.does(mission, `cases/${incident}/next-actions`, { action: "CALL_FAMILY", due: "2025-06-03" });
  const sends = (agency: string, matter: string) =>
    o.does(mission, "referrals", {
      to: agency,
      matter,
      case: incident,
      answerBy: "2025-06-12T16:00:00+07:00",
      shares: [{ person: victim, classes: ["identity"] }],
      note: "Kata-kata rahasia",
    });
  accepted = await sends(social.agency, "REHABILITATION");
  declined = await sends(police.agency, "CRIMINAL_INVESTIGATION");
  await o.settled();
  o.clock.set("2025-06-04T03:00:00.000Z");
  await o.does(social, `referrals/${accepted}/acceptances`, {});
  await o.does(police, `referrals/${declined}/refusals`, { reason: "OUT_OF_COMPETENCE" });
  await o.timers.round();
  await o.settled();
  o.clock.set("2025-06-05T03:00:00.000Z");
});
afterAll(() => o.close());

const holders = async (officer: Official, path: string): Promise<HoldersAnswer> => {
  const { status, body } = await o.asks(officer, path);
  expect({ path, status }).toEqual({ path, status: 200 });
  return body as never;
};
const rowsOf = async (officer: Official, query = "", path = `cases/${incident}/holders`) =>
  (await holders(officer, `${path}${query}`)).data.filter(({ kind }) => kind === "REFERRED" || kind === "DEADLINE");

describe("what was asked of other agencies", () => {
  test("stands beside who had it: whom, for what, by when, what they did and how it ended", async () => {
    const rows = (await rowsOf(chief)).filter(({ kind }) => kind === "REFERRED");
    expect(rows).toMatchObject([
      {
        stream: `referral-${accepted}`,
        agency: { id: social.agency, name: "Dinsos Serang" },
        officer: social.id,
        part: "REHABILITATION",
        from: { recordedAt: "2025-06-02T03:00:00.000Z", type: "ReferralSent" },
        until: null,
        reason: null,
        hours: 72,
        hoursToFirstAct: 48,
        asked: [{ agency: { id: mission.agency }, reason: "REHABILITATION", due: "2025-06-12" }],
        did: [{ type: "ReferralAccepted", times: 1 }],
      },
      {
        stream: `referral-${declined}`,
        agency: { id: police.agency },
        officer: null,
        until: { type: "ReferralDeclined" },
        reason: "DECLINED",
        hours: 48,
      },
    ]);
    expect(JSON.stringify(rows)).not.toContain("Kata-kata rahasia");
  });

  test("as it was known on a day", async () => {
    const rows = await rowsOf(chief, "?knownAt=2025-06-03");
    const referred = rows.filter(({ kind }) => kind === "REFERRED");
    expect(referred.map(({ reason, until, did }) => [reason, until, did])).toEqual([
      [null, null, []],
      [null, null, []],
    ]);
  });

  test("is seen by who sees the referral: whoever has the case besides sees nothing of it; an auditor sees all", async () => {
    await o.does(mission, `cases/${incident}/assignments`, { agency: health.agency, officer: health.id });
    await o.settled();
    expect((await rowsOf(health)).filter(({ kind }) => kind === "REFERRED")).toEqual([]);
    const whole = await holders(health, `cases/${incident}/holders`);
    for (const secret of [accepted, declined, "Polres Serang"]) expect(JSON.stringify(whole)).not.toContain(secret);
    expect((await rowsOf(auditor)).filter(({ kind }) => kind === "REFERRED")).toHaveLength(2);
    const ofPerson = await rowsOf(auditor, "", `persons/${victim}/holders`);
    expect(ofPerson.filter(({ kind }) => kind === "REFERRED")).toHaveLength(2);
  });
});

describe("what was owed", () => {
  test("is a row with when it was due, and that time ran out", async () => {
    const owed = (await rowsOf(auditor)).filter(({ kind }) => kind === "DEADLINE");
    expect(owed).toMatchObject([
      {
        part: "NEXT_ACTION",
        reason: "MISSED",
        until: null,
        asked: [{ reason: "NEXT_ACTION", due: "2025-06-03" }],
        did: expect.arrayContaining([expect.objectContaining({ type: "DeadlineMissed", times: 1 })]),
      },
    ]);
  });

  test("was met late once it was done", async () => {
    await o.does(health, `cases/${incident}/next-action-completions`, {});
    await o.settled();
    const owed = (await rowsOf(auditor)).filter(({ kind }) => kind === "DEADLINE");
    expect(owed).toMatchObject([{ reason: "MET_LATE", until: { type: "DeadlineMet" } }]);
  });

  test("was not known before it began", async () => {
    expect(await rowsOf(auditor, "?knownAt=2025-06-01")).toEqual([]);
  });
});
