import type { OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { Rejection } from "../event-sourcing/deciding/rejection.js";
import { I5 } from "../migrant/living-acts.js";
import type { Migrant } from "../migrant/migrant.js";

/**
 * I5: as of a time after a confirmed death, nobody takes a step of a living repatriation. What may have happened
 * before is taken, however late it is told.
 */
export function i5StillAlive({ death }: Pick<Migrant, "death">, at: OccurredAt): void {
  if (death?.status === "CONFIRMED") i5NotAfter(death.noLaterThan, at);
}

/** I5, where it is only known by when the person had died (ISO). */
export function i5NotAfter(diedBy: string, at: OccurredAt): void {
  if (at.earliest !== null && at.earliest > diedBy) throw new Rejection(I5, { diedBy, occurredAt: at.earliest });
}
