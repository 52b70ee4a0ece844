import { FailDeparture } from "../migrant/departure.js";
import { RecordRelease, RestoreContact } from "../migrant/interruptions.js";
import { CloseJourney, StartJourney } from "../migrant/journey.js";
import { DeterminePlacementStatus } from "../migrant/registration.js";
import { StartReintegration } from "../migrant/return.js";
import { RequestDoNotTell } from "../person/do-not-tell.js";
import { officer } from "./agencies.js";
import { handled } from "./caseload.js";
import { anyReturn, broughtHome, GOES_ON, landingFrom, type Outcome, type Return } from "./coming-home.js";
import { complained } from "./complaints.js";
import { died } from "./deaths.js";
import { SECTORS, type Trouble } from "./figures.js";
import { Life } from "./life.js";
import type { SamplePerson } from "./people.js";
import { registered, type Known, type Streams } from "./persons.js";
import { officesOf } from "./placement.js";
import { randomFrom, type Random } from "./random.js";
import type { SampleOfficer, SampleStep } from "./step.js";

/**
 * A life that became known by a complaint: abroad, before a departure that failed, at the return, or by a report of its
 * end. What happens to the person and what is done with the case are told side by side, as each has its own pace.
 */
export function inTrouble(person: SamplePerson): readonly SampleStep[] {
  const life = new Life(person.key, person.begins, "PROTECTION");
  const random = randomFrom(`kawal sample 1/${person.key}/case`);
  const trouble = person.trouble!;
  const known = knownAs(random, person);
  const the = registered(life, person, known);
  if (person.status === "UNKNOWN" && random.chance(0.4)) {
    life.pass(random.integer(3, 30));
    life.does(known.by, the.migrant, DeterminePlacementStatus, {
      status: "NON_PROCEDURAL",
      basis: "DOCUMENTED",
    });
  }
  found(life, person, the, FOUND_AT[trouble], known.by);
  const complaint = complained(life, person, the, known.by);
  const handling = new Life(`${person.key}/case`, life.today, "PROTECTION");
  const outcome = TOLD[trouble]({ life, random, person, the, by: known.by, opener: complaint.id });
  return [...life.steps, ...handled(handling, person, complaint, outcome)];
}

function knownAs(random: Random, person: SamplePerson): Known {
  const { trouble, status, country } = person;
  const offices = officesOf(person);
  const basis = status === "UNKNOWN" ? "NONE" : random.pick(["STATED", "DOCUMENTED"] as const);
  const seen = { status, basis, known: random.chance(0.5) ? "WHOLE" : "IN_PART" } as const;
  switch (trouble) {
    case "DEPORTED":
      return { ...seen, by: officer(landingFrom(country).unit), discovery: "RETURN", source: "IN_PERSON" };
    case "CAME_HOME":
      return { ...seen, by: offices.labour, discovery: "RETURN", source: "IN_PERSON" };
    case "FAILED_DEPARTURE":
    case "JOB_FRAUD":
      return { ...seen, by: offices.labour, discovery: "LABOUR_OFFICE", source: "IN_PERSON" };
    case "DEAD":
      return { ...seen, by: officer(`mission-${country}`), discovery: "DEATH_REPORT", source: "AGENCY" };
    case "LOST_CONTACT":
      return { ...seen, by: offices.unit, discovery: "ABROAD", source: "FAMILY_REPORT" };
    default:
      return { ...seen, by: officer(`mission-${country}`), discovery: "ABROAD", source: "IN_PERSON" };
  }
}

type FoundAt = "REGISTERED" | "EMPLOYED" | "BETWEEN_JOBS" | "DETAINED" | "LOST_CONTACT" | "RETURNED";

/** Where the journey of someone in trouble is found. */
const FOUND_AT: { readonly [T in Trouble]: FoundAt } = {
  WANTS_HOME: "BETWEEN_JOBS",
  UNPAID: "EMPLOYED",
  DEPORTED: "DETAINED",
  FAILED_DEPARTURE: "REGISTERED",
  DEAD: "EMPLOYED",
  JOB_FRAUD: "REGISTERED",
  SCAM: "DETAINED",
  ILL: "EMPLOYED",
  ABUSED: "EMPLOYED",
  LOST_CONTACT: "LOST_CONTACT",
  DETAINED: "DETAINED",
  CAME_HOME: "RETURNED",
};

