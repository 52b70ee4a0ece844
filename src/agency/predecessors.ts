import { dateIn } from "../event-sourcing/stored-event/occurred-at.js";
import type { ReadModel } from "../event-sourcing/projecting/read-model.js";
import type { Narrowings } from "../access/narrowings.js";
import { agenciesView, type AgencyDocument } from "./agencies.view.js";

/** More agencies than one ever took over from; more are a mistake of the registry. */
const MOST = 100;
/** How long it is waited for what is newest in the log, in ms; without it the view is asked. */
const WAIT_MS = 2_000;

/**
 * Knows the agencies that have ended, and that an agency took over from, at first or second hand: it has their files and
 * their work. The end of an agency, and the correction of one, take sight away: so what was found once stands until the
 * next event that does.
 */
export class Predecessors {
  #found: { readonly newest: number; readonly bySuccessor: Map<string, readonly AgencyDocument[]> } | undefined;

  constructor(
    private readonly views: Pick<ReadModel, "find" | "waitFor">,
    private readonly narrowings: Pick<Narrowings, "newest">,
  ) {}

  /** @param now ISO 8601. @throws StoreUnavailable */
  async of(agency: string, now: string): Promise<string[]> {
    const kept = await this.#current();
    const found = new Set<string>();
    let next = [agency];
    while (next.length > 0 && found.size < MOST) {
      const taken: string[] = [];
      for (const successor of next) {
        const known = kept?.get(successor);
        const ended = known ?? (await this.#endedInto(successor));
        if (known === undefined) kept?.set(successor, ended);
        taken.push(...ended.filter((each) => hasEnded(each, now)).map(({ id }) => id));
      }
      next = taken.filter((id) => id !== agency && !found.has(id));
      for (const id of next) found.add(id);
    }
    return [...found];
  }

  /** What was found since the newest event that takes sight away; undefined where the view may not have that one. */
  async #current(): Promise<Map<string, readonly AgencyDocument[]> | undefined> {
    const newest = await this.narrowings.newest(WAIT_MS);
    if (newest === undefined) return undefined;
    if (this.#found?.newest === newest) return this.#found.bySuccessor;
    if (!(await this.views.waitFor(newest, 0, agenciesView.name))) return undefined;
    // Another request may have begun it meanwhile.
    if (this.#found?.newest !== newest) this.#found = { newest, bySuccessor: new Map() };
    return this.#found.bySuccessor;
  }

  async #endedInto(successor: string): Promise<readonly AgencyDocument[]> {
    const { documents } = await this.views.find<AgencyDocument>(agenciesView.name, {
      where: [{ field: "successors", has: successor }],
      limit: MOST,
    });
    return documents;
  }
}

function hasEnded({ validTo, zone }: AgencyDocument, now: string): boolean {
  return validTo !== null && validTo <= dateIn(zone, now);
}
