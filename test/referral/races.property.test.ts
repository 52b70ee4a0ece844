import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { openOffices, type Official, type Offices } from "../access/offices.js";
import { runs } from "../properties/runs.js";

/*
 * Officers of two agencies who answer, withdraw and send at the same moment, on the real engine: a referral has one
 * outcome, and nothing is referred twice.
 */

let o: Offices;
let sender: Official;
let second: Official;
let officers: readonly Official[];
let police: string;

beforeAll(async () => {
  o = await openOffices("2026-03-02T02:00:00.000Z");
  const mission = await o.agency("MISSION", "KBRI Contoh", { country: "KH" });
  police = await o.agency("POLICE", "Polda Contoh");
  [sender, second] = [await o.officer(mission, "CASEWORKER"), await o.officer(mission, "SUPERVISOR")];
  officers = [await o.officer(police, "INVESTIGATOR"), await o.officer(police, "SUPERVISOR")];
});
afterAll(() => o.close());

const register = () =>
  o.does(sender, "persons", { sex: "MALE", source: "IN_PERSON", origin: "71.71", identity: { name: "Contoh" } });

const asking = (person: string) => ({
  to: police,
  matter: "CRIMINAL_INVESTIGATION",
  person,
  answerBy: "2026-03-20T00:00:00Z",
  shares: [{ person, classes: ["identity"] }],
});

/** What may be done with a referral that was just sent, by whom; each ends the time for an answer. */
const ACTS = [
  { of: "police", path: "acceptances", body: {}, state: "ACCEPTED" },
  { of: "police", path: "refusals", body: { reason: "NO_CAPACITY" }, state: "DECLINED" },
  { of: "sender", path: "withdrawal", body: { reason: "NOT_NEEDED" }, state: "WITHDRAWN" },
] as const;
const act = fc.record({ what: fc.constantFrom(...ACTS), who: fc.nat(1) });

const stateOf = async (id: string) =>
  ((await o.asks(sender, `referrals/${id}`)) as { body: { data: { state: string; officer: string | null } } }).body
    .data;

describe("at the same moment", () => {
  test("whatever is answered, a referral is accepted, declined or withdrawn once, in one of the orders", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 2, maxLength: 5 }), async (acts) => {
        const person = await register();
        const id = await o.does(sender, "referrals", asking(person));
        const answers = await Promise.all(
          acts.map(async ({ what, who }) => {
            const by = what.of === "sender" ? [sender, second][who]! : officers[who]!;
            const { status } = await o.calls(by, "POST", `referrals/${id}/${what.path}`, what.body);
            return { status, state: what.state, by: by.id };
          }),
        );
        const taken = answers.filter(({ status }) => status === 200);
        expect(answers.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);
        const { state, officer } = await stateOf(id);
        // A live referral may be withdrawn after it was accepted; nothing comes after another end.
        const ended = taken.find(({ state: end }) => end !== "ACCEPTED");
        expect(taken.filter(({ state: end }) => end === "ACCEPTED").length).toBeLessThanOrEqual(1);
        expect(taken.filter(({ state: end }) => end !== "ACCEPTED").length).toBeLessThanOrEqual(1);
        expect(taken.length).toBeGreaterThan(0);
        expect(state).toBe((ended ?? taken[0]!).state);
        if (state === "ACCEPTED") expect(officer).toBe(taken[0]!.by);
        expect((await o.asks(officers[0]!, `persons/${person}`)).status).toBe(state === "ACCEPTED" ? 200 : 404);
      }),
      runs(8),
    );
  });

  test("of the same that is sent by several, one is taken, and sent once again after it was declined", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(1), { minLength: 2, maxLength: 5 }), async (who) => {
        const person = await register();
        for (let times = 0; times < 2; times++) {
          const answers = await Promise.all(
            who.map((i) => o.calls([sender, second][i]!, "POST", "referrals", asking(person))),
          );
          expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...who.slice(1).map(() => 409)]);
          const { id } = answers.find(({ status }) => status === 201)!.body as { id: string };
          await o.does(officers[0]!, `referrals/${id}/refusals`, { reason: "NO_CAPACITY" });
        }
        const { body } = (await o.asks(sender, `referrals?person=${person}`)) as { body: { data: object[] } };
        expect(body.data).toHaveLength(2);
      }),
      runs(6),
    );
  });
});
