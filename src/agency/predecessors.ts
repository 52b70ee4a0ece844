import { dateIn } from "../event-sourcing/stored-event/occurred-at.js";
import type { ReadModel } from "../event-sourcing/projecting/read-model.js";
import { agenciesView, type AgencyDocument } from "./agencies.view.js";

/** More agencies than one ever took over from; more are a mistake of the registry. */
const MOST = 100;

/**
 * Ids of the agencies that have ended, and that an agency took over from, at first or second hand: it has their files
 * and their work.
 * @param now ISO 8601
 */
export async function predecessorsOf(views: ReadModel, agency: string, now: string): Promise<string[]> {
  const found = new Set<string>();
  let next = [agency];
  while (next.length > 0 && found.size < MOST) {
    const taken: string[] = [];
    for (const successor of next) {
      const { documents } = await views.find<AgencyDocument>(agenciesView.name, {
        where: [{ field: "successors", has: successor }],
        limit: MOST,
      });
      taken.push(...documents.filter((each) => hasEnded(each, now)).map(({ id }) => id));
    }
    next = taken.filter((id) => id !== agency && !found.has(id));
    for (const id of next) found.add(id);
  }
  return [...found];
}

function hasEnded({ validTo, zone }: AgencyDocument, now: string): boolean {
  return validTo !== null && validTo <= dateIn(zone, now);
}
