import type { ReportedTime } from "../../event-sourcing/stored-event/occurred-at.js";
import { valueOf, type OpenField, type PersonalRecord } from "../../event-sourcing/stored-event/personal-field.js";

/** What stands where the reporter was named. */
export const REPORTER_MASK = "[pelapor]";

interface Reporter {
  readonly name?: string | undefined;
  readonly phone?: string | undefined;
}

/** Who reported, as far as it can still be opened. */
export function reporterIn(fields: PersonalRecord, open: OpenField): Reporter {
  return { name: valueOf(fields, "name", open), phone: valueOf(fields, "phone", open) };
}

/** A time with nothing of who reported in the words of its source. */
export function timeWithout<T extends ReportedTime>(time: T | undefined, reporter: Reporter): T | undefined {
  if (time?.asReported === undefined) return time;
  return { ...time, asReported: withoutReporter(time.asReported, reporter) };
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
  return named.replaceAll(numberEnding([...digits]), REPORTER_MASK);
}

/** Also as it is dialled where it is from: without the code of its country, or with 0 in its place. */
function numberEnding(digits: readonly string[]): RegExp {
  const own = Math.max(0, digits.length - MOST_OWN_DIGITS);
  const before = digits.slice(0, own).reduce((inner, digit) => `(?:${inner}${digit}${BETWEEN})?`, "");
  const code = `(?:\\+?62${BETWEEN}|0{1,2}${BETWEEN}|\\+)?`;
  return new RegExp(`${code}${before}${digits.slice(own).join(BETWEEN)}(?!\\d)`, "gu");
}

/** Shorter words are of the language as often as of a name. */
const LEAST_WORD = 3;
const LEAST_DIGITS = 6;
/** What is left of the shortest numbers without the code of their country. */
const MOST_OWN_DIGITS = 7;
/** A telephone writes dashes of its own. */
const BETWEEN = "[\\s().\\p{Pd}/]{0,3}";
/** So it does apostrophes. */
const APOSTROPHES = "['\u2018\u2019\u02bc`\u00b4]";

function wholeWord(word: string): RegExp {
  const escaped = word
    .replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll(/\s+/gu, "\\s+")
    .replaceAll(new RegExp(APOSTROPHES, "gu"), APOSTROPHES);
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, "giu");
}
