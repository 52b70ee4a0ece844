import { FailDeparture, PreventDeparture } from "../migrant/departure.js";
import { RejectDocument } from "../migrant/documents.js";
import { ReportContactLost, RestoreContact } from "../migrant/interruptions.js";
import { CloseJourney, StartJourney, WithdrawJourney } from "../migrant/journey.js";
import { StartReintegration } from "../migrant/return.js";
import { ScreenRisk } from "../migrant/risk-screening.js";
import { EndEmployment } from "../migrant/stay-abroad.js";
import type { DocumentKind, RedFlag, Scheme } from "../migrant/codes.js";
import { ChangeContact } from "../person/change-contact.js";
import { officer } from "./agencies.js";
import { anyReturn, broughtHome } from "./coming-home.js";
import { died } from "./deaths.js";
import { PREPARATIONS, STAYS } from "./figures.js";
import { Life } from "./life.js";
import { phoneOf, type SamplePerson } from "./people.js";
import { registered, type Streams } from "./persons.js";
import {
  cameHome,
  documentKinds,
  officesOf,
  orientedAndInsured,
  planned,
  submitted,
  verified,
  wentAbroad,
  type Offices,
  type Plan,
} from "./placement.js";
import { randomFrom, type Random } from "./random.js";
import type { SampleStep } from "./step.js";

const FLAGS: readonly RedFlag[] = [
  "SOCIAL_MEDIA_ONLY",
  "FEE_TO_PRIVATE_ACCOUNT",
  "BROKER_ADVANCE",
  "SECRECY_FROM_FAMILY",
  "ALL_COSTS_PAID",
];

/** A life told from the village, or the labour office, on: prepared, cleared, abroad, home, and perhaps away again. */
export function placement(person: SamplePerson): readonly SampleStep[] {
  const life = new Life(person.key, person.begins);
  const random = randomFrom(`kawal sample 1/${person.key}/placement`);
  const offices = officesOf(person);
  const the = registered(life, person, {
    by: offices.village,
    discovery: offices.isVillage ? "VILLAGE" : "LABOUR_OFFICE",
    status: "PROCEDURAL",
    basis: "STATED",
    source: "IN_PERSON",
    known: "WHOLE",
  });
  const plan: Plan = { scheme: schemeFor(random, person.country), ...person, company: random.integer(0, 4) };
  if (!prepared(life, random, the, offices, plan)) return life.steps;
  if (!stayed(life, random, person, the, offices, plan) || !random.chance(0.3)) return life.steps;
  // Away again, with papers of its own (I9).
  life.pass(random.integer(60, 300));
  life.purpose = "PLACEMENT";
  if (prepared(life, random, the, offices, plan)) stayed(life, random, person, the, offices, plan);
  return life.steps;
}

function schemeFor(random: Random, country: string): Scheme {
  if (country === "KR") return "GOVERNMENT";
  return random.chance(0.08) ? "INDEPENDENT" : "P3MI";
}

/** False when nothing comes of it. */
function prepared(life: Life, random: Random, the: Streams, offices: Offices, plan: Plan): boolean {
  const outcome = random.weighted(PREPARATIONS);
  const { migrant } = the;
  life.pass(random.integer(1, 12));
  life.does(offices.labour, migrant, StartJourney, planned(plan));
  life.does(offices.village, migrant, ScreenRisk, {
    redFlags: random.chance(0.3) ? [random.pick(FLAGS)] : [],
  });
  if (outcome === "WITHDRAWS") {
    life.pass(random.integer(5, 60));
    life.does(offices.labour, migrant, WithdrawJourney, {
      reason: random.pick(["OWN_DECISION", "FAMILY_DECISION", "RISK_ADVICE"]),
    });
    return false;
  }
  life.pass(random.integer(5, 30));
  const kinds = documentKinds(plan.scheme);
  // Some papers, and then nothing more: someone waits for the rest.
  const brought = outcome === "STUCK" ? kinds.slice(0, random.integer(1, kinds.length - 1)) : kinds;
  const file = life.uploads(offices.labour, the.id, [...brought]);
  const documents = brought.map((kind) => submitted(life, the, offices, kind, file));
  life.pass(random.integer(2, 14));
  if (outcome === "STUCK") {
    verified(life, the, offices, documents.slice(1));
    return false;
  }
  verified(
    life,
    the,
    offices,
    random.chance(0.12) ? broughtAgain(life, the, offices, kinds[0]!, documents) : documents,
  );
  if (outcome === "PREVENTED" || outcome === "FAILS") return halted(life, random, the, offices, outcome);
  life.pass(random.integer(3, 25));
  orientedAndInsured(life, the, offices);
  life.pass(random.integer(1, 12));
  return true;
}

