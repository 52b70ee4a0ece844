/** What stands where the reporter was named. */
export const REPORTER_MASK = "[pelapor]";

interface Reporter {
  readonly name?: string | undefined;
  readonly phone?: string | undefined;
}

/** A text with nothing of who reported: their name, each word of it, and their number however it is written. */
export function withoutReporter(text: string, { name, phone }: Reporter): string {
  const words = (name ?? "").split(/\s+/u).filter((word) => [...word].length >= LEAST_WORD);
  const named = [...(name === undefined || name.trim() === "" ? [] : [name.trim()]), ...words].reduce(
    (rest, each) => rest.replaceAll(wholeWord(each), REPORTER_MASK),
    text,
  );
  const digits = (phone ?? "").replaceAll(/\D/g, "").replace(/^(62|0)/, "");
  if (digits.length < LEAST_DIGITS) return named;
  const number = new RegExp(`(?:\\+?62|0)?[\\s().-]*${[...digits].join("[\\s().-]*")}(?!\\d)`, "gu");
  return named.replaceAll(number, REPORTER_MASK);
}

/** Shorter words are of the language as often as of a name. */
const LEAST_WORD = 3;
const LEAST_DIGITS = 6;

function wholeWord(word: string): RegExp {
  const escaped = word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(/\s+/gu, "\\s+");
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, "giu");
}
