import { agencyAggregate } from "../../../src/agency/agency.js";
import { MANDATE_ENDS, MANDATE_STAGES } from "../../../src/agency/mandates.js";
import { CATEGORIES } from "../../../src/facts/case-categories.js";
import { AGENCY_KINDS } from "../../../src/facts/agency-kinds.js";
import { FILE_PURPOSES } from "../../../src/files/file.events.js";
import { FIRST_EDITIONS } from "../../../src/rules/first-editions.js";
import { ruleSetId } from "../../../src/rules/rule-set.js";
import { VIEW_ORDERS } from "../../../src/event-sourcing/projecting/view-ordered.js";
import { storeAggregate } from "../../../src/store/store.js";
import { projections } from "../../../src/slices.js";
import { anyId, said, type Moment, type Rows } from "./row.js";

/** Commands of the store, the rules, the agencies and the files. */
export const registerRows: Rows = {
  OpenStore: async () => ({ id: "", data: { sample: false } }),
  MarkSampleFilled: async ({ chance }) => ({ id: "", data: { people: chance.nat(300) } }),
  DiscardParkedEvent: async ({ world, chance }) => {
    const { store } = await world.state(storeAggregate, "");
    if (store === undefined) return undefined;
    const subject = chance.uuid();
    const event = { stream: `person-${subject}`, revision: chance.nat(100) };
    return { id: "", data: { projection: chance.one(projections).name, subject, ...event, reason: chance.text() } };
  },
  RetryParkedSubject: async ({ world, chance }) => {
    const { store } = await world.state(storeAggregate, "");
    if (store === undefined) return undefined;
    return { id: "", data: { projection: chance.one(projections).name, subject: chance.uuid() } };
  },
  OrderOfView: async ({ world, chance }) => {
    const { store } = await world.state(storeAggregate, "");
    if (store === undefined) return undefined;
    const [order, projection] = [chance.one(VIEW_ORDERS), chance.one(projections).name];
    const states = ["SERVED", "BUILDING", "KEPT", "CANCELLED"];
    const builds = states.map((state, i) => ({ build: `${chance.nat(9)}.${10 * i + chance.nat(9)}`, state }));
    return { id: "", data: { order, projection, views: [{ projection, builds }] } };
  },
  AcceptLogLoss: async ({ world, chance }) => {
    const { store } = await world.state(storeAggregate, "");
    if (store === undefined) return undefined;
    const found = { log: chance.one(["events", "reads"]), had: 7, hash: chance.uuid(), ends: chance.nat(7) - 1 };
    return { id: "", data: { ...found, reason: chance.text() } };
  },
  PublishFirstRules: async ({ chance }) => edition(chance.nat(FIRST_EDITIONS.length), {}),
  PublishRules: async ({ chance, now }) =>
    edition(chance.nat(FIRST_EDITIONS.length), { validFrom: chance.day(now, -400, 30), source: chance.text() }),
  RegisterAgency: async ({ chance, now }) => ({
    data: said({
      kind: chance.one(AGENCY_KINDS),
      name: `BP3MI ${chance.nat(9)}`,
      region: chance.maybe("36.04"),
      country: chance.maybe("KH"),
      zone: chance.maybe("Asia/Makassar"),
      validFrom: chance.maybe(chance.day(now, -2000, -1000)),
      code: chance.maybe(chance.one(["KBRI-PP", "BP3MI-36", "KP2MI"])),
      occurred: chance.occurred(now),
    }),
  }),
  RenameAgency: async (moment) =>
    agency(moment, ({ chance, now }) => ({
      name: `KP2MI ${chance.nat(9)}`,
      from: chance.day(now, -900, 0),
      code: chance.maybe("KP2MI"),
    })),
  EndAgency: async (moment) =>
    agency(moment, ({ chance, now, world }) => ({
      on: chance.day(now, -100, 0),
      how: chance.one(["SPLIT", "MERGED", "DISSOLVED", "TRANSFORMED"]),
      successors: chance.maybe(chance.some(world.ids("agency"))),
    })),
  GiveMandate: async (moment) =>
    agency(moment, ({ chance, now }) => ({
      stage: chance.one(MANDATE_STAGES),
      ...chance.one([{}, { region: "36.04" }, { country: "KH" }]),
      categories: chance.maybe([chance.one(CATEGORIES)]),
      from: chance.maybe(chance.day(now, -300, 30)),
      until: chance.maybe(chance.day(now, -100, 300), 30),
      source: chance.maybe("UU 18/2017 art. 42"),
    })),
  EndMandate: async (moment) => {
    const { chance, now, world } = moment;
    const id = anyId(moment, "agency");
    if (id === undefined) return undefined;
    const { mandates } = await world.state(agencyAggregate, id);
    const mandate = mandates.length > 0 && chance.percent(90) ? chance.one(mandates).id : chance.uuid();
    const on = chance.maybe(chance.day(now, -100, 100));
    return { id, data: said({ mandate, on, reason: chance.one(MANDATE_ENDS), occurred: chance.occurred(now) }) };
  },
  StoreFile: async (moment) => {
    const person = anyId(moment, "person");
    if (person === undefined) return undefined;
    return { data: fileOf(moment, person) };
  },
};

/** The record of bytes that were stored; nothing here reads them. */
export function fileOf({ chance }: Pick<Moment, "chance">, person: string): object {
  return {
    person,
    mediaType: "application/pdf",
    bytes: chance.nat(9_000),
    sha256: "c2hhMjU2",
    purpose: chance.one(FILE_PURPOSES),
    blob: chance.uuid(),
    salt: "c2FsdA",
    commitment: "Y29tbWl0bWVudA",
  };
}

function edition(index: number, changes: object) {
  const { kind, ...rest } = FIRST_EDITIONS[index]!;
  return { id: ruleSetId(kind), data: { kind, ...rest, ...changes } };
}

function agency(moment: Moment, data: (moment: Moment) => object) {
  const id = anyId(moment, "agency");
  return id === undefined
    ? undefined
    : { id, data: said({ ...data(moment), occurred: moment.chance.occurred(moment.now) }) };
}
