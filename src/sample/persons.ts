import type { Life } from "./life.js";
import { migrantDecider } from "../migrant/migrant.commands.js";
import type { Discovery, PlacementStatus, StatusBasis } from "../migrant/codes.js";
import { personDecider } from "../person/person.commands.js";
import type { Source } from "../person/person.events.js";
import { RegisterPerson } from "../person/register-person.js";
import { detailsOf, inventedRelative, type SamplePerson } from "./people.js";
import type { SampleOfficer } from "./step.js";

/** A migrant's two streams, to name them in a life. */
export interface Streams {
  readonly id: string;
  readonly person: readonly [typeof personDecider, string];
  readonly migrant: readonly [typeof migrantDecider, string];
}

export function streamsOf(id: string): Streams {
  return { id, person: [personDecider, id], migrant: [migrantDecider, id] };
}

/** How a migrant came to be known. */
export interface Known {
  readonly by: SampleOfficer;
  readonly discovery: Discovery;
  readonly status: PlacementStatus;
  readonly basis: StatusBasis;
  readonly source: Source;
  /** Whether numbers and papers were there to be seen. */
  readonly known: "WHOLE" | "IN_PART";
}

/**
 * A migrant is registered, with the journey's history that begins by it.
 * @param label tells those of one life apart
 */
export function registered(life: Life, person: SamplePerson, known: Known, label = "person"): Streams {
  const { by, discovery, status, basis, source } = known;
  const id = life.creates(label, by, personDecider, RegisterPerson, {
    ...detailsOf(person, known.known),
    source,
    migrant: { discovery, placementStatus: status, placementStatusBasis: basis },
  });
  return streamsOf(id);
}

/**
 * Somebody who is no migrant is registered: of the family, or an official.
 * @param number tells those of one life apart
 */
export function relativeRegistered(
  life: Life,
  person: Pick<SamplePerson, "key">,
  by: SampleOfficer,
  number: number,
  sex: "FEMALE" | "MALE",
): string {
  const { name } = inventedRelative(person, number, sex);
  return life.creates(`relative-${number}`, by, personDecider, RegisterPerson, {
    sex,
    nationality: "ID",
    source: "IN_PERSON",
    identity: { name },
  });
}
