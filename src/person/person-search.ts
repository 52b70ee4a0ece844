import { onlyFields, type PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";
import type { Condition, ReadModel } from "../event-sourcing/projecting/read-model.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { LIMITS } from "../limits.js";
import type { LookupTokens } from "../privacy/lookup-tokens.js";
import { identityLookupView, type IdentityLookupDocument } from "./identity-lookup.view.js";
import { linkedPersons } from "./identity-links.view.js";
import { nameForms, type NameForms } from "./lookup-forms.js";
import { personProfileView, type PersonProfileDocument } from "./person-profile.view.js";
import type { Sex } from "./person.events.js";
import { keptValues } from "./personal-values.js";

/** Whom to find: at least one of the first four; the others leave out whom they contradict. */
export interface Sought {
  readonly nik?: string | undefined;
  readonly passport?: string | undefined;
  readonly phone?: string | undefined;
  readonly name?: string | undefined;
  readonly birthYear?: number | undefined;
  readonly sex?: Sex | undefined;
  /** Kemendagri code; regions within it count as it. */
  readonly origin?: string | undefined;
}

/** What of the sought was found on a person. */
export type Match =
  | { readonly on: "NIK" | "PASSPORT" | "PHONE" | "NAME_EXACT" }
  | { readonly on: "NAME_PARTS"; readonly matched: number; readonly of: number };

export interface Candidate {
  readonly person: string;
  /** Strongest first. A match is to be looked at by a person; it is no identity. */
  readonly matches: readonly Match[];
  readonly profile: Pick<PersonProfileDocument, "sex" | "birthYear" | "origin" | "nationality"> & {
    /** Sealed: name, alias, initials. */
    readonly identity: PersonalRecord;
  };
  /** Other records of the same human being, by links that stand. */
  readonly linked: readonly string[];
}

export interface Found {
  /** Strongest match first. */
  readonly candidates: readonly Candidate[];
  /** Others match too, as weakly as the last or weaker. */
  readonly more: boolean;
  /** A file that is out of the caller's sight, and not sealed, matches by a number: that, and no more, may be said of it. */
  readonly elsewhere: boolean;
}

/** Whom the caller may see. */
export interface InSight {
  visible(persons: readonly string[]): Promise<readonly string[]>;
  /** Those of these whose files are sealed. */
  sealed(persons: readonly string[]): Promise<ReadonlySet<string>>;
}

const NUMBERS = [
  ["nik", "NIK"],
  ["passport", "PASSPORT"],
  ["phone", "PHONE"],
] as const;

const SHOWN = ["name", "alias", "initials"];

const PAGE = 200;
/** Combinations of parts of a name that are tried; a longer name is sought by fewer of them. */
const MOST_TRIED = 60;

/**
 * Finds who may be the person sought, before anybody registers them again. Whoever is out of sight is not found, nor
 * counted.
 * @param now ISO 8601
 * @throws InvalidField naming the field
 */
export async function searchPersons(
  readModel: ReadModel,
  tokens: LookupTokens,
  sought: Sought,
  limit: number,
  now: string,
  sight: InSight,
): Promise<Found> {
  const keys = keysOf(tokens, sought, now);
  const found = new Map<string, { profile: PersonProfileDocument; matches: Match[] }>();
  const tried = new Set<string>();
  let cut = false;
  let elsewhere = false;
  for (const tier of tiersOf(keys)) {
    if (found.size > limit) break;
    const matching = new Map<string, Match[]>();
    for (const combination of tier) {
      const { documents, all } = await findAll(readModel, combination);
      if (!all) cut = true;
      for (const { id, tokens: held } of documents)
        if (!tried.has(id)) {
          tried.add(id);
          matching.set(id, matchesOf(keys, new Set(held)));
        }
    }
    // Asked about whoever matches, if anybody: a file that is out of sight takes no other look-ups than none.
    const visible = new Set(await sight.visible([...matching.keys()]));
    const sealed = await sight.sealed([...matching.keys()]);
    for (const [person, matches] of matching)
      elsewhere ||= !visible.has(person) && matches.some(isByNumber) && !sealed.has(person);
    const profiles = await readModel.getMany<PersonProfileDocument>(personProfileView.name, [...visible]);
    for (const profile of profiles)
      if (!contradicts(profile, sought)) found.set(profile.id, { profile, matches: matching.get(profile.id)! });
  }
  const ranked = [...found.values()].toSorted(
    (a, b) => strength(b.matches) - strength(a.matches) || (a.profile.id < b.profile.id ? -1 : 1),
  );
  const candidates = ranked.slice(0, limit).map(async ({ profile, matches }): Promise<Candidate> => {
    const { id, sex, birthYear, origin, nationality, identity } = profile;
    const shown = { sex, birthYear, origin, nationality, identity: onlyFields(identity, SHOWN) };
    return { person: id, matches, profile: shown, linked: await sight.visible(await linkedPersons(readModel, id)) };
  });
  return { candidates: await Promise.all(candidates), more: cut || ranked.length > limit, elsewhere };
}

/** Tokens of what is sought; those of a name in place of its forms. */
interface Keys {
  readonly numbers: readonly { readonly on: "NIK" | "PASSPORT" | "PHONE"; readonly token: string }[];
  readonly name?: NameForms | undefined;
}

function keysOf({ token }: LookupTokens, sought: Sought, now: string): Keys {
  const { nik, passport, phone, name } = sought;
  if ([nik, passport, phone, name].every((value) => value === undefined))
    throw new InvalidField("missing-field", "nik", "one of nik, passport, phone and name must be given");
  const kept = keptValues({ nik, passport, phone, name }, "", now);
  const numbers = NUMBERS.flatMap(([field, on]) => {
    const value = kept[field];
    return value === undefined ? [] : [{ on, token: token(field, value) }];
  });
  if (kept.name === undefined) return { numbers };
  const forms = nameForms(kept.name);
  if (forms === undefined) throw new InvalidField("invalid-field", "name", "must hold letters of a name");
  const of = (form: string) => token("name", form);
  return { numbers, name: { whole: of(forms.whole), parts: forms.parts.map(of), pairs: forms.pairs.map(of) } };
}

/** Combinations of tokens to look for, strongest first; those of one tier match about as well. */
function* tiersOf({ numbers, name }: Keys): Generator<string[][]> {
  yield [...numbers.map(({ token }) => [token]), ...(name ? [[name.whole]] : [])];
  if (!name) return;
  const { parts, pairs } = name;
  let tried = 0;
  for (let size = parts.length; size >= Math.ceil(parts.length / 2) && tried < MOST_TRIED; size--) {
    const withPair = pairs.flatMap((pair, i) =>
      combinations(parts.toSpliced(i, 2), size - 2).map((others) => [pair, ...others]),
    );
    const tier = [...combinations(parts, size), ...withPair].slice(0, MOST_TRIED - tried);
    tried += tier.length;
    yield tier;
  }
}

/** All ways to choose so many, in order; none for a size that can't be. */
function combinations(of: readonly string[], size: number): string[][] {
  if (size === 0) return [[]];
  if (size < 0 || size > of.length) return [];
  return of.flatMap((first, i) => combinations(of.slice(i + 1), size - 1).map((rest) => [first, ...rest]));
}

async function findAll(readModel: ReadModel, tokens: readonly string[]) {
  const where = tokens.map((has): Condition => ({ field: "tokens", has }));
  const documents: IdentityLookupDocument[] = [];
  let after: string | undefined;
  do {
    const query = { where, limit: PAGE, after };
    const page = await readModel.find<IdentityLookupDocument>(identityLookupView.name, query);
    documents.push(...page.documents);
    after = page.next;
  } while (after !== undefined && documents.length < LIMITS.personsMatched.most);
  return { documents, all: after === undefined };
}

function matchesOf({ numbers, name }: Keys, held: ReadonlySet<string>): Match[] {
  const matches: Match[] = numbers.filter(({ token }) => held.has(token)).map(({ on }) => ({ on }));
  if (!name) return matches;
  if (held.has(name.whole)) return [...matches, { on: "NAME_EXACT" }];
  const { parts, pairs } = name;
  const of = parts.length;
  const matched = parts.filter((part, i) =>
    [part, pairs[i - 1], pairs[i]].some((token) => token !== undefined && held.has(token)),
  ).length;
  return matched === 0 ? matches : [...matches, { on: "NAME_PARTS", matched, of }];
}

/** A name alone is no ground to learn of anybody's file. */
function isByNumber({ on }: Match): boolean {
  return NUMBERS.some(([, kind]) => kind === on);
}

/** Each kind of match outweighs all that are weaker together. */
function strength(matches: readonly Match[]): number {
  const weights = { NIK: 32, PASSPORT: 16, PHONE: 8, NAME_EXACT: 4 };
  return matches.reduce(
    (sum, match) => sum + (match.on === "NAME_PARTS" ? (3 * match.matched) / match.of : weights[match.on]),
    0,
  );
}

/** What isn't known contradicts nothing: the record may be the person's all the same. */
function contradicts(profile: PersonProfileDocument, { birthYear, sex, origin }: Sought): boolean {
  const { origin: from } = profile;
  return (
    (birthYear !== undefined && profile.birthYear !== null && profile.birthYear !== birthYear) ||
    (sex !== undefined && sex !== "UNKNOWN" && profile.sex !== "UNKNOWN" && profile.sex !== sex) ||
    (origin !== undefined && from !== null && !isWithin(from.code, origin) && !isWithin(origin, from.code))
  );
}

/** Whether a region lies in another, or is it. */
function isWithin(code: string, region: string): boolean {
  return `${code}.`.startsWith(`${region}.`);
}
