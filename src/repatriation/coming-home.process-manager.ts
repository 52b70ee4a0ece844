import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { ProcessManager } from "../event-sourcing/reacting/process-manager.js";
import { ABROAD, INTERRUPTED } from "../migrant/codes.js";
import { migrantOf } from "../migrant/migrant.js";
import { openJourney } from "../migrant/state.js";
import type { RepatriationEvent } from "./repatriation.events.js";
import { repatriationOf } from "./repatriation.js";
import { reportedTimeOf } from "./reported-time.js";

/** Steps of a journey that a return home ends. */
const AWAY: readonly string[] = [...ABROAD, ...INTERRUPTED];

/**
 * When a living person was handed over or went home alone, then a return ends the migrant's journey abroad. No return
 * is recorded where there is no such journey: the person is being prepared, has returned, or never was a migrant.
 */
export const comingHomeProcessManager: ProcessManager = {
  name: "repatriation-coming-home",
  when: ["ReturneeHandedOver", "ReturneeWentHomeAlone"],
  async thenSend(recorded, { load }) {
    const event = recorded as Extract<RepatriationEvent, { type: "ReturneeHandedOver" | "ReturneeWentHomeAlone" }>;
    const repatriation = splitStream(event.stream)[1];
    const { person, cause, origin } = await load(repatriationOf(repatriation));
    const journey = openJourney(await load(migrantOf(person!)));
    if (!journey || !AWAY.includes(journey.reached)) return [];
    const region = event.facts.region?.code ?? origin ?? undefined;
    const data = {
      journey: journey.id,
      cause,
      repatriation,
      occurred: reportedTimeOf(event.occurredAt),
      ...(region !== undefined && { region }),
    };
    return [{ category: "migrant", id: person!, command: "RecordReturn", data }];
  },
};
