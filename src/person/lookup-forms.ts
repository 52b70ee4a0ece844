import { normalisedForms, type LookupKind, type LookupTokens } from "../privacy/lookup-tokens.js";
import { nameTokens, wordToken, writtenWords } from "../privacy/name-tokens.js";

/** A name as it is looked for. */
export interface NameForms {
  /** The form that only a whole name has, so that a part of a longer one is told from it. */
  readonly whole: string;
  readonly words: readonly NameWord[];
  /** Whole names that may be all that a record has of this one: one word of it, or several in its order. */
  readonly within: readonly string[];
  /** How many words the name has, of which no more than eight are looked for. */
  readonly of: number;
}

export interface NameWord {
  /** The word, and each other word run together with it: `Nur Hayati` is also written `Nurhayati`. */
  readonly exact: readonly string[];
  /**
   * All words that differ from it, as it was written or as it sounds, by a letter (put in, left out, or another one), or
   * by two neighbours that changed places. A word of three letters may lack one of four, and no more.
   */
  readonly similar: () => readonly string[];
}

/** Words of a name that are looked for, and of which names within it are made. */
const MOST_WORDS = 8;
/**
 * Names of so many words are looked for within a longer one in every choice of its words; of more, in those that stand
 * together.
 */
const ANY_CHOICE = 5;
/** Shorter words differ from too many others by a letter. */
const LEAST_SIMILAR = 4;
const LEAST_LACKING = 3;
/** What is left of the alphabet once spelling is folded. */
const LETTERS = [..."abcdeghijklmnoprstuwy"];
/**
 * Characters of a token of a name (60 bits): there are many of them, and a chance hit is looked at by a person anyway.
 */
const NAME_TOKEN = 10;

/** Undefined for a text that holds no name. */
export function nameForms(name: string): NameForms | undefined {
  const { part: parts, whole } = nameTokens(name);
  if (whole === "") return undefined;
  const sought = parts.slice(0, MOST_WORDS);
  const written = writtenWords(name);
  const words = sought.map((word): NameWord => {
    const others = sought.filter((other) => other !== word);
    return {
      exact: distinct([word, ...others.flatMap((other) => [runTogether(word, other), runTogether(other, word)])]),
      similar: () => {
        const ways = distinct([word, written.get(word) ?? word]);
        return distinct(ways.flatMap(similarWords)).filter((other) => other !== word);
      },
    };
  });
  const within = distinct(choices(sought).map((chosen) => wholeForm(runTogether(...chosen))));
  return { whole: wholeForm(whole), words, within, of: parts.length };
}

/** All forms of a value by which its owner is found, each to be made a token of that kind. */
export function lookupForms(kind: LookupKind, text: string): string[] {
  const forms = normalisedForms(kind, text);
  if (kind !== "name") return forms;
  const { part: parts, whole } = nameTokens(text);
  if (whole === "") return forms;
  const pairs = parts.flatMap((word, i) =>
    parts.slice(i + 1, parts.length <= 3 ? undefined : i + 2).flatMap((next) => [word + next, next + word]),
  );
  return distinct([...forms, wholeForm(whole), ...pairs.map((pair) => runTogether(pair))]);
}

/** The token of a form, as the view holds it. */
export function lookupToken({ token }: LookupTokens, kind: LookupKind, form: string): string {
  return kind === "name" ? token(kind, form).slice(0, NAME_TOKEN) : token(kind, form);
}

/**
 * Some three hundred, as they are found: asked for together, they take nothing more in the index than the words that
 * there are. What an error makes of a word may sound otherwise: without its o, `Kohana` is read as `Hana` is.
 */
function similarWords(word: string): string[] {
  const letters = [...word];
  if (letters.length < LEAST_LACKING) return [];
  const longer = [...letters, ""].flatMap((_, at) => LETTERS.map((other) => letters.toSpliced(at, 0, other)));
  const changed = letters.length < LEAST_SIMILAR ? [] : changedWords(letters);
  return distinct([...changed, ...longer].map((each) => wordToken(each.join(""))));
}

function changedWords(letters: readonly string[]): string[][] {
  return letters.flatMap((letter, at) => [
    letters.toSpliced(at, 1),
    ...LETTERS.filter((other) => other !== letter).map((other) => letters.with(at, other)),
    ...(at > 0 ? [letters.with(at, letters[at - 1]!).with(at - 1, letter)] : []),
  ]);
}

/** Choices of words in their order, but all of them. */
function choices(words: readonly string[]): string[][] {
  const all =
    words.length <= ANY_CHOICE
      ? words.reduce<string[][]>((some, word) => [...some, ...some.map((chosen) => [...chosen, word])], [[]])
      : words.flatMap((_, from) => words.slice(from).map((__, i) => words.slice(from, from + i + 1)));
  return all.filter(({ length }) => length > 0 && length < words.length);
}

function wholeForm(name: string): string {
  return `=${name}`;
}

function runTogether(...words: readonly string[]): string {
  return words.join("").replaceAll(/(.)\1+/gu, "$1");
}

function distinct(forms: readonly string[]): string[] {
  return [...new Set(forms)];
}
