import { AGENCIES_OPENED, agencySteps } from "./agencies.js";
import { companySteps } from "./companies.js";
import { placement } from "./journeys.js";
import { nA } from "./n-a.js";
import { inventedPerson } from "./people.js";
import { whoseRemainsCameHome } from "./remains-brought-home.js";
import type { SampleStep } from "./step.js";
import { theProceduralWorker } from "./the-procedural-worker.js";
import { inTrouble } from "./troubles.js";

/** When the sample's store is opened: ISO 8601, UTC; before the first step. */
export const SAMPLE_OPENED = `${AGENCIES_OPENED}T00:00:00.000Z`;

/** The lives that are told one by one; all others are drawn from figures. */
const TOLD: readonly (() => { readonly steps: readonly SampleStep[] })[] = [
  theProceduralWorker,
  nA,
  whoseRemainsCameHome,
];

/**
 * All that happens in the sample, life by life; to be taken in order of time. The same number gives the same steps, and
 * a greater one the same lives and more.
 * @param people number of migrants; those of their families come beside
 */
export function sampleSteps(people: number): SampleStep[] {
  if (people === 0) return [];
  const steps = [...agencySteps(), ...companySteps(), ...TOLD.slice(0, people).flatMap((life) => life().steps)];
  for (let i = 0; i < people - TOLD.length; i++) {
    const person = inventedPerson(i);
    steps.push(...(person.course === "PLACEMENT" ? placement(person) : inTrouble(person)));
  }
  return steps;
}
