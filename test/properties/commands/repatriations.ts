import { RETURN_CAUSES } from "../../../src/migrant/codes.js";
import { RELATIONS } from "../../../src/person/relations.js";
import * as codes from "../../../src/repatriation/codes.js";
import { repatriationAggregate, type Repatriation } from "../../../src/repatriation/repatriation.js";
import * as tasks from "../../../src/tasks/codes.js";
import { STEP_CODES } from "../../../src/repatriation/steps.js";
import { OFFICERS } from "../world.js";
import { personAggregate } from "../../../src/person/person.js";
import {
  anyAgencyOf,
  anyFileOf,
  anyId,
  anyOfficer,
  said,
  withdrawal,
  type Moment,
  type Row,
  type Rows,
} from "./row.js";

type Says = (moment: Moment, state: Repatriation) => object | undefined | Promise<object | undefined>;

function ofCase(says: Says = () => ({})): Row {
  return async (moment) => {
    const { world, chance, now } = moment;
    const id = anyId(moment, "repatriation");
    if (id === undefined) return undefined;
    const data = await says(moment, await world.state(repatriationAggregate, id));
    if (data === undefined) return undefined;
    return { id, by: chance.one(OFFICERS), data: said({ ...data, occurred: chance.occurred(now) }) };
  };
}

const money = ({ chance }: Moment) => ({ amount: chance.nat(9_000_000), currency: chance.one(["IDR", "USD"]) });
const note = ({ chance }: Moment) => ({ note: chance.maybe(chance.text(), 30) });
const mode = ({ chance }: Moment) => ({ mode: chance.one(codes.TRAVEL_MODES) });
const funding = (moment: Moment) => ({
  funding: moment.chance.one(codes.FUNDING_SOURCES),
  cost: moment.chance.maybe(money(moment)),
});
const relative = (moment: Moment) => ({
  relative: moment.chance.maybe(anyId(moment, "person")),
  relation: moment.chance.one(RELATIONS),
});
const landing = ({ chance }: Moment) => ({ region: chance.maybe("36.73"), place: chance.maybe("CGK") });
const handover = (moment: Moment) => {
  const { chance } = moment;
  return {
    recipient: chance.maybe(anyId(moment, "person"), 80),
    relation: chance.maybe(chance.one(RELATIONS), 80),
    powerOfAttorney: chance.maybe(true, 20),
    witness: chance.maybe({ person: anyId(moment, "person")!, capacity: "VILLAGE_OFFICIAL" }, 90),
    agency: chance.maybe(anyId(moment, "agency"), 20),
    region: chance.maybe("36.04.12"),
    recordNumber: chance.maybe(`BAST/${chance.nat(99)}`),
    ...note(moment),
  };
};
const paper = (more: Says = () => ({})): Row =>
  ofCase(async (moment, state) =>
    state.documents.length === 0
      ? undefined
      : { document: moment.chance.one(state.documents).id, ...(await more(moment, state)) },
  );

/** For one of its tasks, also one that has ended. */
const task = (more: Says): Row =>
  ofCase(async (moment, state) =>
    state.tasks.length === 0 ? undefined : { task: moment.chance.one(state.tasks).id, ...(await more(moment, state)) },
  );
const due = ({ chance, now }: Moment) => chance.maybe(chance.day(now, -5, 20));

