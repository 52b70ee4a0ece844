import type { CONFIDENTIAL_PARTS } from "../access/policy.js";
import type { Person } from "./person-state.js";

/** Every part of a person: confidential, or shown to whoever sees the person (its fields by class). */
export const PARTS_OF_A_PERSON: { readonly [P in keyof Person]: keyof typeof CONFIDENTIAL_PARTS | "SHOWN" } = {
  registered: "SHOWN",
  sex: "SHOWN",
  birthYear: "SHOWN",
  birthDateProof: "SHOWN",
  birthDateDocument: "SHOWN",
  origin: "SHOWN",
  nationality: "SHOWN",
  source: "SHOWN",
  identity: "SHOWN",
  contact: "SHOWN",
  doNotTell: "DO_NOT_TELL",
  withdrawn: "WITHDRAWN",
  allegations: "ALLEGATIONS",
  warnings: "SHOWN",
  legalHolds: "LEGAL_HOLDS",
  erasures: "SHOWN",
  migrant: "SHOWN",
};
