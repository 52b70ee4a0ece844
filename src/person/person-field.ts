import type { FieldOptions } from "../http/fields.js";
import { ReferenceField } from "../http/references.js";
import { assertRegistered, personOf, type Person } from "./person.js";

/** The id of a registered person. */
export const PersonField = (options: FieldOptions = {}) =>
  ReferenceField<Person>({ load: personOf, assert: assertRegistered }, options);
