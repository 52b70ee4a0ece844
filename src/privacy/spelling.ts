/**
 * Folds the ways in which a word of a name is spelt in Indonesia: the spellings of before 1947 and 1972, Arabic sounds,
 * Sundanese and Javanese habits (f and p, z and j), doubled letters. What is left reads oddly and is only for
 * comparing.
 * @param word one word, lower case, without diacritics
 */
export function foldSpelling(word: string): string {
  if (!MAY_BE_FOLDED.test(word)) return word;
  let folded = word;
  for (const [pattern, by] of isOldSpelling(word) ? [...OLD, ...ANY] : ANY) folded = folded.replaceAll(pattern, by);
  return folded;
}

type Rule = readonly [pattern: RegExp, by: string];

/** Only before 1972 were these letters written so; then a lone j is a y of today. */
function isOldSpelling(word: string): boolean {
  return SIGNS_OF_OLD.test(word);
}

const SIGNS_OF_OLD = /dj|tj|sj|oe|^nj|hj/;

const OLD: readonly Rule[] = [
  // Out of the way of the lone j, until that has been read.
  [/dj/g, "#"],
  [/tj/g, "c"],
  [/j/g, "y"],
  [/#/g, "j"],
  [/oe/g, "u"],
];

const ANY: readonly Rule[] = [
  [/oo/g, "u"],
  [/ie/g, "i"],
  [/q/g, "k"],
  [/x/g, "ks"],
  // Ch is kh in Arabic names, c or k in others.
  [/^chr/g, "kr"],
  [/^ch(?=andra|int)/g, "c"],
  [/[ck]h/g, "h"],
  [/dh/g, "d"],
  [/th/g, "t"],
  [/gh/g, "g"],
  [/dz/g, "z"],
  [/ts/g, "s"],
  // Sy, sh and s are not told apart in papers: Syamsul and Samsul, Aisyah and Aisah.
  [/s[yh](?=[aiueo])/g, "s"],
  [/sh/g, "s"],
  [/z$/g, "s"],
  [/z/g, "j"],
  [/[fv]/g, "p"],
  [/ae/g, "ai"],
  [/ay(?=[^aiueoy])/g, "ai"],
  [/(.)\1+/g, "$1"],
  [/iy(?=[aiueo])/g, "i"],
  [/uw(?=[aiueo])/g, "u"],
  [/(?<=.)y$/g, "i"],
  [/(?<=[aiueo])h$/g, ""],
];

/** Whether any pattern may be in a word: of hundreds of words like a sought one, few have one. Only one has a group. */
const MAY_BE_FOLDED = new RegExp(
  [SIGNS_OF_OLD, ...ANY.map(([pattern]) => pattern)].map(({ source }) => source).join("|"),
);
