import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { deciders } from "../../src/deciders.js";
import { CommandHandling } from "../../src/event-sourcing/deciding/command-handling.js";
import { alone } from "../../src/event-sourcing/reacting/one-at-a-time.js";
import { Timers } from "../../src/event-sourcing/reacting/timer.js";
import { StoreUnavailable } from "../../src/event-sourcing/stored-event/event-store.js";
import { referralExpiryTimer } from "../../src/referral/referral-expiry.timer.js";
import { registry } from "../../src/slices.js";
import { openOffices, type Official, type Offices } from "../access/offices.js";

const START = "2026-03-02T02:00:00.000Z";
const ANSWER_BY = "2026-03-05T02:00:00.000Z";
const AFTER = "2026-03-05T02:00:01.000Z";

let o: Offices;
let sender: Official;
let receiver: Official;
let police: string;
const alarms: string[] = [];

beforeAll(async () => {
  o = await openOffices(START);
  sender = await o.officer(await o.agency("MISSION", "KBRI Contoh", { country: "KH" }), "CASEWORKER");
  police = await o.agency("POLICE", "Polda Contoh");
  receiver = await o.officer(police, "SUPERVISOR");
});
afterAll(() => o.close());
beforeEach(() => {
  o.clock.set(START);
  alarms.length = 0;
});

/** The clock of one instance of the service, with a command handling of its own. */
function instance(
  handle?: (handling: CommandHandling) => Pick<CommandHandling, "handle">,
  timer = referralExpiryTimer,
): Timers {
  const handling = new CommandHandling(o.store, registry, o.sealing, o.clock);
  return new Timers({
    timers: [timer],
    views: o.readModel,
    store: o.store,
    reactions: o.reactions,
    handling: handle?.(handling) ?? handling,
    deciders,
    clock: o.clock,
    oneAtATime: alone,
    alarm: (failing, error) => alarms.push(`${failing}: ${String(error)}`),
  });
}

async function sent(): Promise<string> {
  const identity = { name: "Contoh" };
  const person = await o.does(sender, "persons", { sex: "MALE", source: "IN_PERSON", origin: "71.71", identity });
  const id = await o.does(sender, "referrals", {
    to: police,
    matter: "CRIMINAL_INVESTIGATION",
    person,
    answerBy: ANSWER_BY,
    shares: [{ person, classes: ["identity"] }],
  });
  await o.settled();
  return id;
}

async function typesOf(id: string): Promise<string[]> {
  return (await o.store.readStream(`referral-${id}`, 0)).map(({ type }) => type);
}

describe("a referral that nobody answers expires once", () => {
  test("when two instances look at the same moment", async () => {
    const ids = await Promise.all([sent(), sent(), sent()]);
    o.clock.set(AFTER);
    await Promise.all([instance().round(), instance().round()]);
    for (const id of ids) expect(await typesOf(id)).toEqual(["ReferralSent", "ReferralExpired"]);
    expect(alarms).toEqual([]);
  });

  test("when the instance was lost after it had said so, and before it knew", async () => {
    const id = await sent();
    o.clock.set(AFTER);
    const lost = instance((handling) => ({
      handle: async (...asked) => {
        await handling.handle(...asked);
        throw new StoreUnavailable("the answer was lost");
      },
    }));
    await expect(lost.round()).rejects.toThrow(StoreUnavailable);
    expect(alarms).toEqual([expect.stringContaining("referral-expiry")]);
    await instance().round();
    expect(await typesOf(id)).toEqual(["ReferralSent", "ReferralExpired"]);
  });

  test("whichever way the clock is set afterwards", async () => {
    const id = await sent();
    await instance().round();
    expect(await typesOf(id)).toEqual(["ReferralSent"]);
    for (const at of [AFTER, START, "2027-03-05T00:00:00.000Z", AFTER]) {
      o.clock.set(at);
      await instance().round();
    }
    expect(await typesOf(id)).toEqual(["ReferralSent", "ReferralExpired"]);
  });

  test("and not where it was accepted, also not when its view is behind", async () => {
    const id = await sent();
    await o.does(receiver, `referrals/${id}/acceptances`, {});
    o.clock.set(AFTER);
    const { find } = o.readModel;
    // As the view had it before the acceptance.
    const views = Object.create(o.readModel) as typeof o.readModel;
    views.find = (async (name: string, query: never) => {
      const page = await find.call(o.readModel, name, query);
      return { ...page, documents: [{ id, answerBy: ANSWER_BY }] };
    }) as never;
    const look = referralExpiryTimer.begin(views);
    expect((await look(AFTER)[Symbol.asyncIterator]().next()).value).toMatchObject([{ id }]);
    const stale = new Timers({
      timers: [referralExpiryTimer],
      views,
      store: o.store,
      reactions: o.reactions,
      handling: o.handling,
      deciders,
      clock: o.clock,
      oneAtATime: alone,
      alarm: (timer, error) => alarms.push(`${timer}: ${String(error)}`),
    });
    expect([...(await stale.round())]).toEqual([]);
    expect(await typesOf(id)).toEqual(["ReferralSent", "ReferralAccepted"]);
    expect(alarms).toEqual([]);
  });

  test("and not before its time, also where the clock of who looks is ahead", async () => {
    const id = await sent();
    const found: unknown[] = [];
    const ahead = instance(undefined, {
      ...referralExpiryTimer,
      begin: (views) =>
        async function* () {
          for await (const due of referralExpiryTimer.begin(views)(AFTER)) {
            found.push(...due);
            yield due;
          }
        },
    });
    await ahead.round();
    expect(found).toContainEqual(expect.objectContaining({ id }));
    expect(await typesOf(id)).toEqual(["ReferralSent"]);
  });
});
