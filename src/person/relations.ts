/** What one person is to another, e.g. a recipient to the migrant. */
export const RELATIONS = [
  "SPOUSE",
  "FORMER_SPOUSE",
  "PARTNER",
  "FATHER",
  "MOTHER",
  "STEP_PARENT",
  "CHILD",
  "SIBLING",
  "GRANDPARENT",
  "GRANDCHILD",
  "UNCLE_OR_AUNT",
  "NEPHEW_OR_NIECE",
  "COUSIN",
  "PARENT_IN_LAW",
  "SIBLING_IN_LAW",
  "CHILD_IN_LAW",
  "GUARDIAN",
  "OTHER_FAMILY",
  "FRIEND",
  "NEIGHBOUR",
  "EMPLOYER",
  "RECRUITER",
  "VILLAGE_OFFICIAL",
  "REPRESENTATIVE",
  "OTHER",
] as const;
export type Relation = (typeof RELATIONS)[number];

/** Every relation of the family, where a person asks that none of them be told. */
export const ANY_FAMILY = "ANY_FAMILY";

/** Whom a person may ask not to tell. */
export const NOT_TO_BE_TOLD = [ANY_FAMILY, ...RELATIONS] as const;
export type NotToBeTold = (typeof NOT_TO_BE_TOLD)[number];

const NOT_FAMILY: ReadonlySet<string> = new Set<Relation>([
  "FRIEND",
  "NEIGHBOUR",
  "EMPLOYER",
  "RECRUITER",
  "VILLAGE_OFFICIAL",
  "REPRESENTATIVE",
  "OTHER",
]);

/** Whether a relation is one of those asked about; one that is not in the list counts as family. */
export function isAmong(relation: string, asked: string): boolean {
  return asked === ANY_FAMILY ? !NOT_FAMILY.has(relation) : relation === asked;
}
