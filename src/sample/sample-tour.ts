import { nA } from "./n-a.js";
import { KNOWN_IN_THE_MIDDLE, TOUR_OFFICER, theProceduralWorker } from "./the-procedural-worker.js";

/**
 * Three lines to paste into a shell, each under what it shows; as an officer of the sample.
 * @param url of the service, e.g. `http://127.0.0.1:3000`
 */
export function sampleTour(url: string): string {
  const as = `-H 'Kawal-Officer: ${TOUR_OFFICER.id}' -H 'Kawal-Agency: ${TOUR_OFFICER.agency}'`;
  const line = (path: string) => `curl -s ${as} '${url}/api/v1/${path}'`;
  return [
    "The repatriation board, what is overdue first asked for:",
    line("repatriations?open=true&overdue=true&limit=5"),
    "All that is known of N.A., who is known by one news report:",
    line(`persons/${nA().person}/timeline`),
    `A life as it was known on ${KNOWN_IN_THE_MIDDLE}:`,
    line(`persons/${theProceduralWorker().person}/state?knownAt=${KNOWN_IN_THE_MIDDLE}`),
  ].join("\n");
}
