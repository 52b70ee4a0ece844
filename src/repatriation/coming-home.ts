import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { ProcessManager } from "../event-sourcing/reacting/process-manager.js";
import { ABROAD, INTERRUPTED } from "../migrant/codes.js";
import { migrantOf } from "../migrant/migrant.js";
import { openJourney } from "../migrant/state.js";
import type { RepatriationEvent } from "./repatriation.events.js";
import { repatriationOf } from "./repatriation.js";
import { toldAgain } from "./told-again.js";

/** Steps of a journey that a return home ends. */
const AWAY: readonly string[] = [...ABROAD, ...INTERRUPTED];

/**
 * When a living person was handed over or went home alone, then the migrant's journey that goes on abroad has ended in
 * a return. None is recorded of one who has no such journey: who is being prepared, has returned, or never was a
 * migrant.
 */
export const comingHome: ProcessManager = {
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
      occurred: toldAgain(event.occurredAt),
      ...(region !== undefined && { region }),
    };
    return [{ category: "migrant", id: person!, command: "RecordReturn", data }];
  },
};
