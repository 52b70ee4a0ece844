import { requestContext } from "../access/request-context.js";
import { resolveTime, type ReportedTime } from "../event-sourcing/stored-event/occurred-at.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";

const ONLY_LATE_FACTS: Rule = {
  id: "only-late-facts",
  source: "I11; [design] sight by place",
  en: "Your agency sees this no longer: it may add what happened while it did, with the time in `occurred`",
  indonesian:
    "Instansi Anda tidak lagi melihat data ini: hanya peristiwa dari masa ketika masih melihatnya yang dapat ditambahkan, dengan waktunya dalam `occurred`",
};

/**
 * Of what the caller's agency saw by a place, and sees no longer, it may tell only what happened in its time.
 * @throws Rejection for what may have happened later
 */
export function assertOfItsTime({ occurred }: { readonly occurred?: ReportedTime }): void {
  const sawUntil = requestContext()?.sawUntil;
  if (sawUntil === undefined) return;
  const latest = occurred && resolveTime(occurred, sawUntil).latest;
  if (!latest || latest >= sawUntil) throw new Rejection(ONLY_LATE_FACTS);
}
