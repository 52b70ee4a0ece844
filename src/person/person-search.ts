import { onlyFields, type PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";
import type { Condition, ReadModel } from "../event-sourcing/projecting/read-model.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { LIMITS } from "../limits.js";
import type { LookupTokens } from "../privacy/lookup-tokens.js";
import { bornToken, identityLookupView, type IdentityLookupDocument } from "./identity-lookup.view.js";
import { linkedPersons } from "./identity-links.view.js";
import { lookupToken, nameForms } from "./lookup-forms.js";
import { personProfileView, type PersonProfileDocument } from "./person-profile.view.js";
import type { Sex } from "./person.events.js";
import { keptValues } from "./personal-values.js";

/** Whom to find: at least one of the first four; the others put those first whom they fit. */
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
  | {
      readonly on: "NAME_PARTS";
      /** Words of the sought name that the person's has, in this or another spelling. */
      readonly matched: number;
      readonly of: number;
      /** Those of them that are not the same, but differ by a letter or so. */
      readonly similar?: number;
    };

/** What is known of a person, and is not what was sought: to be looked at, as either may be wrong. */
export const MARKS = ["BIRTH_YEAR", "SEX", "ORIGIN"] as const;
export type Mark = (typeof MARKS)[number];

export interface Candidate {
  readonly person: string;
  /** Strongest first. A match is to be looked at by a person; it is no identity. */
  readonly matches: readonly Match[];
  readonly differs: readonly Mark[];
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
  /** Others in sight match too, as weakly as the last or weaker. */
  readonly more: boolean;
  /**
   * A file that is out of the caller's sight, and not sealed, matches by a number: that, and no more, may be said of
   * it.
   */
  readonly elsewhere: boolean;
}

/** Whom the caller may see. */
export interface InSight {
  /** What the index must hold of whoever may be in sight; none for who answers for all. */
  readonly conditions: readonly Condition[];
  visible(persons: readonly string[]): Promise<readonly string[]>;
  /** Those of these whose files are sealed. */
  sealed(persons: readonly string[]): Promise<ReadonlySet<string>>;
  /** Whom the caller sees for an emergency alone, which no index tells. */
  inEmergency(): Promise<readonly string[]>;
  /** Those of these who are to be told of; left out: all. */
  counted?(persons: readonly string[]): Promise<readonly string[]>;
}

const NUMBERS = [
  ["nik", "NIK"],
  ["passport", "PASSPORT"],
  ["phone", "PHONE"],
] as const;

const SHOWN = ["name", "alias", "initials"];

const PAGE = 100;
/** Questions for some of the words of a name; of a longer one not every choice is asked for. */
const MOST_CHOICES = 16;

/**
 * Finds who may be the person sought, before anybody registers them again: best first, by a number, a whole name, all
 * of its words, all but for a letter, most of them. Whoever is out of sight is neither found nor counted, nor does
 * their file make the search look further: sight is part of each question to the index.
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
  const tried = new Set<string>();
  const found: Hit[] = [];

  /** Takes those whom the caller may see. @returns the others that match, but for those that were tried before */
  async function take(documents: readonly IdentityLookupDocument[]): Promise<ReadonlyMap<string, readonly Match[]>> {
    const matching = new Map<string, readonly Match[]>();
    for (const { id, tokens: held } of documents) {
      if (tried.has(id)) continue;
      const matches = matchesOf(keys, new Set(held));
      if (matches.length > 0) matching.set(id, matches);
      tried.add(id);
    }
    // Asked about whoever matches, if anybody: a file that is out of sight takes no other look-ups than none.
    const visible = new Set(await sight.visible([...matching.keys()]));
    const profiles = await readModel.getMany<PersonProfileDocument>(personProfileView.name, [...visible]);
    for (const profile of profiles) found.push(hitOf(profile, matching.get(profile.id)!, sought));
    return new Map([...matching].filter(([person]) => !visible.has(person)));
  }

  let elsewhere = false;
  if (keys.numbers.length > 0) {
    const where = [{ field: "tokens", hasAny: keys.numbers.map(({ token }) => token) }];
    const query = { where, limit: LIMITS.personsMatched.most };
    const hidden = await take((await readModel.find<IdentityLookupDocument>(identityLookupView.name, query)).documents);
    const sealed = await sight.sealed([...hidden.keys()]);
    const others = [...hidden].filter(([person, matches]) => matches.some(isByNumber) && !sealed.has(person));
    const persons = others.map(([person]) => person);
    elsewhere = (persons.length === 0 ? [] : ((await sight.counted?.(persons)) ?? persons)).length > 0;
  }
  await take(await readModel.getMany<IdentityLookupDocument>(identityLookupView.name, await sight.inEmergency()));
  let more = false;
  const held = (texts: readonly string[]) => readModel.heldTexts(identityLookupView.name, "tokens", texts);
  for await (const question of questionsFor(keys, held)) {
    if (found.length > limit) break;
    more = (await ask(question)) || more;
  }

  /** @returns whether others match that were not looked at */
  async function ask(question: readonly Condition[]): Promise<boolean> {
    const where = [...question, ...sight.conditions];
    const first = await page({ where, limit: PAGE });
    await take(first.documents);
    if (first.next === undefined) return false;
    // Of many, first those of the age: what is left out is then least like whom is sought.
    if (keys.born) await take((await page({ where: [...where, keys.born], limit: PAGE })).documents);
    let after: string | undefined = first.next;
    for (
      let read = PAGE;
      after !== undefined && found.length <= limit && read < LIMITS.personsMatched.most;
      read += PAGE
    ) {
      const next = await page({ where, limit: PAGE, after });
      await take(next.documents);
      after = next.next;
    }
    return after !== undefined;
  }

  function page(query: { where: readonly Condition[]; limit: number; after?: string }) {
    return readModel.find<IdentityLookupDocument>(identityLookupView.name, query);
  }

  const ranked = found.toSorted((a, b) => b.strength - a.strength || (a.profile.id < b.profile.id ? -1 : 1));
  const candidates = ranked.slice(0, limit);
  const linked = await linksOf(
    readModel,
    candidates.map(({ profile }) => profile.id),
    sight,
  );
  return {
    candidates: candidates.map(({ profile, matches, differs }): Candidate => {
      const { id, sex, birthYear, origin, nationality, identity } = profile;
      const shown = { sex, birthYear, origin, nationality, identity: onlyFields(identity, SHOWN) };
      return { person: id, matches, differs, profile: shown, linked: linked.get(id)! };
    }),
    more: more || ranked.length > limit,
    elsewhere,
  };
}

