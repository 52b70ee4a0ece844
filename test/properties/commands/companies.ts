import { COMPANY_KINDS, LICENCE_STATUSES } from "../../../src/company/company.events.js";
import { personalValue } from "../values.js";
import { anyId, said, type Moment, type Rows } from "./row.js";

/** Commands of companies, brokers and recruiters. */
export const companyRows: Rows = {
  RegisterCompany: async (moment) => {
    const { chance, now } = moment;
    const registered = chance.maybe(true, 40);
    return {
      data: said({
        kind: chance.one(COMPANY_KINDS),
        registered,
        name: personalValue(chance, "name", now),
        person: chance.maybe(anyId(moment, "person"), registered ? 5 : 60),
        country: chance.maybe(chance.one(["ID", "MY"])),
        region: chance.maybe(chance.one(["36.04.12", "71.71"])),
        note: chance.maybe(chance.text(), 30),
        occurred: chance.occurred(now),
      }),
    };
  },
  RenameCompany: async (moment) =>
    company(moment, ({ chance, now }) => ({
      name: personalValue(chance, "name", now),
      from: chance.day(now, -900, 0),
    })),
  RecordLicence: async (moment) =>
    company(moment, ({ chance, now }) => ({
      status: chance.one(LICENCE_STATUSES),
      validFrom: chance.day(now, -900, 10),
      validUntil: chance.maybe(chance.day(now, -20, 900)),
    })),
};

function company(moment: Moment, data: (moment: Moment) => object) {
  const id = anyId(moment, "company");
  return id === undefined
    ? undefined
    : { id, data: said({ ...data(moment), occurred: moment.chance.occurred(moment.now) }) };
}
