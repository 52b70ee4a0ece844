import type { Permit } from "../../access/permit.js";
import {
  AT_MOST,
  BARRED_DAYS,
  CONFIDENTIAL_PARTS,
  FOUR_EYES,
  OPEN_CLASSES,
  POLICY,
  PROPOSAL_DAYS,
  type ConfidentialPart,
  type Custodian,
  type FourEyesRow,
  type Permission,
  type PolicyRow,
} from "../../access/policy.js";
import { ROLES, type Role } from "../../access/roles.js";
import { FIELD_CLASSES } from "../../event-sourcing/stored-event/envelope.js";
import { declaredRoutes } from "./declared-routes.js";
import { SIGHT_RULES } from "./sight-rules.js";
import { CLASS_WORDS, ROLE_WORDS, type Words } from "./words.js";

/** A part of the policy that is shown as one table. */
export interface Section {
  readonly title: string;
  readonly lead: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const YES = "x";
const CUSTODIANS: { readonly [C in Custodian]: string } = {
  REGISTERED: "that registered the person",
  HOLDS: "that placed the hold",
  SEALED: "that sealed the file",
};
const SHORTS = ROLES.map((role) => ROLE_WORDS[role].short);
const both = ({ indonesian, en }: Words) => `${indonesian} / ${en}`;
const marks = (holds: (role: Role) => boolean) => ROLES.map((role) => (holds(role) ? YES : ""));
const permissions = Object.entries(POLICY) as [Permission, PolicyRow][];

/** The policy as the service applies it: made of the tables that decide, with the rules of sight in words. */
export function policySections(): Section[] {
  return [
    {
      title: "Peran / Roles",
      lead: "An officer acts in a role for an agency. Who does is recorded in the registry of officers, with the days from which and until which it holds; a token only says who somebody is.",
      head: ["", "Code", "Peran", "Role"],
      rows: ROLES.map((role) => [ROLE_WORDS[role].short, role, ROLE_WORDS[role].indonesian, ROLE_WORDS[role].en]),
    },
    {
      title: "Kewenangan / What a role may do",
      lead: "Of what is in the officer's sight. Whatever no role has here, nobody may; it is refused by 403.",
      head: ["Kewenangan", "Permission", "Code", ...SHORTS, "Dasar / Source"],
      rows: permissions.map(([code, { en, indonesian, roles, source }]) => [
        indonesian,
        en,
        code,
        ...marks((role) => roles.includes(role)),
        source,
      ]),
    },
    {
      title: "Empat mata / What takes a second officer",
      lead: `What can't be undone is proposed by one officer and done by another, who acts for an agency that decides. Where that agency has no second officer who may, the supervisor of the agency above it decides: by region the nearest that encloses its own, else one that answers for the nation. A proposal can be approved for ${PROPOSAL_DAYS} days. Who took emergency access that was not justified may not take it again for that person for ${BARRED_DAYS} days.`,
      head: ["Tindakan", "Act", "Code", "First officer", "Second officer", "Agency that decides"],
      rows: (Object.entries(FOUR_EYES) as [string, FourEyesRow][]).map(
        ([code, { en, indonesian, first, second, decidedBy, otherOffice }]) => [
          indonesian,
          en,
          code,
          first,
          second,
          `${decidedBy.map((each) => CUSTODIANS[each]).join(", or ")}${otherOffice ? "; the office of the first only if no other can" : ""}`,
        ],
      ),
    },
    {
      title: "Batas instansi / What some kinds of agency may do at most",
      lead: "Whatever the role of its officers.",
      head: ["Kind of agency", "At most"],
      rows: Object.entries(AT_MOST).map(([kind, most]) => [kind, most.join(", ")]),
    },
    {
      title: "Instansi tertentu / What officers of some kinds of agency alone may do",
      lead: "In the roles that the table of permissions says.",
      head: ["Permission", "Code", "Kind of agency"],
      rows: permissions.flatMap(([code, { en, only }]) => (only === undefined ? [] : [[en, code, only.join(", ")]])),
    },
    {
      title: "Yang terlihat / What is in an officer's sight",
      lead: "Each of these is enough by itself, unless the file is sealed.",
      head: ["Hubungan", "Relation", "What it lets see"],
      rows: SIGHT_RULES.map(({ name, en }) => [name.indonesian, name.en, en]),
    },
    {
      title: "Data pribadi / Personal fields that a role sees",
      lead: "Of what is in the officer's sight. Any other personal field is answered as hidden, which is something else than empty; so is every field of a person who is out of sight, and of a narrative that names somebody whose file is sealed. Names of officers are shown to whoever may read which officers there are, auditors among them; to others, those of their own agency's officers.",
      head: ["Golongan / Class", "Code", ...SHORTS],
      rows: FIELD_CLASSES.map((each) => [
        both(CLASS_WORDS[each]),
        each,
        ...marks((role) => OPEN_CLASSES[role].includes(each)),
      ]),
    },
    {
      title: "Bagian rahasia / What must not reach the accused",
      lead: "Of a person in the officer's sight. To a role without a mark, and to officers of the kinds of agency named, whatever their role, it is answered as hidden; events that tell it are left out.",
      head: ["Bagian", "Part", "Code", ...SHORTS, "Never to", "Dasar / Source"],
      rows: Object.entries(CONFIDENTIAL_PARTS as Record<string, ConfidentialPart>).map(
        ([code, { indonesian, en, roles, notTo, source }]) => [
          indonesian,
          en,
          code,
          ...marks((role) => roles.includes(role)),
          notTo.join(", "),
          source,
        ],
      ),
    },
  ];
}

/** What each route needs of its caller. */
export function routesSection(): Section {
  return {
    title: "Rute / Routes",
    lead: "Under /api/v1, but for /health. Where something must be in sight, what is not is answered as if it weren't there.",
    head: ["Method", "Path", "Permission", "In sight"],
    rows: declaredRoutes().map(({ method, path, permit }) => [
      method,
      path,
      permit ? neededIn(permit) : "none is declared: it serves nobody",
      permit?.of ? `${permit.of}${permit.unseen ? ": need only exist" : ""}` : "",
    ]),
  };
}

function neededIn({ needs }: Permit): string {
  if (needs === "NOBODY") return "none, not even to sign in";
  return needs === "SIGNED_IN" ? "to be signed in" : needs;
}