/** Other records in sight of each of these, all asked about at once. */
async function linksOf(
  readModel: ReadModel,
  persons: readonly string[],
  sight: InSight,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const all = new Map<string, readonly string[]>();
  for (const person of persons) all.set(person, await linkedPersons(readModel, person));
  const others = [...all.values()].flat();
  const visible = new Set(others.length === 0 ? [] : await sight.visible(others));
  return new Map([...all].map(([person, linked]) => [person, linked.filter((other) => visible.has(other))]));
}

interface Hit {
  readonly profile: PersonProfileDocument;
  readonly matches: readonly Match[];
  readonly differs: readonly Mark[];
  readonly strength: number;
}

/** Tokens of what is sought. */
interface Keys {
  readonly numbers: readonly { readonly on: "NIK" | "PASSPORT" | "PHONE"; readonly token: string }[];
  readonly name?: NameKeys;
  /** Whoever was born in the year sought, or in one beside it. */
  readonly born?: Condition;
}

interface NameKeys {
  readonly whole: string;
  readonly words: readonly WordKeys[];
  readonly within: readonly string[];
  readonly of: number;
}

interface WordKeys {
  readonly exact: ReadonlySet<string>;
  /** Those too that differ by a letter or so: made when they are asked for. */
  readonly alike: () => ReadonlySet<string>;
}

function keysOf(tokens: LookupTokens, sought: Sought, now: string): Keys {
  const { nik, passport, phone, name, birthYear } = sought;
  if ([nik, passport, phone, name].every((value) => value === undefined))
    throw new InvalidField("missing-field", "nik", "one of nik, passport, phone and name must be given");
  const kept = keptValues({ nik, passport, phone, name }, "", now);
  const numbers = NUMBERS.flatMap(([field, on]) => {
    const value = kept[field];
    return value === undefined ? [] : [{ on, token: lookupToken(tokens, field, value) }];
  });
  const born =
    birthYear === undefined
      ? {}
      : { born: { field: "tokens", hasAny: [-1, 0, 1].map((years) => bornToken(birthYear + years)) } };
  if (kept["name"] === undefined) return { numbers, ...born };
  const forms = nameForms(kept["name"]);
  if (forms === undefined) throw new InvalidField("invalid-field", "name", "must hold letters of a name");
  const of = (form: string) => lookupToken(tokens, "name", form);
  const words = forms.words.map(({ exact, similar }): WordKeys => {
    let alike: ReadonlySet<string> | undefined;
    return {
      exact: new Set(exact.map(of)),
      alike: () => (alike ??= new Set([...exact, ...similar()].map(of))),
    };
  });
  return {
    numbers,
    name: { whole: of(forms.whole), words, within: forms.within.map(of), of: forms.of },
    ...born,
  };
}

/**
 * What to ask the index for, strongest first, until enough are found. As many questions whatever there is.
 * @param held of tokens those that anybody has
 */
