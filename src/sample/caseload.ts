import { RecordVictimOutcome } from "../protection-case/actions.js";
import { AssignCase, ReferCase } from "../protection-case/assignment.js";
import { caseDecider } from "../protection-case/case.commands.js";
import { CloseCaseAdministratively, ReopenCase, ResolveCase } from "../protection-case/closing.js";
import { LogContact } from "../protection-case/contacts.js";
import { RecommendSanction, StartLitigation } from "../protection-case/legal-steps.js";
import { FulfilSettlement, HoldClarification, HoldMediation, SettleCase } from "../protection-case/mediation.js";
import { CompleteNextAction, SetNextAction } from "../protection-case/next-action.js";
import { RequestDocuments, VerifyCase } from "../protection-case/verification.js";
import type { Stage } from "../protection-case/codes.js";
import { agencyId, officer } from "./agencies.js";
import { actedOn, type InHand } from "./case-actions.js";
import type { Outcome } from "./coming-home.js";
import type { Complaint } from "./complaints.js";
import { CLOSED_FOR_IT, REOPENED, SOLVED_AT_ONCE, STAYS_AT_A_STAGE, type Trouble } from "./figures.js";
import type { Life } from "./life.js";
import type { SamplePerson } from "./people.js";
import { randomFrom, type Random } from "./random.js";
import type { SampleStep } from "./step.js";

type NextAction = SetNextAction["action"];

/** Troubles that are a dispute with somebody who can be heard. */
const DISPUTES: readonly Trouble[] = ["UNPAID", "FAILED_DEPARTURE", "JOB_FRAUD", "CAME_HOME"];

/** What is to be done next with a case that is at a stage [design]. */
const NEXT: { readonly [S in Stage]?: readonly NextAction[] } = {
  RECEIVED: ["VERIFY", "CALL_WORKER", "CALL_FAMILY"],
  DOCUMENTS_PENDING: ["REQUEST_PAPERS"],
  VERIFIED: ["FOLLOW_UP"],
  ASSIGNED: ["VISIT", "FOLLOW_UP", "TRAVEL_DOCUMENT", "CALL_FAMILY"],
  CLARIFICATION: ["HOLD_CLARIFICATION", "HOLD_MEDIATION"],
  MEDIATION: ["HOLD_MEDIATION"],
};

/** What is not to be done of one who has died (I5). */
const OF_THE_LIVING: readonly NextAction[] = ["CALL_WORKER", "TRAVEL_DOCUMENT"];

/** Why a case is closed that stayed at a stage, and after how many days it may be (Perban 6/2024 art. 30). */
const CLOSED_AFTER = {
  PAPERS_INCOMPLETE: 31,
  NO_CLARITY: 22,
  COMPLAINANT_UNREACHABLE: 61,
  INSOLUBLE: 184,
  WITHDRAWN: 10,
} as const;

/**
 * What an office does with a case, by stages, each some days after the other, with the next action and its day, and
 * with calls: until it is closed, or stays where it is. It is not closed before what it opened has ended (I13).
 * @param outcome what became of the person meanwhile
 */
export function handled(
  life: Life,
  person: SamplePerson,
  complaint: Complaint,
  outcome: Outcome,
): readonly SampleStep[] {
  const random = randomFrom(`kawal sample 1/${person.key}/caseload`);
  const { id, victim, against, office } = complaint;
  const trouble = person.trouble!;
  const inHand: InHand = {
    life,
    random,
    trouble,
    victim,
    country: person.country,
    against,
    the: [caseDecider, id],
    office,
    by: officer(office, random.integer(0, 2)),
    handedOver: outcome.handedOver,
  };
  life.pass(1);
  const dispute = DISPUTES.includes(trouble);
  const atOnce = trouble !== "UNPAID" && dispute && random.chance(SOLVED_AT_ONCE);
  const path = stagesOf(inHand, atOnce);
  const staying = !atOnce && random.chance(STAYS_AT_A_STAGE[dispute ? "DISPUTE" : "OTHER"]);
  const staysAt = staying ? random.integer(dispute ? random.integer(0, path.length) : 0, path.length) : null;
  if (staysAt === 0) return stays(inHand, "RECEIVED", outcome);
  for (const [i, [stage, tell]] of path.entries()) {
    tell();
    next(inHand, stage);
    if (staysAt === i + 1) return stays(inHand, stage, outcome);
    life.pass(atOnce ? 1 : random.integer(4, 30));
    if (random.chance(0.5)) called(inHand);
  }
  return resolved(inHand, path.at(-1)![0], outcome);
}

