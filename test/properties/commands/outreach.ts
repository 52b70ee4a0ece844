import {
  AUDIENCES,
  MATERIAL_KINDS,
  OUTREACH_FORMS,
  OUTREACH_MISTAKES,
  OUTREACH_TOPICS,
} from "../../../src/prevention/outreach/codes.js";
import { OFFICERS } from "../world.js";
import { anyId, anyOfficer, said, type Rows } from "./row.js";

const REGIONS = ["36.04.12", "36.04.12.2003", "36.04.13", "71.71.01", "36.04"] as const;

/** Commands of outreach. */
export const outreachRows: Rows = {
  RecordOutreach: async (moment) => {
    const { chance, now } = moment;
    const { agency, officer } = await anyOfficer(moment);
    const audience = chance.percent(40) ? "OFFICIALS" : chance.one(AUDIENCES);
    const topics = chance.some(OUTREACH_TOPICS);
    return {
      by: chance.one(OFFICERS),
      data: said({
        form: chance.percent(40) ? "TRAINING" : chance.one(OUTREACH_FORMS),
        audience,
        region: chance.one(REGIONS),
        topics: topics.length > 0 ? topics : [OUTREACH_TOPICS[0]],
        agency,
        officers: chance.maybe([officer]),
        attendance: chance.maybe({ women: chance.nat(40), men: chance.nat(40), unknown: chance.nat(3) }, 70),
        trained: audience === "OFFICIALS" ? chance.maybe([anyId(moment, "agency")]) : undefined,
        materials: chance.maybe([
          said({
            kind: chance.one(MATERIAL_KINDS),
            sha256: chance.uuid().replaceAll("-", "").repeat(2),
            copies: chance.maybe(chance.nat(500)),
          }),
        ]),
        note: chance.maybe(chance.text()),
        occurred: chance.occurred(now),
      }),
    };
  },
  WithdrawOutreach: async (moment) => {
    const { chance, now } = moment;
    const id = anyId(moment, "outreach");
    if (id === undefined) return undefined;
    const data = { reason: chance.one(OUTREACH_MISTAKES), note: chance.maybe(chance.text()) };
    return { id, by: chance.one(OFFICERS), data: said({ ...data, occurred: chance.occurred(now) }) };
  },
};
