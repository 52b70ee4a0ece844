import { agencyId, officer } from "./agencies.js";
import { nA } from "./n-a.js";
import { KNOWN_IN_THE_MIDDLE, TOUR_OFFICER, theProceduralWorker } from "./the-procedural-worker.js";

/** With so many people, the officer has work for sure. */
const FULL = 100;
const MALAYSIA = { ...officer("mission-MY"), agency: agencyId("mission-MY") };

/**
 * Lines to paste into a shell, each under what it shows; as officers of the sample.
 * @param url of the service, e.g. `http://127.0.0.1:3000`
 * @param people how many there are in the sample: nothing is shown of someone who is not in it
 */
export function sampleTour(url: string, people: number): string {
  const line = (told: string, path: string, { id, agency } = TOUR_OFFICER) => [
    `${told}:`,
    `curl -s -H 'Kawal-Officer: ${id}' -H 'Kawal-Agency: ${agency}' '${url}/api/v1/${path}'`,
  ];
  return [
    ...line(
      "The repatriation board: what each open case lacks, who has it, and what is overdue",
      "repatriations?open=true",
    ),
    ...(people < 2
      ? []
      : line("All that is known of N.A., whom one news report tells of", `persons/${nA().person}/timeline`)),
    ...(people < 1
      ? []
      : line(
          `A life as it was known on ${KNOWN_IN_THE_MIDDLE}`,
          `persons/${theProceduralWorker().person}/state?knownAt=${KNOWN_IN_THE_MIDDLE}`,
        )),
    ...(people < FULL
      ? []
      : line("My work, as an officer of the mission in Malaysia: next actions of cases, and steps", "work", MALAYSIA)),
  ].join("\n");
}
