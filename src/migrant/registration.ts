import type { Given } from "../event-sourcing/deciding/decider.js";
import { Rejection } from "../event-sourcing/deciding/rejection.js";
import { ALREADY_THERE } from "../event-sourcing/deciding/command-handling.js";
import type { OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { command, internalCommand } from "../http/command.js";
import { CodeField } from "../http/fields.js";
import { assertRegistered, personOf, type Person } from "../person/person.js";
import {
  DISCOVERIES,
  PLACEMENT_STATUSES,
  STATUS_BASES,
  type Discovery,
  type PlacementStatus,
  type StatusBasis,
} from "./codes.js";
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

export class RegisterAsMigrant extends MigrantCommand {
  @CodeField(DISCOVERIES)
  discovery!: Discovery;

  @CodeField(PLACEMENT_STATUSES)
  placementStatus!: PlacementStatus;

  @CodeField(STATUS_BASES, { description: "On what the placement status rests" })
  placementStatusBasis!: StatusBasis;
}

/** A person who was registered as somebody else concerned is found to be a migrant. */
export const registerAsMigrant = command(RegisterAsMigrant, {
  path: "registration",
  summary: "Register a person who is on file as a migrant: with this the migrant's history begins",
  creates: true,
  loads: (_data, _state: Migrant, id) => ({ about: personOf(id) }),
  decide: (data, _state: Migrant, given: Given<{ readonly about: Person }>) => {
    const { discovery, placementStatus, placementStatusBasis } = data;
    const { about } = given.loaded;
    assertRegistered(about, given.id);
    // The history follows from that registration, and is on its way.
    if (about.migrant !== null) throw new Rejection(ALREADY_THERE);
    return [migrantEvent(MigrantRegistered, data, given, { discovery, placementStatus, placementStatusBasis })];
  },
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
