import { concealed } from "../access/concealed.js";
import { sightKey } from "../access/need-to-know.view.js";
import { withSightOf, withSightOfSubject, factsIn } from "../access/sight-tokens.js";
import { holdersIn, partsIn } from "../access/work.js";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import { typeRead } from "../event-sourcing/stored-event/correction.js";
import { typeWithdrawnBy, withdrawnBy } from "../event-sourcing/stored-event/withdrawal.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { fieldsOf, openField } from "../event-sourcing/stored-event/personal-field.js";
import type { Projection, ProjectionGiven } from "../event-sourcing/projecting/projection.js";
import type { LookupKind } from "../privacy/lookup-tokens.js";
import { PersonErased } from "./erasure.events.js";
import { lookupForms, lookupToken } from "./lookup-forms.js";
import { ContactChanged, IdentityDetailsRecorded, PersonRegistered } from "./person.events.js";

/**
 * What a person is found by, and by whom; tokens only, so that whoever reads the view reads no name. Under the key of a
 * case or repatriation (`case-<id>`): who was ever given that work.
 */
export interface IdentityLookupDocument {
  readonly id: string;
  /** Of every value that counts. */
  readonly tokens: readonly string[];
  /** By event and field: what a correction of the event, or an erasure, takes away. */
  readonly told: { readonly [event: string]: { readonly [field: string]: Telling } };
  /**
   * By what anybody ever saw the person: an index that leaves out the files of others. Whether one is in sight today is
   * asked of each that it finds.
   */
  readonly sight: readonly string[];
  /** The cases and repatriations that the person was ever brought into. */
  readonly works: readonly string[];
}

/** What one field of one event says. */
export interface Telling {
  /** The key that the value lies under, with which its tokens go; null for what is in the clear, and for no value. */
  readonly key: string | null;
  readonly tokens: readonly string[];
  /** The number is of another kind of paper. */
  readonly other?: true;
}

/** A personal field by which its owner is found. */
export interface FoundBy {
  readonly types: readonly string[];
  readonly class: "identity" | "contact";
  readonly path: string;
  readonly kind: LookupKind;
  /** A fact, and the value with which the field is of this kind. */
  readonly only?: readonly [fact: string, value: string];
}

const PERSON: readonly string[] = [PersonRegistered.type, IdentityDetailsRecorded.type];
const TRAVEL_DOCUMENT = ["EmergencyTravelDocumentIssued", "ReturneeTravelDocumentReady"];

/** Types of other parts are named as they are stored, which is final; a test looks that each has its field. */
export const FOUND_BY: readonly FoundBy[] = [
  { types: PERSON, class: "identity", path: "nik", kind: "nik" },
  { types: PERSON, class: "identity", path: "passport", kind: "passport" },
  { types: PERSON, class: "identity", path: "name", kind: "name" },
  { types: PERSON, class: "identity", path: "alias", kind: "name" },
  { types: PERSON, class: "identity", path: "initials", kind: "name" },
  {
    types: [PersonRegistered.type, ContactChanged.type, "ArrivalReported"],
    class: "contact",
    path: "phone",
    kind: "phone",
  },
  { types: ["DocumentSubmitted"], class: "identity", path: "number", kind: "passport", only: ["kind", "PASSPORT"] },
  { types: ["DocumentSubmitted"], class: "identity", path: "number", kind: "nik", only: ["kind", "IDENTITY_CARD"] },
  { types: TRAVEL_DOCUMENT, class: "identity", path: "travelDocumentNumber", kind: "passport" },
];

const BY_TYPE: ReadonlyMap<string, readonly FoundBy[]> = new Map(
  FOUND_BY.flatMap(({ types }) => types).map((type) => [type, FOUND_BY.filter(({ types }) => types.includes(type))]),
);

/** A token of what is in the clear anyway: with others it finds those of an age first. */
export function bornToken(year: number): string {
  return `born:${year}`;
}

const BORN = "birthYear";

/**
 * The one view that opens sealed fields. Earlier numbers and names go on finding the person, as papers with them are
 * about; a value that was corrected never was, and finds nobody. A field that can't be opened gives no token, and what
 * was erased finds nobody, whether or not its key is gone by then.
 */
