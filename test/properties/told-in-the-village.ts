import type { Moment } from "./commands/row.js";
import type { Life } from "./life.js";
import { AGENCIES, OFFICERS } from "./world.js";

/** A village is told of the dangers, its officials are trained, and one meeting is recorded twice. */
export async function* toldInTheVillage({ chance }: Moment): Life {
  const [agency] = AGENCIES;
  const [officer] = OFFICERS;
  const held = { region: "36.04.12.2003", agency, topics: ["TRAFFICKING", "REPORTING_OFFERS"] };
  const attendance = { women: 5 + chance.nat(30), men: chance.nat(30), unknown: chance.nat(3) };
  const meeting = { ...held, form: "MEETING", audience: "RESIDENTS", attendance };
  yield { command: "RecordOutreach", data: { ...meeting, officers: [officer], note: chance.text() } };
  const twice = yield { command: "RecordOutreach", data: meeting };
  const training = { ...held, form: "TRAINING", audience: "OFFICIALS", region: "36.04", attendance };
  yield { command: "RecordOutreach", data: { ...training, trained: [AGENCIES[1]] } };
  if (twice !== undefined)
    yield { command: "WithdrawOutreach", id: twice, data: { reason: "RECORDED_TWICE", note: chance.text() } };
}
