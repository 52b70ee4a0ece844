import { setTimeout } from "node:timers/promises";
import type { ReadModel, StoredVersion } from "../event-sourcing/projecting/read-model.js";
import { viewFaults } from "../event-sourcing/projecting/view-standing.js";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import { ViewsOfOtherEvents } from "./engines.js";
import type { LogName } from "./log-ends.js";

/** How long another instance may keep such views before it counts as one that will not give them up, in ms. */
const GIVEN_UP_MS = 30_000;
const LOOK_MS = 100;

/**
 * Waits until no stored view is ahead of its log, or of another store. The instance that keeps the views gives up such
 * a view and builds it again; until then queries would read it.
 * @param isKeptByAnother whether another instance keeps the views. One that has run since before the restore gives up
 *   none
 * @throws ViewsOfOtherEvents
 */
export async function untilViewsAreOf(
  logs: Readonly<Record<LogName, Pick<EventStore, "head" | "readStream">>>,
  views: Pick<ReadModel, "versions">,
  isKeptByAnother: () => Promise<boolean>,
  givenUpMs = GIVEN_UP_MS,
): Promise<void> {
  for (let since = performance.now(); ;) {
    const versions = await views.versions();
    const faults = await Promise.all([
      faultsOf(
        logs.events,
        versions.filter(({ apart }) => !apart),
      ),
      faultsOf(
        logs.reads,
        versions.filter(({ apart }) => apart),
      ),
    ]);
    if (faults.flat().length === 0) return;
    // This instance gives them up once it keeps the views, however slow its machine is.
    if (!(await isKeptByAnother())) since = performance.now();
    else if (performance.now() - since > givenUpMs)
      throw new ViewsOfOtherEvents(
        `in MongoDB ${faults.flat().join(", ")}, and the instance that keeps the views does not build them again: stop every instance, then start the first one`,
      );
    await setTimeout(LOOK_MS);
  }
}

/** What is wrong with which view, in words; nothing of a view that is being built. */
async function faultsOf(
  log: Pick<EventStore, "head" | "readStream">,
  versions: readonly StoredVersion[],
): Promise<string[]> {
  return [...(await viewFaults(log, versions))]
    .filter(([, fault]) => fault !== "being built")
    .map(([view, fault]) => `${view} is ${fault}`);
}
