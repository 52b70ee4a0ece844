import type { FieldOptions } from "../http/fields.js";
import { ReferenceField } from "../http/references.js";
import { assertCompanyRegistered, companyOf, type Company } from "./company.js";

/** The id of a registered company, broker or recruiter. */
export const CompanyField = (options: FieldOptions = {}) =>
  ReferenceField<Company>({ load: companyOf, assert: assertCompanyRegistered }, options);