export const identityLookupView: Projection<IdentityLookupDocument> = {
  name: "identity-lookup",
  version: 5,
  types: "all",
  order: "recorded",
  opens: [...new Set(FOUND_BY.flatMap(({ types }) => types))],
  opensClasses: [...new Set(FOUND_BY.map((row) => row.class))],
  indexes: [
    { field: "tokens", type: "terms" },
    { field: "sight", type: "terms" },
    { field: "works", type: "set" },
  ],
  ids(event, find) {
    const own = ownKey(event);
    if (own === undefined) return [];
    const joining = joiningIn(event);
    const given = holdersIn(event).length > 0;
    const takingPart = given ? find("works", own) : [];
    const work = given || joining.length > 0 ? [own] : [];
    return [...new Set([...concernedBy(event, own), ...joining, ...takingPart, ...work])];
  },
  evolve(document, event, id, given) {
    const own = ownKey(event)!;
    const before = document ?? { id, tokens: [], told: {}, sight: [], works: [] };
    const after = id === own ? withSight(before, holdersIn(event)) : ofPerson(before, event, own, given);
    return after === before ? document : after;
  },
};

function ofPerson(
  before: IdentityLookupDocument,
  event: EventRecord,
  own: string,
  given: ProjectionGiven,
): IdentityLookupDocument {
  const { id } = before;
  const joins = joiningIn(event).includes(id);
  const brought = joins ? withWork(before, own) : before;
  // Who had the work before the person was brought into it sees them as well as who is given it later.
  const earlier = joins ? ((given.before(own) as IdentityLookupDocument | undefined)?.sight ?? []) : [];
  const holders = brought.works.includes(own) ? [...earlier, ...holdersIn(event)] : [];
  const seen = withSight(brought, [...sightBy(event, own, id), ...holders]);
  if (event.type === PersonErased.type) return withoutErased(seen, (event as PersonErased).facts.keys);
  return withTold(seen, event, given);
}

function withSight(document: IdentityLookupDocument, tokens: readonly string[]): IdentityLookupDocument {
  const known = tokens.every((token) => document.sight.includes(token));
  return known ? document : { ...document, sight: distinct([...document.sight, ...tokens]) };
}

function withWork(document: IdentityLookupDocument, work: string): IdentityLookupDocument {
  return document.works.includes(work) ? document : { ...document, works: distinct([...document.works, work]) };
}

/** By what an event lets anybody see a person, also for a time. */
function sightBy(event: EventRecord, own: string, person: string): readonly string[] {
  return own === sightKey("person", person) ? withSightOf([], event) : withSightOfSubject([], event, person);
}

function withTold(document: IdentityLookupDocument, event: EventRecord, given: ProjectionGiven) {
  const withdrawn = withdrawnBy(event);
  if (withdrawn !== undefined) {
    const { [withdrawn]: gone, ...left } = document.told;
    return gone === undefined ? document : withTellings(document, left);
  }
  const fields = tellingsOf(event, document, given);
  if (fields.length === 0) return document;
  const name = toldBy(event);
  const told = { ...document.told[name] };
  for (const [field, telling] of fields)
    if (telling) told[field] = telling;
    else delete told[field];
  return withTellings(document, { ...document.told, [name]: told });
}

function withTellings(document: IdentityLookupDocument, all: IdentityLookupDocument["told"]): IdentityLookupDocument {
  const told = Object.fromEntries(Object.entries(all).filter(([, fields]) => Object.keys(fields).length > 0));
  const counting = Object.values(told).flatMap((fields) => Object.values(fields).filter(({ other }) => !other));
  return { ...document, told, tokens: distinct(counting.flatMap(({ tokens }) => tokens)) };
}

