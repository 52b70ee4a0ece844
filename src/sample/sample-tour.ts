import { SIGN_INS } from "./sign-ins.js";
import { nA } from "./n-a.js";
import { KNOWN_IN_THE_MIDDLE, theProceduralWorker } from "./the-procedural-worker.js";

/** With so many people, the officer of the mission has work for sure. */
const FULL = 100;

/**
 * How to sign in to a sample, and lines to paste into a shell, each under what it shows.
 * @param url of the service, e.g. `http://127.0.0.1:3000`
 * @param people how many there are in the sample: nothing is shown of someone who is not in it
 * @param passwordOf the password of a user of the sample, by login
 */
export function sampleTour(url: string, people: number, passwordOf: (login: string) => string): string {
  const logins = [...SIGN_INS, { login: "administrator", description: "who assigns officers" }];
  const line = (description: string, path: string) => [
    `${description}:`,
    `curl -s -H "Authorization: Bearer $TOKEN" '${url}/api/v1/${path}'`,
  ];
  return [
    "Users of this sample, each with a password of their own:",
    ...logins.map(({ login, description }) => `  ${login.padEnd(14)} ${passwordOf(login)}   ${description}`),
    "",
    "Sign in as supervisor, for ten minutes; as somebody else by another login and password:",
    `TOKEN=$(curl -s '${url}/api/v1/sign-in' -H 'content-type: application/json' -d '{"login":"supervisor","password":"${passwordOf("supervisor")}"}' | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')`,
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
    ...(people < FULL ? [] : line("My work: next actions of cases, and steps (as mission)", "work")),
  ].join("\n");
}
