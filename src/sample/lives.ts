import { AGENCIES_OPENED, agencySteps } from "./agencies.js";
import { companySteps } from "./companies.js";
import { counts } from "./counts.js";
import { placement } from "./journeys.js";
import { nA } from "./n-a.js";
import { inventedPerson } from "./people.js";
import { whoseRemainsCameHome } from "./remains-brought-home.js";
import { officerSteps } from "./officers.js";
import { outreachSteps } from "./outreach.js";
import type { SampleStep } from "./step.js";
import { theProceduralWorker } from "./the-procedural-worker.js";
import { theHandedOnWorker } from "./the-handed-on-worker.js";
import { theThreeVictims } from "./the-three-victims.js";
import { theUnpaidWorker } from "./the-unpaid-worker.js";
import { inTrouble } from "./troubles.js";

/** When the sample's store is opened: ISO 8601, UTC; before the first step. */
export const SAMPLE_OPENED = `${AGENCIES_OPENED}T00:00:00.000Z`;

interface Told {
  readonly life: () => { readonly steps: readonly SampleStep[] };
  /** How many migrants it is of. */
  readonly people: number;
}

/** The lives that are told one by one; all others are drawn from figures. */
const TOLD: readonly Told[] = [
  { life: theProceduralWorker, people: 1 },
  { life: nA, people: 1 },
  { life: whoseRemainsCameHome, people: 1 },
  { life: theUnpaidWorker, people: 1 },
  { life: theHandedOnWorker, people: 1 },
  { life: theThreeVictims, people: 3 },
];
/** As many as are told of one by one. */
const ALL_TOLD = TOLD.reduce((sum, { people }) => sum + people, 0);

/**
 * All that happens in the sample, life by life; to be taken in order of time. The same number gives the same steps,
 * and, from eight on, a greater one the same lives and more; fewer have no place for an incident with three victims.
 * @param people number of migrants; those of their families, officials and brokers come beside
 */
export function sampleSteps(people: number): SampleStep[] {
  if (people === 0) return [];
  const told = people < ALL_TOLD ? TOLD.filter(({ people: of }) => of === 1).slice(0, people) : TOLD;
  const ofNobody = [...agencySteps(), ...companySteps(), ...counts().steps, ...outreachSteps()];
  const steps = [...ofNobody, ...told.flatMap(({ life }) => life().steps)];
  const drawn = people - told.reduce((sum, { people: of }) => sum + of, 0);
  for (let i = 0; i < drawn; i++) {
    const person = inventedPerson(i);
    steps.push(...(person.course === "PLACEMENT" ? placement(person) : inTrouble(person)));
  }
  return [...steps, ...officerSteps(steps)];
}
