/** Between the two: no text has it. */
const SEPARATOR = "\u001E";

/** What is said in English and Indonesian, as one text: a validator takes no more than one. */
export function inBoth(en: string, indonesian: string): string {
  return `${en}${SEPARATOR}${indonesian}`;
}

/** The two texts again; `fallback` where somebody spoke English only. */
export function bothOf(text: string, fallback: string): { readonly en: string; readonly indonesian: string } {
  const [en, indonesian] = text.split(SEPARATOR) as [string, string?];
  return { en, indonesian: indonesian ?? fallback };
}
