import { caseIn } from "./case.js";
import { companyIn } from "./registers.js";
import { asItHappened, idIn, kindOf, ofType, type Told } from "./told.js";

const ACCUSED = ["ALLEGED_PERPETRATOR", "BROKER", "RECRUITER"];

/** Whom the cases accuse, by what their parties are now: `victim case against role`, sorted. */
export function accusedByCases(log: readonly Told[]): string[] {
  const accused = streamsOf(log, "case").flatMap(([id, events]) => {
    const { parties } = caseIn(events);
    const victims = parties.flatMap(({ role, person }) => (role === "VICTIM" && person !== null ? [person] : []));
    return parties
      .filter(({ role }) => ACCUSED.includes(role))
      .flatMap(({ role, person, company }) => {
        const against = person ?? traderOf(log, company);
        return victims
          .filter((victim) => against !== null && against !== victim)
          .map((victim) => {
            return `${victim} ${id} ${against} ${role}`;
          });
      });
  });
  return [...new Set(accused)].toSorted();
}

/** Whom the files of persons say that their cases accuse; the same. */
export function accusedOnFile(log: readonly Told[]): string[] {
  return streamsOf(log, "person")
    .flatMap(([victim, events]) => {
      const withdrawn = ofType(events, "AllegationWithdrawn").map(({ facts }) => facts["allegation"]);
      return ofType(events, "AllegationRecorded")
        .filter(({ facts }) => !withdrawn.includes(facts["allegation"]))
        .map(({ facts }) => `${victim} ${facts["case"]} ${facts["against"]} ${facts["role"]}`);
    })
    .toSorted();
}

/** The human being behind a company, where there is one. */
function traderOf(log: readonly Told[], company: string | null): string | null {
  const [found] = streamsOf(log, "company").filter(([id]) => id === company);
  return found ? companyIn(found[1]).person : null;
}

function streamsOf(log: readonly Told[], kind: string): [id: string, events: readonly Told[]][] {
  const own = log.filter(({ stream }) => kindOf(stream) === kind);
  return [...new Set(own.map(({ stream }) => stream))].map((stream) => [
    idIn(stream),
    asItHappened(own.filter((event) => event.stream === stream)),
  ]);
}