/** What lay under these keys is gone; that a number is of another kind of paper still counts for its correction. */
function withoutErased(document: IdentityLookupDocument, keys: readonly string[]): IdentityLookupDocument {
  const gone = ({ key, tokens }: Telling) => tokens.length > 0 && (key === null || keys.includes(key));
  if (!Object.values(document.told).some((fields) => Object.values(fields).some(gone))) return document;
  const left = Object.entries(document.told).map(([event, fields]) => {
    const kept = Object.entries(fields).flatMap(([field, telling]) => {
      if (!gone(telling)) return [[field, telling] as const];
      return telling.other ? [[field, { key: null, tokens: [], other: true }] as const] : [];
    });
    return [event, Object.fromEntries(kept)] as const;
  });
  return withTellings(document, Object.fromEntries(left));
}

/** What an event says of a person, by field; undefined for a field of which nothing is known any more. */
function tellingsOf(
  event: EventRecord,
  { id, told }: IdentityLookupDocument,
  { open, token }: ProjectionGiven,
): [field: string, Telling | undefined][] {
  const facts = factsIn(event);
  const before = told[toldBy(event)] ?? {};
  const year = PERSON.includes(typeRead(event)) ? facts[BORN] : undefined;
  const born: Telling[] = typeof year === "number" ? [{ key: null, tokens: [bornToken(year)] }] : [];
  const personal = rowsOf(event).flatMap((row): [string, Telling | undefined][] => {
    const field = `${row.path}/${row.kind}`;
    const [fact, value] = row.only ?? [];
    const other =
      fact === undefined ? false : facts[fact] === undefined ? before[field]?.other === true : facts[fact] !== value;
    const opened = openField(fieldsOf(event, row.class, id), row.path, open);
    if (opened.status === "open") {
      const { key } = opened.part.description;
      const forms = lookupForms(row.kind, opened.value);
      return [[field, tellingOf(key, distinct(forms.map((form) => lookupToken({ token }, row.kind, form))), other)]];
    }
    const said = opened.status === "absent" ? before[field] : undefined;
    return [[field, tellingOf(said?.key ?? null, said?.tokens ?? [], other)]];
  });
  const all = [...born.map((telling): [string, Telling] => [BORN, telling]), ...personal];
  return all.filter(([field, telling]) => telling !== before[field]);
}

function tellingOf(key: string | null, tokens: readonly string[], other: boolean): Telling | undefined {
  if (other) return { key: tokens.length > 0 ? key : null, tokens, other };
  return tokens.length > 0 ? { key, tokens } : undefined;
}

function rowsOf(event: EventRecord): readonly FoundBy[] {
  return BY_TYPE.get(typeRead(event)) ?? [];
}

/** Id of the event that says it: of a correction, the one that it corrects. */
function toldBy({ id, corrects }: EventRecord): string {
  return corrects?.event ?? id;
}

/** Persons of whom an event says by what, or by whom, they are found. */
function concernedBy(event: EventRecord, own: string): string[] {
  const [category, id] = splitStream(own);
  const ofStream = category === "person" ? [id] : [];
  if (event.type === PersonErased.type) return ofStream;
  const named = event.subjects.flatMap(({ person, role }) => (role === COMPANY ? [] : person));
  const seen = [...ofStream, ...named].filter((person) => sightBy(event, own, person).length > 0);
  const withdrawn = typeWithdrawnBy(event);
  if (withdrawn !== undefined && FOUND_BY.some(({ types }) => types.includes(withdrawn)))
    return [...ofStream, ...named];
  const rows = rowsOf(event);
  if (rows.length === 0) return seen;
  const classes = rows.map((row): string => row.class);
  return [
    ...seen,
    ...ofStream,
    ...event.sealed.flatMap((part) => (classes.includes(part.class) ? (part.person ?? []) : [])),
  ];
}

function joiningIn(event: EventRecord): string[] {
  return partsIn(event).flatMap(({ of }) => (of.startsWith("person-") ? splitStream(of)[1] : []));
}

/** What a company is to its own events: no person, though its id stands where a person's does. */
const COMPANY = "COMPANY";

function ownKey({ stream }: EventRecord): string | undefined {
  const [category, id] = splitStream(stream);
  const kept = concealed(category);
  return kept === null ? undefined : sightKey(kept, id);
}

function distinct(tokens: readonly string[]): string[] {
  return [...new Set(tokens)].toSorted();
}
