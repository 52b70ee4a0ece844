import { nA } from "./n-a.js";
import { KNOWN_IN_THE_MIDDLE, TOUR_OFFICER, theProceduralWorker } from "./the-procedural-worker.js";

/**
 * Three lines to paste into a shell, each under what it shows; as an officer of the sample.
 * @param url of the service, e.g. `http://127.0.0.1:3000`
 * @param people how many there are in the sample: nothing is shown of someone who is not in it
 */
export function sampleTour(url: string, people: number): string {
  const as = `-H 'Kawal-Officer: ${TOUR_OFFICER.id}' -H 'Kawal-Agency: ${TOUR_OFFICER.agency}'`;
  const line = (told: string, path: string) => [`${told}:`, `curl -s ${as} '${url}/api/v1/${path}'`];
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
  ].join("\n");
}