/** The first paper is rejected and brought again; gives what is to be verified. */
function broughtAgain(
  life: Life,
  the: Streams,
  offices: Offices,
  kind: DocumentKind,
  documents: readonly string[],
): string[] {
  const [first, ...others] = documents as [string, ...string[]];
  life.does(offices.secondLabour, the.migrant, RejectDocument, {
    document: first,
    reason: "ILLEGIBLE",
    legalGround: "UU_18_2017_ART_13",
  });
  life.pass(8);
  const file = life.uploads(offices.labour, the.id, [kind]);
  const again = submitted(life, the, offices, kind, file);
  life.pass(3);
  return [...others, again];
}

function halted(
  life: Life,
  random: Random,
  { migrant }: Streams,
  offices: Offices,
  outcome: "PREVENTED" | "FAILS",
): false {
  life.pass(random.integer(5, 40));
  if (outcome === "PREVENTED")
    life.does(offices.unit, migrant, PreventDeparture, {
      reason: random.pick(["VISA_NOT_FOR_WORK", "UNLICENSED_RECRUITER", "INVALID_DOCUMENTS"]),
      legalGround: "UU_18_2017_ART_13",
    });
  else
    life.does(offices.unit, migrant, FailDeparture, {
      reason: random.pick(["RECRUITER_VANISHED", "EMPLOYER_CANCELLED", "VISA_REFUSED"]),
    });
  if (random.chance(0.6)) {
    life.pass(random.integer(10, 60));
    life.does(offices.labour, migrant, CloseJourney, { reason: "DID_NOT_DEPART" });
  }
  return false;
}

/** True when the contract was worked to its end and the journey is closed. */
function stayed(
  life: Life,
  random: Random,
  person: SamplePerson,
  the: Streams,
  offices: Offices,
  { country, position }: Plan,
): boolean {
  const contractDays = random.pick([730, 730, 1095]);
  const outcome = random.weighted(STAYS);
  wentAbroad(
    life,
    the,
    offices,
    { country, position },
    {
      days: random.integer(5, 30),
      contractDays,
      employer: `Majikan contoh ${country}-${random.integer(100, 999)}`,
    },
  );
  const mission = officer(`mission-${country}`);
  if (random.chance(0.3)) {
    life.pass(20);
    life.does(mission, the.person, ChangeContact, { phone: phoneOf(50_000 + random.integer(0, 9999)) });
  }
  if (outcome !== "COMPLETES") life.pass(random.integer(60, contractDays - 60));
  switch (outcome) {
    case "ENDS_EARLY":
    case "ILL": {
      life.purpose = "PROTECTION";
      const cause = outcome === "ILL" ? "ACCIDENT_OR_ILLNESS" : "EARLY_TERMINATION";
      life.does(mission, the.migrant, EndEmployment, {
        cause: outcome === "ILL" ? "ACCIDENT_OR_ILLNESS" : "UNILATERAL_TERMINATION",
      });
      life.pass(random.integer(2, 20));
      broughtHome(life, random, person, the, anyReturn(random, country, cause));
      return false;
    }
    case "LOST_CONTACT":
      life.purpose = "PROTECTION";
      life.does(offices.labour, the.migrant, ReportContactLost, {});
      if (random.chance(0.5)) {
        life.pass(random.integer(20, 150));
        life.does(mission, the.migrant, RestoreContact, {});
      }
      return false;
    case "DIES":
      died(life, random, person, the, { country, insured: true });
      return false;
    case "COMPLETES":
      life.pass(contractDays);
      cameHome(life, the, offices, country);
      life.pass(random.integer(20, 90));
      if (random.chance(0.4)) {
        life.does(offices.labour, the.migrant, StartReintegration, {
          programme: random.pick(["SMALL_BUSINESS", "SAVINGS_GROUP", "VOCATIONAL_TRAINING"]),
        });
        life.pass(random.integer(60, 200));
      }
      life.does(offices.labour, the.migrant, CloseJourney, { reason: "COMPLETED" });
      return true;
  }
}
