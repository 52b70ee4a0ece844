import { idWithin } from "../event-sourcing/deciding/command-handling.js";
import { TakeCaseAction } from "../protection-case/actions.js";
import type { caseDecider } from "../protection-case/case.commands.js";
import { EndShelter, ProvideShelter } from "../protection-case/shelter.js";
import { AssessTrafficking } from "../protection-case/trafficking-assessment.js";
import { StartTraffickingScreening } from "../protection-case/trafficking-screening.js";
import { agencyId } from "./agencies.js";
import type { Trouble } from "./figures.js";
import type { Life } from "./life.js";
import type { Random } from "./random.js";
import type { SampleOfficer } from "./step.js";

/** A case in somebody's hands. */
export interface InHand {
  readonly life: Life;
  readonly random: Random;
  readonly trouble: Trouble;
  readonly victim: string;
  /** ISO 3166-1 */
  readonly country: string;
  /** Id of the party that it is against. */
  readonly against: string | undefined;
  readonly the: readonly [typeof caseDecider, string];
  readonly office: string;
  readonly by: SampleOfficer;
  /** The day on which the victim was handed over, if they were. */
  readonly handedOver: string | undefined;
}

/** Of the victims of scam compounds, those that an assessor finds to be trafficked: 40 % of cases in 2020-23 [stat]. */
const INDICATED = 0.4;

type Act = TakeCaseAction["action"];

/** What is usually done about a trouble; the first is always done. */
const ACTS: { readonly [T in Trouble]?: readonly Act[] } = {
  UNPAID: ["WAGE_LEDGER", "ATTACHE_CLAIM"],
  DEPORTED: ["ARRIVAL_REPORT_CHECKED"],
  DEAD: ["FAMILY_INFORMED", "INSURANCE_CLAIM"],
  SCAM: ["SAFETY", "POLICE_REPORT"],
  ILL: ["TREATMENT", "INSURANCE_CLAIM"],
  ABUSED: ["SAFETY", "MEDICO_LEGAL_REPORT", "POLICE_REPORT"],
  LOST_CONTACT: ["LAST_KNOWN", "ARRIVAL_REPORT_CHECKED", "WELFARE_CHECK"],
  DETAINED: ["CONSULAR_ACCESS", "LEGAL_COUNSEL", "FAMILY_INFORMED"],
};

const SHELTERED: readonly Trouble[] = ["WANTS_HOME", "UNPAID", "SCAM", "ABUSED"];

/** What is done for the victim of a case that an officer has: acts, a shelter, a screening for trafficking. */
export function actedOn(inHand: InHand): void {
  const { life, random, trouble, the, victim, by, office, country } = inHand;
  for (const [i, action] of (ACTS[trouble] ?? []).entries())
    if (i === 0 || random.chance(0.6)) life.does(by, the, TakeCaseAction, { action, victim });
  if (SHELTERED.includes(trouble) && random.chance(0.5)) {
    const sheltered = life.does(by, the, ProvideShelter, {
      victim,
      kind: "MISSION_SHELTER",
      agency: agencyId(office),
      country,
    });
    if (random.chance(0.5)) {
      const since = life.today;
      life.pass(random.integer(5, 40));
      const { handedOver } = inHand;
      const endedByHandover = handedOver !== undefined && since <= handedOver && handedOver <= life.today;
      if (!endedByHandover) life.does(by, the, EndShelter, { stay: idWithin(sheltered, 0), reason: "MOVED" });
    }
  }
  if (trouble === "SCAM") screened(inHand);
}

/** Assessed by an officer, never by itself; some are screened and not yet assessed. */
function screened({ life, random, the, victim, by }: InHand): void {
  life.does(by, the, StartTraffickingScreening, { victim });
  life.pass(random.integer(1, 10));
  if (random.chance(0.15)) return;
  const offence = { date: life.in(-random.integer(60, 200)).slice(0, 7) };
  if (!random.chance(INDICATED))
    return void life.does(by, the, AssessTrafficking, { victim, offence, outcome: "NOT_INDICATED" });
  life.does(by, the, AssessTrafficking, {
    victim,
    offence,
    outcome: "INDICATED",
    acts: ["RECRUITMENT", "TRANSPORT"],
    means: random.pick([["FRAUD"], ["FRAUD", "CONFINEMENT"], ["DEBT_BONDAGE", "THREAT_OF_VIOLENCE"]]),
    purposes: ["FORCED_LABOUR"],
  });
}
