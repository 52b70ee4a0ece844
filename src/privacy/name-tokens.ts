import { foldSpelling } from "./spelling.js";

/** What a name is found by. */
export interface NameTokens {
  /** Each word once; initials only where there is nothing else. */
  readonly part: string[];
  /** All words run together, so that `Nur Hayati` meets `Nurhayati`. */
  readonly whole: string;
}

/** Words before or around a name that are no part of it: titles, forms of address, the word for the late. */
const TITLES = words(
  "h hj haji hajah hajjah hajji kh kyai kiai ustad ustadz ustaz ustadzah ust drs dra dr ir prof tn ny nn bapak bpk",
  "ibu sdr sdri saudara saudari alm almh almarhum almarhumah raden rd",
);

/** What stands between a name and the father's. */
const DESCENT = words("bin binti bint binte bte bt bti ibn");

/** Degrees, which follow a name after a comma. */
const DEGREES = words(
  "s sh se st sag spd spdi spsi ssi skom ssos skep skm sip stp shi sei stt mpd msi mh mm mkes mag ma msc ba amd amdkeb",
  "amdkep amk ns lc phd",
);

/** Ways to write one name, by how they read once spelling is folded. */
const SAME_NAMES = new Map<string, string>(
  Object.entries({
    muhammad:
      "mohammad mohamad muhamad mohammed mohamed muhammed muhamed mochammad mochamad muchammad muchamad mokhamad " +
      "mukhamad moch much moh muh mohd muhd mhd md",
    ahmad: "achmad akhmad ahmed achmed acmad",
    abdul: "abd abdu abdur abdus abdun",
    nur: "nor",
    yusuf: "jusuf",
    yunus: "junus",
    yakub: "jakub yaqub",
    yahya: "jahja yahja jahya",
    rahman: "rohman",
    rahmat: "rohmat rochmat",
    rahim: "rohim",
    ramadan: "romadhon romadon ramadhon",
    kadir: "kodir qodir",
    gafur: "gofur ghofur",
    razak: "rozak rozaq",
    saleh: "soleh sholeh shaleh",
    salihin: "solihin sholihin shalihin",
    tahir: "tohir thohir",
    khairul: "khoirul choirul hoirul",
    faisal: "faizal",
  }).flatMap(([name, variants]) =>
    [name, ...variants.split(" ")].map((variant) => [foldSpelling(variant), foldSpelling(name)] as const),
  ),
);

/** Short forms that stand for a name only when they come first, as `M.` and `St.` do. */
const FIRST_INITIALS = new Map([
  ["m", foldSpelling("muhammad")],
  ["st", foldSpelling("siti")],
]);

/**
 * What a name is found by: words as they sound, with Indonesian variants of spelling folded, titles and `bin`/`binti`
 * left out. Variants of one person's name meet; a hit is a candidate for a person to look at, not an identity.
 */
export function nameTokens(name: string): NameTokens {
  const folded = wordsOf(name).map((word, i, all) => foldName(word, i === 0 && all.length > 1));
  const part = folded.flatMap(splitAbdul);
  const long = part.filter((word) => word.length > 1);
  return { part: [...new Set(long.length > 0 ? long : part)], whole: runTogether(folded) };
}

/** How the words of a name were written, by what each is found by; none for one that is found by two. */
export function writtenWords(name: string): ReadonlyMap<string, string> {
  const all = wordsOf(name);
  return new Map(
    all.flatMap((word, i): [string, string][] => {
      const folded = foldName(word, i === 0 && all.length > 1);
      return splitAbdul(folded).length === 1 ? [[folded, word]] : [];
    }),
  );
}

/** What a word by itself is found by, which is neither a title nor short for another. */
export function wordToken(word: string): string {
  return foldName(word, false);
}

/** Words of a name as they were written, without titles and what stands before the father's. */
function wordsOf(name: string): string[] {
  const split = splitWords(name);
  const kept = split.filter((word, i) => !isTitle(word, i, split) && !(DESCENT.has(word) && i > 0));
  return kept.length > 0 ? kept : split;
}

/** Lower-case words without diacritics, apostrophes, or the degrees after a comma. */
function splitWords(name: string): string[] {
  const plain = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/['’‘ʼʻ`´]/g, "");
  const [before, ...after] = plain.split(",");
  const rest = after.filter((text) => !DEGREES.has(text.replaceAll(/[\s.]/g, "")));
  return [before, ...rest].join(" ").match(/[\p{L}\p{N}]+/gu) ?? [];
}

function isTitle(word: string, index: number, all: readonly string[]): boolean {
  // A letter at the end is an initial: `Ahmad H.`
  return TITLES.has(word) && !(word.length === 1 && index > 0 && index === all.length - 1);
}

function foldName(word: string, first: boolean): string {
  const folded = foldSpelling(word);
  return (first ? FIRST_INITIALS.get(word) : undefined) ?? SAME_NAMES.get(folded) ?? folded;
}

const ABDUL = foldSpelling("abdul");
const ABDULLAH = foldSpelling("abdullah");

/** `Abdurrahman` is found as `Abdul Rahman` is. */
function splitAbdul(word: string): string[] {
  if (!word.startsWith("abdu") || word === ABDULLAH || word.length < 8) return [word];
  // Before a vowel the l is the article's, but for Latif.
  const article = /^abdul(?=[aiueo])/.test(word) && !word.startsWith("abdulat") ? "abdul" : "abdu";
  const rest = word.slice(article.length).replace(/^l(?=[^aiueo])/, "");
  return [ABDUL, SAME_NAMES.get(rest) ?? rest];
}

/** The article before a consonant is written as its sound, doubled or not: abdul rahman, abdurrahman, abdurahman. */
function runTogether(folded: readonly string[]): string {
  return folded
    .flatMap(splitAbdul)
    .join("")
    .replaceAll(/(.)\1+/gu, "$1");
}

function words(...lists: string[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => list.split(" ")));
}