type StageTold = readonly [stage: Stage, tell: () => void];

function stagesOf(inHand: InHand, atOnce: boolean): StageTold[] {
  const { life, random, trouble, the, office, by } = inHand;
  const papers = ["CHRONOLOGY", random.pick(["PASSPORT", "PAYMENT_RECORDS"] as const)] as const;
  const lacks: StageTold = [
    "DOCUMENTS_PENDING",
    () => void life.does(by, the, RequestDocuments, { papers: [...papers], due: life.in(30) }),
  ];
  const basis = random.pick(["DOCUMENTS", "INTERVIEW", "AGENCY", "VISIT"] as const);
  const verified: StageTold = ["VERIFIED", () => void life.does(by, the, VerifyCase, { by: basis })];
  const assigned: StageTold = [
    "ASSIGNED",
    () => {
      life.does(by, the, AssignCase, { agency: agencyId(office), officer: by.id });
      actedOn(inHand);
    },
  ];
  if (atOnce) return [verified, assigned];
  const asks = random.chance(0.3) ? [lacks] : [];
  if (DISPUTES.includes(trouble)) return [...asks, verified, assigned, ...disputed(inHand)];
  return [...asks, verified, assigned, ...(random.chance(0.15) ? [referred(inHand)] : [])];
}

/** The other side is heard, the sides meet, and it ends by what they agree, a sanction, or a court. */
function disputed({ life, random, the, by, victim, against }: InHand): StageTold[] {
  const outcome = random.weighted({ SETTLED: 60, SANCTION_RECOMMENDED: 25, LITIGATION: 15 });
  const agreed = outcome === "SETTLED";
  const heard: StageTold = [
    "CLARIFICATION",
    () => {
      life.does(by, the, HoldClarification, {
        ...(against && { party: against }),
        outcome: random.pick(agreed ? (["ADMITTED", "COMMITTED"] as const) : (["DENIED", "ABSENT"] as const)),
        // A second session within seven days of the commitment (Permen P2MI 23/2025 art. 18).
        ...(agreed && { promisedBy: life.in(7) }),
      });
    },
  ];
  const met: StageTold = [
    "MEDIATION",
    () => void life.does(by, the, HoldMediation, { outcome: agreed ? "AGREED" : "NO_AGREEMENT" }),
  ];
  const ended: StageTold = [
    outcome,
    () => {
      if (outcome === "SETTLED")
        life.does(by, the, SettleCase, {
          due: life.in(30),
          amounts: [{ victim, amount: random.integer(20, 400) * 10_000_000, currency: "IDR" }],
        });
      else if (outcome === "SANCTION_RECOMMENDED" && against)
        life.does(by, the, RecommendSanction, {
          party: against,
          sanction: random.pick(["WARNING", "SUSPENSION", "DEPOSIT_FORFEITED"]),
          legalGround: "UU_18_2017_ART_74",
        });
      else life.does(by, the, StartLitigation, { forum: random.pick(["CRIMINAL", "CIVIL"]), country: "ID" });
    },
  ];
  return random.chance(0.7) ? [heard, met, ended] : [heard, ended];
}

/** To whoever has the mandate, and watched. */
function referred({ life, random, trouble, the, by }: InHand): StageTold {
  const [agency, reason] =
    trouble === "SCAM" || trouble === "ABUSED"
      ? (["polri", "CRIME"] as const)
      : random.pick([
          ["kemensos", "OTHER_MANDATE"],
          ["kpppa", "OTHER_MANDATE"],
        ] as const);
  return ["REFERRED", () => void life.does(by, the, ReferCase, { agency: agencyId(agency), reason })];
}

