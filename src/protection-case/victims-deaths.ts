import type { OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import type { Migrant } from "../migrant/migrant.js";
import { i5NotAfter } from "../migrant/still-alive.js";
import { diedBy, impossibleSince, type ProtectionCase } from "./case.state.js";

/** I5: nothing is recorded of a victim that only the living do, as of a time after their confirmed death. */
export function i5VictimAlive(state: ProtectionCase, victim: string, at: OccurredAt): void {
  const died = diedBy(state, victim);
  if (died !== undefined) i5NotAfter(died, at);
}

/** I5: what needs a victim who lives is not to be done, nor was it done, after the last of them had died. */
export function i5ActionPossible(state: ProtectionCase, action: string, at: OccurredAt): void {
  const since = impossibleSince(state, action);
  if (since !== undefined) i5NotAfter(since, at);
}

/** By when a human being had died, by the confirmed deaths of all their records; undefined where there is none. */
export function confirmedBy(deaths: readonly Migrant["death"][]): string | undefined {
  return deaths
    .flatMap((death) => (death?.status === "CONFIRMED" ? [death.noLaterThan] : []))
    .toSorted()
    .at(0);
}
