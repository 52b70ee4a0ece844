import * as codes from "../../../src/migrant/codes.js";
import { migrantAggregate, type Migrant } from "../../../src/migrant/migrant.js";
import { OFFICERS } from "../world.js";
import { repatriationAggregate } from "../../../src/repatriation/repatriation.js";
import { anyAgencyOf, anyFileOf, anyId, said, withdrawal, type Moment, type Row, type Rows } from "./row.js";

const COUNTRIES = ["JP", "HK", "KH", "UNKNOWN"];
const POSITIONS = ["CAREGIVER", "DOMESTIC_WORKER"];
const LEGAL_GROUND = "UU_18_2017_ART_13";

/** What a command of a migrant says beside the time, a note and the journey. */
type Says = (moment: Moment, state: Migrant, id: string) => object | undefined | Promise<object | undefined>;

function ofMigrant(says: Says, { journey = true }: { readonly journey?: boolean } = {}): Row {
  return async (moment) => {
    const { world, chance, now } = moment;
    const id = anyId(moment, "migrant");
    if (id === undefined) return undefined;
    const state = await world.state(migrantAggregate, id);
    const data = await says(moment, state, id);
    if (data === undefined) return undefined;
    const named = journey && state.journeys.length > 0 ? chance.maybe(chance.one(state.journeys).id, 15) : undefined;
    const more = { note: chance.maybe(chance.text(), 20), occurred: chance.occurred(now) };
    return { id, by: chance.one(OFFICERS), data: said({ ...data, ...more, journey: named }) };
  };
}

const onlyJourney = ofMigrant(() => ({}));
const country = ({ chance }: Moment) => ({ country: chance.maybe(chance.one(COUNTRIES)) });
const returns = async ({ world, chance }: Moment, id: string) => {
  const all = world.ids("repatriation");
  const states = await Promise.all(all.map((each) => world.state(repatriationAggregate, each)));
  const own = all.filter((_, i) => states[i]!.person === id);
  return {
    cause: chance.one(codes.RETURN_CAUSES),
    repatriation: chance.maybe(own.length > 0 && chance.percent(90) ? chance.one(own) : chance.uuid(), 15),
  };
};
const place = ({ chance }: Moment) => ({ place: chance.one(["36.04", "91.71"]) });

