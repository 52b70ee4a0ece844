import { agreementAggregate } from "../../../src/prevention/agreements/agreement.js";
import {
  BEGUN_AS,
  COMMITMENT_KINDS,
  DROP_REASONS,
  MOVES_TO,
  TASK_UNITS,
} from "../../../src/prevention/agreements/codes.js";
import { anyId, said, withdrawal, type Rows } from "./row.js";

/** Commands of what agencies agreed. */
export const agreementRows: Rows = {
  RecordMeeting: async (moment) => {
    const { chance, now } = moment;
    const agency = anyId(moment, "agency");
    if (agency === undefined) return undefined;
    const units = chance.some(TASK_UNITS);
    return {
      data: said({
        units: units.length > 0 ? units : [TASK_UNITS[0]],
        parties: [agency, ...[anyId(moment, "agency")!].filter(() => chance.percent(50))],
        region: chance.maybe("61.07"),
        topic: chance.maybe(chance.text()),
        note: chance.maybe(chance.text(), 30),
        occurred: chance.occurred(now),
      }),
    };
  },
  MakeCommitment: async (moment) => {
    const { chance, now } = moment;
    const id = anyId(moment, "agreement");
    const owner = anyId(moment, "agency");
    if (id === undefined || owner === undefined) return undefined;
    return {
      id,
      data: said({
        kind: chance.one(COMMITMENT_KINDS),
        owner,
        due: chance.maybe(chance.day(now, -20, 60)),
        status: chance.one(BEGUN_AS),
        what: chance.text(),
        note: chance.maybe(chance.text(), 30),
      }),
    };
  },
  RecordCommitmentStatus: async (moment) => {
    const { chance, now, world } = moment;
    const id = anyId(moment, "agreement");
    if (id === undefined) return undefined;
    const { commitments } = await world.state(agreementAggregate, id);
    const commitment = commitments.length > 0 && chance.percent(90) ? chance.one(commitments).id : chance.uuid();
    const status = chance.one(MOVES_TO);
    return {
      id,
      data: said({
        commitment,
        status,
        on: chance.maybe(chance.day(now, -30, 0)),
        reason: status === "DROPPED" ? chance.one(DROP_REASONS) : undefined,
        note: chance.maybe(chance.text()),
      }),
    };
  },
  WithdrawAgreementStep: withdrawal("agreement"),
};
