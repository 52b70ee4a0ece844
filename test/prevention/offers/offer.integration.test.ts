import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { LOOKUP_TOKENS } from "../../../src/event-sourcing/ports.js";
import type { ReadEntry } from "../../../src/log-of-reads/read-log.js";
import { FollowQueries } from "../../../src/prevention/offers/follow.controller.js";
import type { LookupTokens } from "../../../src/privacy/lookup-tokens.js";
import { countingReads } from "../../access/counting-reads.js";
import { openOffices, type Official, type Offices } from "../../access/offices.js";

/*
 * A village office takes the report of an offer; who reported follows it by a number and a code, and is shown to nobody
 * but who looks into reports there.
 */

const REPORTER = "Siti Rahasia";
const PHONE = "0812-7777-8888";
let o: Offices;
let village: Official;
let head: Official;
let caseworker: Official;
let elsewhere: Official;

beforeAll(async () => {
  o = await openOffices("2026-03-02T02:00:00.000Z");
  const office = await o.agency("BP3MI", "BP3MI Contoh", { region: "36" });
  village = await o.officer(office, "VILLAGE_OFFICER");
  caseworker = await o.officer(office, "CASEWORKER");
  head = await o.officer(office, "SUPERVISOR");
  elsewhere = await o.officer(await o.agency("POLICE", "Polda Contoh"), "SUPERVISOR");
});
afterAll(() => o.close());

interface Reported {
  readonly id: string;
  readonly followNumber: string;
  readonly followCode?: string;
}

async function report(more: object = {}): Promise<Reported & { readonly followCode: string }> {
  const { status, body } = await o.calls(village, "POST", "offers", {
    channel: "MESSENGER",
    text: `Gaji besar di Kamboja, kata ${REPORTER}`,
    destination: "KH",
    region: "36.04.12",
    recruiter: { name: "Pak Calo", phone: "0813-1111-2222", account: "123-456" },
    reporter: { name: REPORTER, phone: PHONE },
    ...more,
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body as Reported & { readonly followCode: string };
}

const pageOf = async (officer: Official, path: string) => JSON.stringify((await o.asks(officer, path)).body);
const follow = (number: string, code: string) => o.calls(null, "POST", "public/follow", { number, code });

describe("who reported an offer", () => {
  test("is told how it stands by the code, and by nothing else", async () => {
    const { id, followNumber, followCode } = await report();
    await pageOf(head, `offers/${id}`);
    const first = await follow(followNumber, followCode);
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ data: { state: "RECEIVED", asked: null } });
    expect((await o.calls(caseworker, "POST", `offers/${id}/reviews`, {})).status).toBe(200);
    expect((await o.calls(caseworker, "POST", `offers/${id}/findings`, { finding: "SUBSTANTIATED" })).status).toBe(200);
    await pageOf(head, `offers/${id}`);
    const outcome = await follow(followNumber.toLowerCase(), followCode.replaceAll("-", " "));
    expect(outcome.body).toMatchObject({ data: { state: "SUBSTANTIATED" } });
    expect(JSON.stringify(outcome.body)).not.toMatch(/Siti|Calo|0812|0813|123-456/);

    const renewed = (await o.calls(caseworker, "POST", `offers/${id}/follow-codes`, {})).body as Reported;
    await pageOf(head, `offers/${id}`);
    expect((await follow(followNumber, followCode)).status).toBe(404);
    expect((await follow(followNumber, renewed.followCode!)).status).toBe(200);
  });

  test("is told alike that a number there is not and a code is wrong, after the same work, and each look is recorded", async () => {
    const { id, followNumber, followCode } = await report();
    await o.settled();
    const wrong = [
      [followNumber, "22222-22222-22222-22222"],
      ["0000000000", followCode],
      ["0000000000", "22222-22222-22222-22222"],
      ["-", "-".repeat(64)],
    ] as const;
    const answers = [];
    for (const [number, code] of wrong) {
      const { status, body, headers } = await follow(number, code);
      const { date: _, ...rest } = headers;
      answers.push({ status, body, headers: rest });
    }
    expect(answers[0]).toMatchObject({ status: 404, body: { type: "urn:kawal:problem:not-found" } });
    for (const answer of answers) expect(answer).toEqual(answers[0]);

    const counting = countingReads(o.readModel);
    const tokens = o.part<LookupTokens>(LOOKUP_TOKENS);
    const hashed: string[] = [];
    const recorded: ReadEntry[] = [];
    const counted = new FollowQueries(
      counting.reads,
      { token: (kind, text) => (hashed.push(kind), tokens.token(kind, text)) },
      { record: async (entry) => void recorded.push(entry) },
      false,
    );
    const workOf = async (number: string, code: string) => {
      await counted.follow({ number, code }).catch(() => undefined);
      return { hashes: hashed.splice(0), asked: counting.taken(), looks: recorded.splice(0) };
    };
    const { looks, ...found } = await workOf(followNumber, followCode);
    expect(found).toEqual({ hashes: ["follow-code"], asked: ["find offers follow"] });
    expect(looks).toMatchObject([{ outcome: "answered", status: 200, ids: [id], by: ["number", "code"], asked: [] }]);
    for (const [number, code] of wrong) {
      const { looks: refused, ...work } = await workOf(number, code);
      expect(work).toEqual(found);
      expect(refused).toMatchObject([{ outcome: "refused", status: 404, rule: "not-found", asked: [] }]);
      expect(JSON.stringify([looks, refused])).not.toContain(followNumber);
    }
  });

  test("is seen by who heads the office, and not by the village, colleagues or other offices", async () => {
    const { id } = await report();
    expect(await pageOf(head, `offers/${id}`)).toContain(REPORTER);
    for (const officer of [village, caseworker])
      for (const path of [`offers/${id}`, "offers", "office/timeline"])
        expect(await pageOf(officer, path)).not.toMatch(/Siti|Rahasia|7777/);
    expect(await pageOf(caseworker, `offers/${id}`)).toContain("kata [pelapor]");
    expect((await o.asks(elsewhere, `offers/${id}`)).status).toBe(404);
    expect(await pageOf(elsewhere, "offers")).not.toContain(id);
  });

  test("may stay unknown", async () => {
    const { id, followNumber, followCode } = await report({ reporter: undefined });
    expect(await pageOf(head, `offers/${id}`)).toContain('"anonymous":true');
    expect((await follow(followNumber, followCode)).status).toBe(200);
  });
});

test("the hash of a code is in no page, and the code in no other answer than the first", async () => {
  const { id, followCode } = await report();
  const page = await pageOf(head, `offers/${id}`);
  expect(page).not.toContain('"follow"');
  expect(page).not.toContain(followCode);
  expect((await o.asks(head, `offers/${randomUUID()}`)).status).toBe(404);
});
