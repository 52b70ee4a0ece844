import type { OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { command, internalCommand } from "../http/command.js";
import { CodeField } from "../http/fields.js";
import { PLACEMENT_STATUSES, STATUS_BASES, type Discovery, type PlacementStatus, type StatusBasis } from "./codes.js";
import { MigrantCommand, migrantEvent } from "./migrant-command.js";
import { MigrantRegistered, PlacementStatusDetermined } from "./migrant.events.js";
import type { Migrant } from "./state.js";

interface RegisterMigrant {
  readonly discovery: Discovery;
  readonly placementStatus: PlacementStatus;
  readonly placementStatusBasis: StatusBasis;
  /** When the person was registered. */
  readonly occurredAt: OccurredAt;
}

/** Sent by the process manager "migrant-registration". */
export const registerMigrant = internalCommand<RegisterMigrant, Migrant>("RegisterMigrant", {
  creates: true,
  decide: ({ occurredAt: at, ...facts }, _state, given) => [migrantEvent(MigrantRegistered, {}, given, facts, { at })],
});

export class DeterminePlacementStatus extends MigrantCommand {
  @CodeField(PLACEMENT_STATUSES)
  status!: PlacementStatus;

  @CodeField(STATUS_BASES, { description: "INFERRED is shown as such wherever the status is" })
  basis!: StatusBasis;
}

/** I12: only this event changes the status. A finding of trafficking is not among its bases, and does not follow. */
export const determinePlacementStatus = command(DeterminePlacementStatus, {
  path: "placement-status",
  summary: "Determine the placement status and its basis",
  decide: (data, _state: Migrant, given) => {
    const { status, basis } = data;
    return [migrantEvent(PlacementStatusDetermined, data, given, { status, basis })];
  },
});