/** Commands of a migrant's life. */
export const migrantRows: Rows = {
  RegisterAsMigrant: async (moment) => {
    const { chance, now } = moment;
    const id = anyId(moment, "person");
    if (id === undefined) return undefined;
    const status = { placementStatus: chance.one(codes.PLACEMENT_STATUSES), placementStatusBasis: "STATED" };
    const data = { discovery: chance.one(codes.DISCOVERIES), ...status, note: chance.maybe(chance.text(), 20) };
    return { id, by: chance.one(OFFICERS), data: said({ ...data, occurred: chance.occurred(now) }) };
  },
  WithdrawJourneyStep: withdrawal("migrant"),
  DeterminePlacementStatus: ofMigrant(
    ({ chance }) => ({ status: chance.one(codes.PLACEMENT_STATUSES), basis: chance.one(codes.STATUS_BASES) }),
    { journey: false },
  ),
  ScreenRisk: ofMigrant(({ chance }) => {
    const asked = chance.some(codes.RED_FLAGS);
    const found = chance.nat(4);
    // Rarely one is said to be there, and not.
    const denied = asked.slice(chance.percent(90) ? found : 0, found + 3);
    return { redFlags: asked.slice(0, found), denied: chance.maybe(denied) };
  }),
  StartJourney: ofMigrant(
    async (moment) => {
      const { chance, now } = moment;
      return {
        scheme: chance.one(codes.SCHEMES),
        country: chance.one(COUNTRIES),
        position: chance.maybe(chance.one(POSITIONS)),
        sector: chance.maybe(chance.one(codes.SECTORS)),
        company: chance.maybe(await anyAgencyOf(moment, "PLACEMENT_COMPANY")),
        foundAt: chance.maybe(chance.one(codes.FIRST_STEPS)),
        ended: chance.maybe(
          { reason: chance.one(codes.CLOSURES), occurred: chance.occurred(now) ?? { date: chance.day(now, -9, 0) } },
          15,
        ),
      };
    },
    { journey: false },
  ),
  SubmitDocument: ofMigrant(async (moment, _state, id) => {
    const { chance, now } = moment;
    const file = await anyFileOf(moment, id);
    if (file === undefined) return undefined;
    return {
      file,
      kind: chance.one(codes.DOCUMENT_KINDS),
      issuedOn: chance.maybe(chance.day(now, -300, -1)),
      expiresOn: chance.maybe(chance.day(now, 0, 900)),
      number: chance.maybe(`${chance.nat(100_000)}`),
    };
  }),
  VerifyDocument: ofMigrant(({ chance }, { documents }) =>
    documents.length === 0 ? undefined : { document: chance.one(documents).id },
  ),
  RejectDocument: ofMigrant(({ chance }, { documents }) =>
    documents.length === 0
      ? undefined
      : {
          document: chance.one(documents).id,
          reason: chance.one(codes.DOCUMENT_REJECTIONS),
          legalGround: LEGAL_GROUND,
        },
  ),
  AttendOrientation: ofMigrant(({ chance }) => ({ region: chance.maybe("36.04") })),
  ActivateInsurance: ofMigrant(({ chance, now }) => ({
    programme: chance.one(codes.INSURANCE_PROGRAMMES),
    from: chance.day(now, -30, 3),
    until: chance.maybe(chance.day(now, 10, 900)),
    number: chance.maybe(`${chance.nat(100_000)}`),
  })),
  GrantClearance: ofMigrant(place),
  RefuseClearance: ofMigrant((moment) => ({
    ...place(moment),
    reason: moment.chance.one(codes.REFUSALS),
    legalGround: LEGAL_GROUND,
  })),
  RecordDeparture: ofMigrant(country),
  ReportArrival: ofMigrant(async (moment) => ({
    ...country(moment),
    mission: moment.chance.maybe(await anyAgencyOf(moment, "MISSION")),
    address: moment.chance.maybe(moment.chance.text()),
    phone: moment.chance.maybe("+855 12 345 678"),
  })),
  StartEmployment: ofMigrant((moment) => ({
    ...country(moment),
    sector: moment.chance.maybe(moment.chance.one(codes.SECTORS)),
    position: moment.chance.maybe(moment.chance.one(POSITIONS)),
    contractUntil: moment.chance.maybe(moment.chance.day(moment.now, 10, 700)),
    employer: moment.chance.maybe(moment.chance.text()),
    employerAddress: moment.chance.maybe(moment.chance.text()),
  })),
  EndEmployment: ofMigrant(({ chance }) => ({ cause: chance.one(codes.EMPLOYMENT_ENDS) })),
  StartReturn: ofMigrant((moment, _state, id) => returns(moment, id)),
  RecordReturn: ofMigrant(async (moment, _state, id) => ({
    ...(await returns(moment, id)),
    region: moment.chance.maybe("36.04"),
  })),
  StartReintegration: ofMigrant(({ chance }) => ({ programme: chance.maybe("COUNSELLING") })),
  CloseJourney: ofMigrant(({ chance }) => ({ reason: chance.one(codes.CLOSURES) })),
  WithdrawJourney: ofMigrant(({ chance }) => ({ reason: chance.one(codes.WITHDRAWALS) })),
  PreventDeparture: ofMigrant(({ chance }) => ({
    reason: chance.one(codes.PREVENTIONS),
    legalGround: LEGAL_GROUND,
  })),
  FailDeparture: ofMigrant(({ chance }) => ({ reason: chance.one(codes.FAILURES) })),
  ReportContactLost: onlyJourney,
  RestoreContact: onlyJourney,
  RecordDetention: ofMigrant(country),
  RecordRelease: onlyJourney,
  ReportDeath: ofMigrant(
    (moment) => ({
      cause: moment.chance.one(codes.DEATH_CAUSES),
      country: moment.chance.one(COUNTRIES),
      source: moment.chance.one(codes.DEATH_SOURCES),
      reporter: moment.chance.maybe(anyId(moment, "person")),
      causeInWords: moment.chance.maybe(moment.chance.text()),
      place: moment.chance.maybe(moment.chance.text()),
    }),
    { journey: false },
  ),
  ConfirmDeath: ofMigrant(
    async (moment, _state, id) => {
      const { chance, now } = moment;
      return {
        cause: chance.maybe(chance.one(codes.DEATH_CAUSES)),
        country: chance.maybe(chance.one(COUNTRIES)),
        certificate: chance.maybe(chance.percent(90) ? await anyFileOf(moment, id) : chance.uuid()),
        certifiedOn: chance.maybe(chance.day(now, -20, 0)),
        causeInWords: chance.maybe(chance.text()),
        place: chance.maybe(chance.text()),
      };
    },
    { journey: false },
  ),
  WithdrawDeathReport: ofMigrant(({ chance }) => ({ reason: chance.one(codes.DEATH_WITHDRAWALS) }), {
    journey: false,
  }),
};
