import { FIELD_CLASSES } from "../../../src/event-sourcing/stored-event/envelope.js";
import {
  DECLINE_REASONS,
  MATTERS,
  REFERRAL_OUTCOMES,
  WITHDRAWAL_OF_REFERRAL_REASONS,
} from "../../../src/referral/codes.js";
import { idOfReferral, type Asked } from "../../../src/referral/referral.js";
import { STEP_CODES } from "../../../src/repatriation/steps.js";
import { shifted } from "../chance.js";
import { OFFICERS, type World } from "../world.js";
import { anyFileOf, anyId, anyOfficer, said, withdrawal, type Moment, type Rows } from "./row.js";

/** Under which a request of the world is sent: of a referral that is asked for again, the next one. */
export const idOfNext = (world: World, asked: Asked): Promise<string> =>
  idOfReferral(asked, "", (load) => world.state(load.aggregate, load.id));

/** Commands of referrals. */
export const referralRows: Rows = {
  SendReferral: async (moment) => {
    const { world, chance, now } = moment;
    const person = anyId(moment, "person");
    const to = anyId(moment, "agency");
    if (person === undefined || to === undefined) return undefined;
    const about = chance.one(["person", "case", "repatriation"]);
    const of = about === "person" ? person : anyId(moment, about);
    if (of === undefined) return undefined;
    const asked = said({
      to,
      matter: chance.one(chance.percent(50) ? (["CONSULAR_PROTECTION", "TRAVEL_DOCUMENT"] as const) : MATTERS),
      [about]: of,
      step: about === "repatriation" ? chance.maybe(chance.one(STEP_CODES)) : undefined,
    }) as Asked;
    const data = said({
      ...asked,
      answerBy: shifted(now, (1 + chance.nat(9)) * 24 * 3_600_000),
      page: about === "person" ? undefined : chance.maybe(chance.one(["WITHOUT_NARRATIVES", "WITH_NARRATIVES"])),
      ...(await sharing(moment, person)),
    });
    return { id: await idOfNext(world, asked), data };
  },
  GiveInformation: async (moment) => {
    const person = anyId(moment, "person");
    return person === undefined ? undefined : referral(moment, await sharing(moment, person));
  },
  WithdrawReferral: async (moment) =>
    referral(moment, { reason: moment.chance.one(WITHDRAWAL_OF_REFERRAL_REASONS), ...note(moment) }),
  AskForInformation: async (moment) => referral(moment, note(moment)),
  AcceptReferral: async (moment) => {
    const { officer } = await anyOfficer(moment);
    return referral(moment, { officer: moment.chance.maybe(officer), ...note(moment) });
  },
  DeclineReferral: async (moment) =>
    referral(moment, {
      reason: moment.chance.one(DECLINE_REASONS),
      instead: moment.chance.maybe(anyId(moment, "agency")),
      ...note(moment),
    }),
  CompleteReferral: async (moment) =>
    referral(moment, { outcome: moment.chance.one(REFERRAL_OUTCOMES), ...note(moment) }),
  ReportBack: async (moment) => referral(moment, note(moment)),
  ExpireReferral: async (moment) => referral(moment, {}),
  WithdrawReferralStep: withdrawal("referral"),
};

const note = ({ chance }: Moment) => ({ note: chance.maybe(chance.text()) });

async function sharing(moment: Moment, person: string): Promise<object> {
  const { chance } = moment;
  const more = chance.some(FIELD_CLASSES.filter((each) => each !== "identity" && each !== "reporter"));
  const file = await anyFileOf(moment, person);
  return {
    shares: [chance.percent(30) ? { person, whole: true } : { person, classes: ["identity", ...more] }],
    files: file === undefined ? undefined : chance.maybe([file]),
    ...note(moment),
  };
}

function referral(moment: Moment, data: object) {
  const id = anyId(moment, "referral");
  return id === undefined ? undefined : { id, data: said(data), by: moment.chance.one(OFFICERS) };
}
