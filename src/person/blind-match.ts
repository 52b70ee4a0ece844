import type { Views } from "../http/views.js";
import type { Candidate } from "./person-search.js";

/** All that is said of files of other offices: neither how many, nor whose, nor where. */
export const ANOTHER_OFFICE = {
  en: "Another office holds a file that matches a number you gave; ask for a referral",
  indonesian: "Instansi lain memiliki berkas yang cocok dengan nomor yang Anda berikan; mintalah rujukan",
} as const;

/** Kinds of match on which another office's file is spoken of: a name alone is no ground to learn of anybody. */
const BY_NUMBER = new Set<string>(["NIK", "PASSPORT", "PHONE"]);

/**
 * Leaves out candidates whom the caller may not see. Whether one of them matches by number may be said, so that a
 * second file isn't opened; of a sealed one, nothing is.
 */
export async function blindMatch(
  candidates: readonly Candidate[],
  views: Pick<Views, "visible" | "sight">,
): Promise<{ readonly candidates: readonly Candidate[]; readonly elsewhere: boolean }> {
  const visible = new Set(
    await views.visible([...new Set(candidates.flatMap(({ person, linked }) => [person, ...linked]))]),
  );
  let elsewhere = false;
  for (const { person, matches } of candidates)
    if (!visible.has(person) && matches.some(({ on }) => BY_NUMBER.has(on)) && !(await views.sight.isSealed(person)))
      elsewhere = true;
  const shown = candidates.filter(({ person }) => visible.has(person));
  return {
    candidates: shown.map((each) => ({ ...each, linked: each.linked.filter((person) => visible.has(person)) })),
    elsewhere,
  };
}