async function* questionsFor(
  { name }: Keys,
  held: (tokens: readonly string[]) => Promise<readonly string[]>,
): AsyncGenerator<readonly Condition[]> {
  if (!name) return;
  const { whole, words, within } = name;
  const holds = (tokens: Iterable<string>): Condition => ({ field: "tokens", hasAny: [...tokens] });
  yield [holds([whole])];
  yield words.map(({ exact }) => holds(exact));
  if (within.length > 0) yield [holds(within)];
  const alike = await Promise.all(words.map(async (word) => holds(await held([...word.alike()]))));
  yield alike;
  let asked = 0;
  for (let size = words.length - 1; size >= leastOf(words.length); size--)
    for (const some of choicesOf(alike, size)) {
      if (asked++ === MOST_CHOICES) return;
      yield some;
    }
}

/** Of how many words of a name at least half are found. */
function leastOf(words: number): number {
  return Math.ceil(words / 2);
}

/** All ways to choose so many, in order, made as they are asked for. */
function* choicesOf<T>(of: readonly T[], size: number): Generator<readonly T[]> {
  if (size === 0) yield [];
  else
    for (const [i, first] of of.entries())
      if (of.length - i >= size) for (const rest of choicesOf(of.slice(i + 1), size - 1)) yield [first, ...rest];
}

/** Nothing for who holds too little of what is sought. */
function matchesOf({ numbers, name }: Keys, held: ReadonlySet<string>): readonly Match[] {
  const matches: Match[] = numbers.filter(({ token }) => held.has(token)).map(({ on }) => ({ on }));
  if (!name) return matches;
  if (held.has(name.whole)) return [...matches, { on: "NAME_EXACT" }];
  const has = (tokens: ReadonlySet<string>) => [...held].some((token) => tokens.has(token));
  const others = name.words.filter(({ exact }) => !has(exact));
  const exact = name.words.length - others.length;
  const similar = others.filter(({ alike }) => has(alike())).length;
  const matched = exact + similar;
  // All that is known of somebody's name may be a smaller part of the one that is sought.
  const isEnough = matched >= leastOf(name.words.length) || name.within.some((token) => held.has(token));
  if (matched === 0 || (!isEnough && matches.length === 0)) return matches;
  return [...matches, { on: "NAME_PARTS", matched, of: name.of, ...(similar > 0 && { similar }) }];
}

/** A name alone is no ground to learn of anybody's file. */
export function isByNumber({ on }: Match): boolean {
  return NUMBERS.some(([, kind]) => kind === on);
}

function hitOf(profile: PersonProfileDocument, matches: readonly Match[], sought: Sought): Hit {
  const marks = marksOf(profile, sought);
  const differs = MARKS.filter((mark) => (marks[mark] ?? 1) < 1);
  const fit = MARKS.reduce((sum, mark) => sum + (marks[mark] === undefined ? 0 : 2 * marks[mark] - 1), 0);
  return { profile, matches, differs, strength: strengthOf(matches) + fit };
}

/** A number outweighs all that is weaker together, and what differs: either may have been written down wrongly. */
const WEIGHTS = { NIK: 400, PASSPORT: 200, PHONE: 100, NAME_EXACT: 10 } as const;
/** What a whole name in its words is worth; a word that is only similar, of its share. */
const ALL_WORDS = 8;
const SIMILAR = 0.7;

function strengthOf(matches: readonly Match[]): number {
  return matches.reduce((sum, match) => {
    if (match.on !== "NAME_PARTS") return sum + WEIGHTS[match.on];
    const { matched, of, similar = 0 } = match;
    return sum + (ALL_WORDS * (matched - similar + SIMILAR * similar)) / of;
  }, 0);
}

/** How well what is known beside the name fits, 0 to 1; what isn't known, or isn't asked for, is left out. */
function marksOf(profile: PersonProfileDocument, { birthYear, sex, origin }: Sought): { [M in Mark]?: number } {
  const { origin: from } = profile;
  const years =
    birthYear === undefined || profile.birthYear === null ? undefined : Math.abs(profile.birthYear - birthYear);
  const isKnown = (value: Sex | undefined) => value !== undefined && value !== "UNKNOWN";
  return {
    ...(years !== undefined && { BIRTH_YEAR: years === 0 ? 1 : years === 1 ? 0.75 : 0 }),
    ...(isKnown(sex) && isKnown(profile.sex) && { SEX: Number(sex === profile.sex) }),
    ...(origin !== undefined &&
      from !== null && { ORIGIN: Number(isWithin(from.code, origin) || isWithin(origin, from.code)) }),
  };
}

/** Whether a region lies in another, or is it. */
function isWithin(code: string, region: string): boolean {
  return `${code}.`.startsWith(`${region}.`);
}