/** Commands of a repatriation. */
export const repatriationRows: Rows = {
  RequestRepatriation: async (moment) => {
    const { chance, now } = moment;
    const person = anyId(moment, chance.percent(80) ? "migrant" : "person");
    if (person === undefined) return undefined;
    return {
      data: said({
        kind: chance.one(codes.REPATRIATION_KINDS),
        person,
        source: chance.one(codes.REQUEST_SOURCES),
        case: chance.maybe(anyId(moment, "case"), 30),
        cause: chance.one(RETURN_CAUSES),
        country: chance.maybe(chance.one(["KH", "MY"])),
        origin: chance.maybe("36.04.12"),
        destination: chance.maybe("71.71"),
        ...note(moment),
        occurred: chance.occurred(now),
      }),
    };
  },
  ConfirmReturneeIdentity: ofCase((moment) => ({
    basis: moment.chance.one(["PASSPORT", "BIOMETRICS", "INTERVIEW"]),
    ...note(moment),
  })),
  RecordTravelDocument: ofCase(({ chance, now }) => ({
    document: chance.one(["PASSPORT", "SPLP"]),
    number: chance.maybe("SPLP 7"),
    validUntil: chance.maybe(chance.day(now, 10, 300)),
  })),
  RecordExitClearance: ofCase((moment) => ({
    permit: "EXIT_PERMIT",
    fineOutcome: moment.chance.one(["NONE", "PAID", "WAIVED"]),
    overstayDays: moment.chance.maybe(moment.chance.nat(400)),
    fine: moment.chance.maybe(money(moment)),
    paid: moment.chance.maybe(money(moment)),
    paidBy: moment.chance.maybe(moment.chance.one(codes.FUNDING_SOURCES)),
  })),
  CertifyFitToTravel: ofCase(({ chance, now }) => ({
    fitness: chance.one(["FIT", "FIT_WITH_ESCORT"]),
    validUntil: chance.maybe(chance.day(now, 10, 90)),
    findings: chance.maybe(chance.text()),
  })),
  BookTicket: ofCase((moment) => ({
    ...mode(moment),
    ...funding(moment),
    leaves: moment.chance.maybe(moment.chance.day(moment.now, 0, 30)),
  })),
  RecordReturneeDeparture: ofCase((moment) => ({
    ...mode(moment),
    country: moment.chance.maybe("KH"),
    early: moment.chance.maybe(moment.chance.one(codes.EARLY_DEPARTURE_GROUNDS), 80),
    ...note(moment),
  })),
  RecordDebarkation: ofCase(landing),
  RecordReception: ofCase((moment) => ({
    reception: moment.chance.one(["TRANSIT_HOUSE", "REHABILITATION", "SELF_RETURN"]),
    agency: moment.chance.maybe(anyId(moment, "agency")),
  })),
  RecordReturneeOnward: ofCase((moment) => ({ ...mode(moment), towards: moment.chance.maybe("36.04") })),
  HandOverReturnee: ofCase(handover),
  RecordHomeAlone: ofCase(({ chance }) => ({
    region: chance.maybe("36.04"),
    ageSeen: chance.maybe(chance.one(["DOCUMENT", "ASSESSMENT"])),
  })),
  NotifyFamily: ofCase((moment) => ({
    ...relative(moment),
    channel: moment.chance.maybe(moment.chance.one(["PHONE", "LETTER"])),
    ...note(moment),
  })),
  RecordFamilySearch: ofCase(({ chance }) => ({ methods: ["CIVIL_REGISTRY"], report: chance.maybe(chance.text()) })),
  DecideDisposition: ofCase((moment) => ({
    disposition: moment.chance.one(codes.DISPOSITIONS),
    decidedBy: moment.chance.one(["FAMILY", "FAMILY", "MISSION"]),
    ...relative(moment),
    legalGround: moment.chance.maybe("UU_18_2017_ART_27"),
    ...note(moment),
  })),
  AgreeFunding: ofCase(funding),
  RecordAutopsy: ofCase(({ chance }) => ({
    orderedBy: chance.one(["POLICE", "FAMILY"]),
    findings: chance.maybe(chance.text()),
  })),
  SubmitRemainsDocument: ofCase(async (moment, { person }) => ({
    kind: moment.chance.one(codes.REMAINS_DOCUMENT_KINDS),
    file: await anyFileOf(moment, person),
    number: moment.chance.maybe(`${moment.chance.nat(1000)}`),
    validUntil: moment.chance.maybe(moment.chance.day(moment.now, 10, 300)),
  })),
  VerifyRemainsDocument: paper(),
  RejectRemainsDocument: paper((moment) => ({
    reason: moment.chance.one(["UNREADABLE", "EXPIRED"]),
    ...note(moment),
  })),
  EnterDeath: ofCase(async (moment) => ({
    mission: moment.chance.maybe(await anyAgencyOf(moment, "MISSION")),
    registerNumber: moment.chance.maybe(`${moment.chance.nat(1000)}`),
  })),
  LegalisePapers: ofCase(async (moment) => ({ mission: moment.chance.maybe(await anyAgencyOf(moment, "MISSION")) })),
  BookCargo: ofCase(({ chance, now }) => ({
    route: chance.one(codes.ROUTES),
    leaves: chance.maybe(chance.day(now, 0, 30)),
    waybill: chance.maybe(`${chance.nat(1000)}`),
  })),
  RecordCremation: ofCase(({ chance }) => ({ country: chance.maybe("KH") })),
  RecordRemainsDeparture: ofCase(({ chance }) => ({ route: chance.one(codes.ROUTES) })),
  RecordRemainsArrival: ofCase(landing),
  PermitQuarantine: ofCase(),
  ReleaseFromCustoms: ofCase(),
  RecordRemainsOnward: ofCase(({ chance }) => ({
    by: chance.one(["AMBULANCE", "AIR"]),
    towards: chance.maybe("71.71"),
  })),
  HandOverRemains: ofCase(handover),
  RecordLaidToRest: ofCase(({ chance }) => ({
    country: chance.one(["ID", "ID", "KH"]),
    region: chance.maybe("71.71"),
    manner: "BURIED",
  })),
  RecordAccompaniment: ofCase((moment) => ({
    agencies: moment.chance.some(moment.world.ids("agency")),
    escorts: moment.chance.some(moment.world.ids("person")).slice(0, 2),
    leg: moment.chance.one(["ABROAD", "JOURNEY_HOME", "NOT_REPORTED"]),
    source: moment.chance.one(codes.REQUEST_SOURCES),
    ...note(moment),
  })),
  InventoryBelongings: ofCase((moment) => ({
    items: moment.chance.nat(9),
    heldBy: moment.chance.maybe(anyId(moment, "agency")),
    inventory: moment.chance.text(),
  })),
  RecordClaim: ofCase((moment) => ({
    programme: moment.chance.one(codes.CLAIM_PROGRAMMES),
    outcome: moment.chance.one(codes.CLAIM_OUTCOMES),
    amount: moment.chance.maybe(money(moment)),
    ...note(moment),
  })),
  ReportOutcome: ofCase((moment) => ({
    outcome: moment.chance.one(["CAME_HOME", "LAID_TO_REST", "DID_NOT_COME_HOME"]),
    source: moment.chance.one(codes.REQUEST_SOURCES),
    ...note(moment),
  })),
  AssignStep: ofCase(async (moment) => ({
    step: moment.chance.one(STEP_CODES),
    ...(moment.chance.percent(50) ? await anyOfficer(moment) : { agency: anyId(moment, "agency") }),
    due: moment.chance.maybe(moment.chance.day(moment.now, -3, 20)),
  })),
  ReassignStep: ofCase(async (moment) => ({
    step: moment.chance.one(STEP_CODES),
    ...(await anyOfficer(moment)),
    offices: moment.world.ids("agency"),
  })),
  AddRepatriationTask: ofCase((moment, { runBy }) => ({
    kind: moment.chance.one(tasks.TASK_KINDS),
    agency: moment.chance.percent(90) ? runBy : anyId(moment, "agency"),
    due: due(moment),
    ...note(moment),
  })),
  AssignRepatriationTask: task(anyOfficer),
  ReassignRepatriationTask: task(async (moment) => ({
    ...(await anyOfficer(moment)),
    offices: moment.world.ids("agency"),
  })),
  MoveRepatriationTask: task((moment) => ({ due: due(moment), reason: moment.chance.one(tasks.MOVE_REASONS) })),
  CompleteRepatriationTask: task(note),
  DropRepatriationTask: task((moment) => ({ reason: moment.chance.one(tasks.DROP_REASONS), ...note(moment) })),
  MarkNotApplicable: ofCase((moment) => ({
    step: moment.chance.one(STEP_CODES),
    reason: moment.chance.one(codes.NOT_APPLICABLE_REASONS),
    ...note(moment),
  })),
  FlagDisclosure: ofCase(async ({ chance, world }, { disclosures, person }) => {
    const { doNotTell, allegations } = await world.state(personAggregate, person!);
    return {
      ...chance.one([
        { doNotTell: doNotTell.length > 0 ? chance.one(doNotTell).id : chance.uuid() },
        { allegation: allegations.length > 0 ? chance.one(allegations).id : chance.uuid() },
      ]),
      disclosure: disclosures.length > 0 ? chance.one(disclosures).event : chance.uuid(),
    };
  }),
  CancelRepatriation: ofCase((moment) => ({ reason: moment.chance.one(codes.CANCEL_REASONS), ...note(moment) })),
  ReinstateRepatriation: ofCase((moment) => ({
    reason: moment.chance.one(["DEATH_REPORT_WITHDRAWN", "NEW_FACTS", "MISTAKE"]),
    ...note(moment),
  })),
  WithdrawStep: withdrawal("repatriation"),
  CloseRepatriation: ofCase((moment) => ({ reason: moment.chance.one(codes.CLOSE_REASONS), ...note(moment) })),
};
