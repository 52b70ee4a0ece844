import { ROLES } from "../../../src/access/roles.js";
import { ASSIGNMENT_ENDS } from "../../../src/agency/officer.events.js";
import { officerAggregate } from "../../../src/agency/officer.js";
import { personalValue } from "../values.js";
import { OFFICERS } from "../world.js";
import { anyId, said, type Rows } from "./row.js";

/** Who may be assigned; the first acts in most of a history, and so can't assign itself. */
const ASSIGNED = [...OFFICERS, "0f5b6c3e-0000-4000-8000-000000000003"];

/** Commands of officers. */
export const officerRows: Rows = {
  AssignOfficer: async (moment) => {
    const { chance, now } = moment;
    const agency = anyId(moment, "agency");
    if (agency === undefined) return undefined;
    return {
      id: chance.one(ASSIGNED),
      data: said({
        agency: chance.percent(90) ? agency : chance.uuid(),
        role: chance.one(ROLES),
        region: chance.maybe("36.04"),
        name: chance.maybe(personalValue(chance, "name", now)),
        from: chance.maybe(chance.day(now, -300, 30)),
        until: chance.maybe(chance.day(now, -100, 300), 30),
        occurred: chance.occurred(now),
      }),
    };
  },
  EndAssignment: async (moment) => {
    const { chance, now, world } = moment;
    const id = anyId(moment, "officer");
    if (id === undefined) return undefined;
    const { assignments } = await world.state(officerAggregate, id);
    const assignment = chance.percent(90) ? chance.one(assignments).id : chance.uuid();
    const on = chance.maybe(chance.day(now, -100, 100));
    return { id, data: said({ assignment, on, reason: chance.one(ASSIGNMENT_ENDS), occurred: chance.occurred(now) }) };
  },
};
