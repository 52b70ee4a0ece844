import * as commands from "../migrant/migrant.commands.js";
import { RequestDoNotTell } from "../person/person.commands.js";
import { officer } from "./agencies.js";
import { anyReturn, broughtHome, landingFrom, type Return } from "./coming-home.js";
import { died } from "./deaths.js";
import { SECTORS } from "./figures.js";
import { Life } from "./life.js";
import type { SamplePerson } from "./people.js";
import { registered, type Known, type Streams } from "./persons.js";
import { officesOf } from "./placement.js";
import { randomFrom, type Random } from "./random.js";
import type { SampleStep } from "./step.js";

/** A life that became known as a case: abroad, at the return, or by a report of its end. */
export function protectionCase(person: SamplePerson): readonly SampleStep[] {
  const life = new Life(person.key, person.begins, "PROTECTION");
  const random = randomFrom(`kawal sample 1/${person.key}/case`);
  const the = registered(life, person, knownAs(random, person));
  if (person.status === "UNKNOWN" && random.chance(0.4)) {
    life.pass(random.integer(3, 30));
    life.does(officer(`mission-${person.country}`), the.migrant, commands.DeterminePlacementStatus, {
      status: "NON_PROCEDURAL",
      basis: "DOCUMENTED",
    });
  }
  TOLD[person.trouble!](life, random, person, the);
  return life.steps;
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
    case "DEAD":
      return { ...seen, by: officer(`mission-${country}`), discovery: "DEATH_REPORT", source: "AGENCY" };
    case "LOST_CONTACT":
      return { ...seen, by: offices.unit, discovery: "ABROAD", source: "FAMILY_REPORT" };
    default:
      return { ...seen, by: officer(`mission-${country}`), discovery: "ABROAD", source: "IN_PERSON" };
  }
}

type Tell = (life: Life, random: Random, person: SamplePerson, the: Streams) => void;

const TOLD: { readonly [T in NonNullable<SamplePerson["trouble"]>]: Tell } = {
  WANTS_HOME: home("BETWEEN_JOBS", "OTHER"),
  UNPAID: home("EMPLOYED", "EARLY_TERMINATION"),
  ILL: home("EMPLOYED", "ACCIDENT_OR_ILLNESS"),
  SCAM: home("DETAINED", "OTHER"),
  ABUSED(life, random, person, the) {
    if (random.chance(0.4))
      life.does(officer(`mission-${person.country}`), the.person, RequestDoNotTell, {
        relation: "RECRUITER",
        reason: "Yang bersangkutan takut perekrut mendatangi keluarganya",
      });
    home("EMPLOYED", "ABUSE")(life, random, person, the);
  },
  DEPORTED(life, random, person, the) {
    found(life, person, the, "DETAINED", officer(landingFrom(person.country).unit));
    life.pass(1);
    broughtHome(life, random, person, the, anyReturn(random, person.country, "DEPORTATION"));
  },
  DETAINED(life, random, person, the) {
    const mission = officer(`mission-${person.country}`);
    found(life, person, the, "DETAINED", mission);
    if (!random.chance(0.6)) return;
    life.pass(random.integer(40, 300));
    life.does(mission, the.migrant, commands.RecordRelease, {});
    broughtHome(life, random, person, the, anyReturn(random, person.country, "DEPORTATION"));
  },
  LOST_CONTACT(life, random, person, the) {
    found(life, person, the, "LOST_CONTACT", officesOf(person).unit);
    if (!random.chance(0.5)) return;
    life.pass(random.integer(15, 200));
    life.does(officer(`mission-${person.country}`), the.migrant, commands.RestoreContact, {});
  },
  DEAD(life, random, person, the) {
    found(life, person, the, "EMPLOYED", officer(`mission-${person.country}`));
    died(life, random, person, the, { country: person.country, insured: person.status === "PROCEDURAL" });
  },
  CAME_HOME(life, random, person, the) {
    const { labour } = officesOf(person);
    found(life, person, the, "RETURNED", labour);
    life.pass(random.integer(10, 60));
    life.does(labour, the.migrant, commands.StartReintegration, {
      programme: random.pick(["SMALL_BUSINESS", "COUNSELLING", "VOCATIONAL_TRAINING"]),
    });
    life.pass(random.integer(90, 250));
    life.does(labour, the.migrant, commands.CloseJourney, { reason: "REINTEGRATED" });
  },
};

/** Found at a step of the journey, and to be brought home. */
function home(foundAt: "EMPLOYED" | "BETWEEN_JOBS" | "DETAINED", cause: Return["cause"]): Tell {
  return (life, random, person, the) => {
    found(life, person, the, foundAt, officer(`mission-${person.country}`));
    life.pass(random.integer(2, 60));
    broughtHome(life, random, person, the, anyReturn(random, person.country, cause));
  };
}

/** A journey of which the beginning is not known: it was found where it is, some time ago. */
function found(
  life: Life,
  { country, position, status }: SamplePerson,
  { migrant }: Streams,
  foundAt: "EMPLOYED" | "BETWEEN_JOBS" | "DETAINED" | "LOST_CONTACT" | "RETURNED",
  by: ReturnType<typeof officer>,
): void {
  life.does(by, migrant, commands.StartJourney, {
    scheme: status === "PROCEDURAL" ? "P3MI" : "UNKNOWN",
    country,
    position,
    sector: SECTORS[position],
    foundAt,
    occurred: { date: life.in(-90).slice(0, 7) },
  });
}
