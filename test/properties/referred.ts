import { fileOf } from "./commands/registers.js";
import { idOfNext } from "./commands/referrals.js";
import type { Moment } from "./commands/row.js";
import { shifted } from "./chance.js";
import { ABROAD, person, type Life } from "./life.js";
import { AGENCIES, OFFICERS, type Attempt } from "./world.js";

const DAY = 24 * 3_600_000;

/** Somebody is referred to another mission: taken on and done, declined, withdrawn, and left without an answer. */
export async function* referred(moment: Moment): Life {
  const { world, chance } = moment;
  const [sender, receiver] = OFFICERS;
  const victim = yield person(moment, ABROAD);
  const child = yield person(moment);
  if (victim === undefined || child === undefined) return;
  const file = yield { command: "StoreFile", data: fileOf({ chance }, victim) };
  const of = { to: AGENCIES[1], person: victim };
  const shares = [
    { person: victim, classes: ["identity", "health"] },
    { person: child, classes: ["identity"] },
  ];
  const send = async (matter: string, days: number): Promise<Attempt> => ({
    command: "SendReferral",
    id: await idOfNext(world, { ...of, matter }),
    data: {
      ...of,
      matter,
      answerBy: shifted(world.clock.now(), days * DAY),
      shares,
      files: file && [file],
      note: "tolong",
    },
    by: sender,
  });
  const newest = (type: string) => world.log.findLast((event) => event.type === type)?.id ?? chance.uuid();
  const first = yield await send("CONSULAR_PROTECTION", 30);
  if (first === undefined) return;
  const on = (command: string, by: string, data: object = {}): Attempt => ({ command, id: first, data, by });
  yield on("AskForInformation", receiver, { note: "di mana?" });
  yield on("GiveInformation", sender, { shares: [{ person: victim, classes: ["identity", "contact"] }] });
  yield on("AcceptReferral", receiver, { officer: receiver });
  yield on("ReportBack", receiver, { note: "sudah ditemui" });
  yield on("WithdrawReferralStep", receiver, { event: newest("ReferralReportedBack"), reason: "RECORDED_TWICE" });
  yield on("WithdrawReferralStep", sender, { event: newest("ReferralInformationGiven"), reason: "NEVER_HAPPENED" });
  yield on("CompleteReferral", receiver, { outcome: "DONE", note: "selesai" });
  yield on("ReportBack", receiver, { note: "sudah dipulangkan" });
  const second = yield await send("CONSULAR_PROTECTION", 30);
  yield { command: "DeclineReferral", id: second, data: { reason: "NO_CAPACITY", instead: AGENCIES[0] }, by: receiver };
  const third = yield await send("TRAVEL_DOCUMENT", 30);
  yield { command: "WithdrawReferral", id: third, data: { reason: "NOT_NEEDED" }, by: sender };
  const incident = yield {
    command: "ReceiveComplaint",
    data: {
      channel: "PHONE",
      complainant: "PMI",
      categories: ["UNPAID_WAGES"],
      country: "KH",
      parties: [{ role: "VICTIM", person: victim }],
    },
  };
  const ask = { to: AGENCIES[1], matter: "WAGE_CLAIM", case: incident };
  const fourth = yield {
    command: "SendReferral",
    id: await idOfNext(world, ask),
    data: {
      ...ask,
      page: "WITH_NARRATIVES",
      answerBy: shifted(world.clock.now(), DAY),
      shares: [{ person: victim, whole: true }],
    },
    by: sender,
  };
  world.later(2 * DAY);
  yield { command: "ExpireReferral", id: fourth, data: {} };
}
