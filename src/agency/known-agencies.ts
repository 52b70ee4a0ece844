import type { KnownAgencies } from "../access/known-agencies.js";
import type { EventStore } from "../event-sourcing/event-store.js";
import type { ReadModel } from "../event-sourcing/read-model.js";
import { ViewBehind } from "../http/problems.js";
import { agenciesView } from "./agencies.view.js";

/** How long an agency that the view does not have is waited for, when the view is behind. */
const WAIT_MS = 2000;

/** Asks the view of agencies; waits for it where it is behind, so that who was just registered may act. */
export function knownAgencies(views: ReadModel, store: Pick<EventStore, "head">): KnownAgencies {
  const has = async (id: string) => (await views.get(agenciesView.name, id)) !== undefined;
  return async (id) => {
    if (await has(id)) return true;
    const current = await views.waitFor(await store.head(), WAIT_MS, agenciesView.name);
    if (await has(id)) return true;
    if (!current) throw new ViewBehind();
    return false;
  };
}
