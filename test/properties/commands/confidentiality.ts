import { EMERGENCIES, REVIEW_OUTCOMES, SEALING_GROUNDS } from "../../../src/access/confidentiality.events.js";
import { OFFICERS } from "../world.js";
import { ANYBODY, anyOf, anyProposal } from "./proposals.js";
import { anyId, said, type Rows } from "./row.js";

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
  ProposeUnsealing: async (moment) => {
    const sealed = anyOf(moment, "SubjectSealed");
    return sealed && { id: sealed.id, data: { reason: moment.chance.text() }, by: moment.chance.one(OFFICERS) };
  },
  UnsealSubject: async (moment) => {
    const proposed = anyProposal(moment, "UNSEALING");
    return proposed && { ...proposed, data: { ...proposed.data, reason: moment.chance.text() } };
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
    return { id: broken.id, data: { ...data, deciders: ANYBODY }, by: chance.one(OFFICERS) };
  },
  ReadmitToEmergencyAccess: async (moment) => {
    const { chance } = moment;
    const reviewed = anyOf(moment, "GlassReviewed", ({ outcome }) => outcome === "NOT_JUSTIFIED");
    if (reviewed === undefined) return undefined;
    const [officer, by] = chance.percent(50) ? OFFICERS : OFFICERS.toReversed();
    return { id: reviewed.id, data: { officer, reason: chance.text(), deciders: ANYBODY }, by };
  },
};
