import { withSightOf, type SightTokens } from "../access/sight-tokens.js";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { stateIn } from "../event-sourcing/projecting/stored-state.js";
import { personAggregate, type Person } from "../person/person.js";
import type { JourneyStep, Phase, PlacementStatus } from "./codes.js";
import { migrantAggregate, openJourney, phaseOf, type Migrant } from "./migrant.js";

/** A migrant with the person behind, and the fields by which a list finds them. */
export interface MigrantProfileDocument {
  readonly id: string;
  readonly person: Person;
  readonly migrant: Migrant;
  /** Of the journey that goes on, else of the last one; DECEASED after a confirmed death; null with no journey. */
  readonly step: JourneyStep | null;
  readonly phase: Phase;
  /** Of that journey; with none, where the death was. */
  readonly country: string | null;
  /** Kemendagri code of the place of origin. */
  readonly origin: string | null;
  readonly placementStatus: PlacementStatus;
  readonly sight: SightTokens;
}

export const migrantProfileView: Projection<MigrantProfileDocument> = {
  name: "migrant-profile",
  version: 7,
  types: [...personAggregate.events, ...migrantAggregate.events].map(({ type }) => type),
  order: "world",
  streams: (id) => [`person-${id}`, `migrant-${id}`],
  // Who is found to be a migrant was a person before.
  whole: true,
  revisionOf: (id) => `migrant-${id}`,
  indexes: [
    { field: "id", type: "text" },
    { field: "step", type: "text" },
    { field: "phase", type: "text" },
    { field: "country", type: "text" },
    { field: "origin", type: "text" },
    { field: "placementStatus", type: "text" },
    { field: "sight", type: "set" },
  ],
  ids: (event, find) => {
    const [category, id] = splitStream(event.stream);
    // Of persons only those who are migrants have a profile.
    const isMigrant = category === "migrant" || (event.type === "PersonRegistered" && "migrant" in event.facts);
    return isMigrant ? [id] : find("id", id);
  },
  evolve: (document, event, id) => profileOf(id, event, document),
};

function profileOf(id: string, event: EventRecord, document: MigrantProfileDocument | undefined) {
  let person = stateIn(personAggregate.initial, document?.person);
  let migrant = stateIn(migrantAggregate.initial, document?.migrant);
  if (event.stream.startsWith("person-")) person = personAggregate.evolve(person, event);
  else migrant = migrantAggregate.evolve(migrant, event);
  const journey = openJourney(migrant) ?? migrant.journeys.at(-1);
  return {
    id,
    person,
    migrant,
    step: migrant.death?.status === "CONFIRMED" ? "DECEASED" : (journey?.step ?? null),
    phase: phaseOf(migrant),
    country: journey?.country ?? migrant.death?.country ?? null,
    origin: person.origin?.code ?? null,
    placementStatus: migrant.placementStatus,
    sight: withSightOf(document?.sight ?? [], event),
  } satisfies MigrantProfileDocument;
}