/** Someone in trouble, whose complaint has been taken. */
interface Troubled {
  readonly life: Life;
  readonly random: Random;
  readonly person: SamplePerson;
  readonly the: Streams;
  /** Who took the complaint. */
  readonly by: SampleOfficer;
  /** The protection case, which opens a repatriation where one is needed. */
  readonly opener: string;
}
type Tell = (troubled: Troubled) => Outcome;

const TOLD: { readonly [T in Trouble]: Tell } = {
  WANTS_HOME: home("OTHER"),
  UNPAID: home("EARLY_TERMINATION"),
  ILL: home("ACCIDENT_OR_ILLNESS"),
  SCAM: home("OTHER"),
  ABUSED(troubled) {
    const { life, random, person, the } = troubled;
    if (random.chance(0.4))
      life.does(officer(`mission-${person.country}`), the.person, RequestDoNotTell, {
        relation: "RECRUITER",
        reason: "Yang bersangkutan takut perekrut mendatangi keluarganya",
      });
    return home("ABUSE")(troubled);
  },
  DEPORTED({ life, random, person, the, opener }) {
    life.pass(1);
    return broughtHome(life, random, person, the, anyReturn(random, person.country, "DEPORTATION", opener));
  },
  FAILED_DEPARTURE: didNotLeave(["EMPLOYER_CANCELLED", "VISA_REFUSED", "FLIGHT_MISSED"]),
  JOB_FRAUD: didNotLeave(["RECRUITER_VANISHED"]),
  DETAINED({ life, random, person, the, opener }) {
    if (!random.chance(0.6)) return GOES_ON;
    life.pass(random.integer(40, 300));
    life.does(officer(`mission-${person.country}`), the.migrant, RecordRelease, {});
    return broughtHome(life, random, person, the, anyReturn(random, person.country, "DEPORTATION", opener));
  },
  LOST_CONTACT({ life, random, person, the }) {
    if (!random.chance(0.5)) return GOES_ON;
    life.pass(random.integer(15, 200));
    life.does(officer(`mission-${person.country}`), the.migrant, RestoreContact, {});
    return { over: life.today, home: false };
  },
  DEAD({ life, random, person, the, opener }) {
    return died(life, random, person, the, {
      country: person.country,
      insured: person.status === "PROCEDURAL",
      opener,
    });
  },
  CAME_HOME({ life, random, the, by }) {
    const over = life.today;
    life.pass(random.integer(10, 60));
    life.does(by, the.migrant, StartReintegration, {
      programme: random.pick(["SMALL_BUSINESS", "COUNSELLING", "VOCATIONAL_TRAINING"]),
    });
    life.pass(random.integer(90, 250));
    life.does(by, the.migrant, CloseJourney, { reason: "REINTEGRATED" });
    return { over, home: false };
  },
};

/** To be brought home, by the case. */
function home(cause: Return["cause"]): Tell {
  return ({ life, random, person, the, opener }) => {
    life.pass(random.integer(2, 60));
    return broughtHome(life, random, person, the, anyReturn(random, person.country, cause, opener));
  };
}

/** Nobody left, and the company or the broker owes what was paid. */
function didNotLeave(reasons: readonly FailDeparture["reason"][]): Tell {
  return ({ life, random, the, by }) => {
    const over = life.today;
    life.does(by, the.migrant, FailDeparture, { reason: random.pick(reasons) });
    if (random.chance(0.6)) {
      life.pass(random.integer(20, 120));
      life.does(by, the.migrant, CloseJourney, { reason: "DID_NOT_DEPART" });
    }
    return { over, home: false };
  };
}

/** A journey of which the beginning is not known: it was found where it is, some time ago. */
function found(
  life: Life,
  { country, position, status }: SamplePerson,
  { migrant }: Streams,
  foundAt: FoundAt,
  by: SampleOfficer,
): void {
  life.does(by, migrant, StartJourney, {
    scheme: status === "PROCEDURAL" ? "P3MI" : "UNKNOWN",
    country,
    position,
    sector: SECTORS[position],
    foundAt,
    occurred: { date: life.in(-90).slice(0, 7) },
  });
}
