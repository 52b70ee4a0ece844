import { splitStream } from "../../../src/event-sourcing/decider.js";
import { EMERGENCIES, REVIEW_OUTCOMES, SEALING_GROUNDS } from "../../../src/person/confidentiality.events.js";
import { OFFICERS } from "../world.js";
import { anyId, said, type Moment, type Rows } from "./row.js";

/** Commands of who sees a person's file. */
export const confidentialityRows: Rows = {
  SealSubject: async (moment) => {
    const { chance } = moment;
    const id = anyId(moment, "person");
    if (id === undefined) return undefined;
    const officers = chance.maybe(chance.some(OFFICERS));
    const until = chance.maybe("2031-12-31", 20);
    const reason = chance.maybe(chance.text());
    return { id, data: said({ ground: chance.one(SEALING_GROUNDS), officers, until, reason }) };
  },
  ConfirmSeal: async (moment) => {
    const sealed = anyOf(moment, "SubjectSealed");
    const { chance } = moment;
    return sealed && { id: sealed.id, data: said({ note: chance.maybe(chance.text()) }), by: chance.one(OFFICERS) };
  },
  UnsealSubject: async (moment) => {
    const sealed = anyOf(moment, "SubjectSealed");
    return sealed && { id: sealed.id, data: { reason: moment.chance.text() } };
  },
  BreakGlass: async (moment) => {
    const { chance } = moment;
    const id = anyId(moment, "person");
    if (id === undefined) return undefined;
    const minutes = chance.maybe(1 + chance.nat(480));
    return { id, data: said({ emergency: chance.one(EMERGENCIES), reason: chance.text(), minutes }) };
  },
  ReviewBrokenGlass: async (moment) => {
    const { chance } = moment;
    const broken = anyOf(moment, "GlassBroken");
    if (broken === undefined) return undefined;
    const { grant } = broken.facts as { grant: string };
    const data = said({ grant, outcome: chance.one(REVIEW_OUTCOMES), note: chance.maybe(chance.text()) });
    return { id: broken.id, data, by: chance.one(OFFICERS) };
  },
};

/** One of the events of a type, by the id of its stream. */
function anyOf({ world, chance }: Moment, type: string): { id: string; facts: unknown } | undefined {
  const events = world.log.filter((each) => each.type === type);
  if (events.length === 0) return undefined;
  const { stream, bytes } = chance.one(events);
  return {
    id: splitStream(stream)[1],
    facts: (JSON.parse(Buffer.from(bytes).toString("utf8")) as { facts: unknown }).facts,
  };
}