/** It goes no further; some of these are closed for it, if nothing that they opened goes on. */
function stays(inHand: InHand, stage: Stage, { over }: Outcome): readonly SampleStep[] {
  const { life, random, the, by, office } = inHand;
  if (stage === "RECEIVED" && random.chance(0.6)) {
    life.does(by, the, AssignCase, { agency: agencyId(office), officer: by.id });
    next(inHand, stage);
  }
  const closed = random.chance(CLOSED_FOR_IT) && over !== null;
  const reason = closedFor(random, stage);
  life.pass(random.integer(5, 25));
  called(inHand, reason === "COMPLAINANT_UNREACHABLE" && closed);
  if (!closed) return life.steps;
  life.pass(CLOSED_AFTER[reason] + random.integer(0, 40));
  after(life, over);
  life.does(by, the, CloseCaseAdministratively, { reason });
  return life.steps;
}

function closedFor(random: Random, stage: Stage): keyof typeof CLOSED_AFTER {
  if (stage === "DOCUMENTS_PENDING") return "PAPERS_INCOMPLETE";
  if (stage === "RECEIVED") return "NO_CLARITY";
  return random.pick(["COMPLAINANT_UNREACHABLE", "INSOLUBLE", "WITHDRAWN"]);
}

const REASON_OF: { readonly [S in Stage]?: ResolveCase["reason"] } = {
  SETTLED: "AGREEMENT_FULFILLED",
  SANCTION_RECOMMENDED: "SANCTION_IMPOSED",
  LITIGATION: "JUDGMENT_GIVEN",
  REFERRED: "TAKEN_OVER",
};

/** What was to be reached has been; a few are opened again. */
function resolved(inHand: InHand, stage: Stage, { over, home }: Outcome): readonly SampleStep[] {
  const { life, random, trouble, the, victim, by } = inHand;
  // A case that waits for what is not over stays open.
  if (over === null) return life.steps;
  after(life, over);
  life.does(by, the, CompleteNextAction, {});
  if (trouble !== "DEAD")
    life.does(by, the, RecordVictimOutcome, {
      victim,
      outcome: home || inHand.office.startsWith("bp3mi") ? "SAFE_AT_HOME" : "SAFE_ABROAD",
    });
  if (stage === "SETTLED") life.does(by, the, FulfilSettlement, {});
  life.does(by, the, ResolveCase, { reason: REASON_OF[stage] ?? (home ? "RETURNED_HOME" : "ASSISTED") });
  if (!random.chance(REOPENED)) return life.steps;
  life.pass(random.integer(15, 90));
  const settled = stage === "SETTLED";
  life.does(by, the, ReopenCase, {
    reason: settled ? "AGREEMENT_BROKEN" : random.pick(["NEW_FACTS", "COMPLAINANT_RETURNED"]),
    stage: settled ? "MEDIATION" : "ASSIGNED",
  });
  next(inHand, settled ? "MEDIATION" : "ASSIGNED");
  if (random.chance(0.4)) return life.steps;
  life.pass(random.integer(20, 60));
  life.does(by, the, ResolveCase, { reason: "ASSISTED" });
  return life.steps;
}

/** The next action, with a day by which it is due; of a few, nobody says one. */
function next({ life, random, trouble, the, by }: InHand, stage: Stage): void {
  if (random.chance(0.1) && stage !== "ASSIGNED") return;
  const actions = (NEXT[stage] ?? ["FOLLOW_UP"]).filter((each) => trouble !== "DEAD" || !OF_THE_LIVING.includes(each));
  const action = random.pick(actions);
  life.does(by, the, SetNextAction, {
    action,
    ...(random.chance(0.9) && { due: life.in(random.integer(3, 30)) }),
  });
}

/** A call, a message, a visit: to the worker, or to the family of one who can't be reached or has died. */
function called({ life, random, trouble, the, victim, by }: InHand, unreachable = false): void {
  const family = ["DEAD", "LOST_CONTACT"].includes(trouble) || random.chance(0.25);
  const reached = !unreachable && random.chance(0.75);
  life.does(by, the, LogContact, {
    victim,
    ...(family ? { relation: random.pick(["MOTHER", "SIBLING", "SPOUSE"] as const) } : { with: victim }),
    way: random.weighted({ PHONE: 5, MESSAGE: 4, OFFICE: 1 }),
    result: reached ? "REACHED" : random.pick(["NO_ANSWER", "NO_ANSWER", "UNSAFE_TO_TALK"]),
    ...(reached && { summary: "Kondisi dan perkembangan kasus dibicarakan" }),
  });
}

/** The working day after a day, unless that is past. */
function after(life: Life, day: string): void {
  if (life.today > day) return;
  life.until(day);
  life.pass(1);
}
