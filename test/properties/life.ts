import type { Moment } from "./commands/row.js";
import { personalValue } from "./values.js";
import type { Attempt } from "./world.js";

/** A life, one command after the other; told the id of what each made, or nothing when it was refused. */
export type Life = AsyncGenerator<Attempt, void, string | undefined>;

/** What is said of a migrant who is found abroad. */
export const ABROAD = { discovery: "ABROAD", placementStatus: "NON_PROCEDURAL", placementStatusBasis: "INFERRED" };

/** With somebody registered a life begins. */
export function person({ chance, now }: Moment, migrant?: object): Attempt {
  return {
    command: "RegisterPerson",
    data: {
      sex: "FEMALE",
      identity: { name: personalValue(chance, "name", now), birthDate: "1990-05-06" },
      birthDateDocument: "BIRTH_CERTIFICATE",
      contact: { phone: "0812-0000-0001" },
      origin: "36.04.12",
      source: "IN_PERSON",
      ...(migrant && { migrant }),
    },
  };
}
