import type { EventStore } from "../stored-event/event-store.js";
import { standingIn, type Standing } from "../stored-event/mark.js";
import type { StoredVersion } from "./read-model.js";

/** What is wrong with a view beside being late. */
export type ViewFault = "being built" | "ahead of the events" | "of another store";

const FAULTS: Readonly<Record<Exclude<Standing, "there">, ViewFault>> = {
  ahead: "ahead of the events",
  other: "of another store",
};

/**
 * The projections that can't answer rightly, by name; late ones are not among them.
 * @param versions of views that follow this log, as stored
 * @throws StoreUnavailable
 */
export async function viewFaults(
  events: Pick<EventStore, "head" | "readStream">,
  versions: readonly StoredVersion[],
): Promise<ReadonlyMap<string, ViewFault>> {
  const faults = new Map<string, ViewFault>();
  /** Most views stand at the same event. */
  const standings = new Map<string, Promise<Standing>>();
  for (const [projection, stored] of Map.groupBy(versions, (version) => version.projection)) {
    const served = stored.find(({ serving }) => serving);
    if (served === undefined) faults.set(projection, "being built");
    if (!served?.checkpoint) continue;
    const { number, mark = null } = served.checkpoint;
    const at = JSON.stringify([number, mark]);
    if (!standings.has(at)) standings.set(at, standingIn(events, { number, mark }));
    const standing = await standings.get(at)!;
    if (standing !== "there") faults.set(projection, FAULTS[standing]);
  }
  return faults;
}
