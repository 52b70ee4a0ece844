import type { RETURN_CAUSES } from "../migrant/codes.js";
import { AssignStep, MarkNotApplicable } from "../repatriation/assign-step.js";
import { CancelRepatriation, CloseRepatriation } from "../repatriation/end-repatriation.js";
import { RecordHomeAlone } from "../repatriation/go-home-alone.js";
import { HandOverReturnee } from "../repatriation/hand-over.js";
import { CloseJourney } from "../migrant/journey.js";
import {
  RecordDebarkation,
  RecordReception,
  RecordReturneeDeparture,
  RecordReturneeOnward,
} from "../repatriation/journey-home.js";
import {
  BookTicket,
  CertifyFitToTravel,
  ConfirmReturneeIdentity,
  RecordExitClearance,
  RecordTravelDocument,
} from "../repatriation/prepare-return.js";
import { RequestRepatriation } from "../repatriation/request-repatriation.js";
import { repatriationDecider } from "../repatriation/repatriation.commands.js";
import { agencyId, ministryOn, officer } from "./agencies.js";
import type { Life } from "./life.js";
import type { SamplePerson } from "./people.js";
import { relativeRegistered, type Streams } from "./persons.js";
import { officesOf } from "./placement.js";
import type { Random } from "./random.js";
import type { SampleOfficer } from "./step.js";

/** Where people land: by country, the unit (BP3MI) there, the place and its region. */
const LANDINGS: Readonly<Record<string, { unit: string; place: string; region: string }>> = {
  MY: { unit: "bp3mi-61", place: "PNK", region: "61.12" },
  HK: { unit: "bp3mi-35", place: "SUB", region: "35.15" },
};
const LANDING = { unit: "bp3mi-36", place: "CGK", region: "36.71" };

export function landingFrom(country: string) {
  return LANDINGS[country] ?? LANDING;
}

/** Why someone alive comes home, and how far it is told. */
export interface Return {
  readonly country: string;
  readonly cause: (typeof RETURN_CAUSES)[number];
  /** The protection case that opens the repatriation, if one does. */
  readonly opener?: string | undefined;
  /** Steps after which nothing happens any more; none for a repatriation that goes on. */
  readonly stuckAfter: number | null;
}

/** What became of what someone was in need of. */
export interface Outcome {
  /** The day on which it was over, `YYYY-MM-DD`; null while it goes on. */
  readonly over: string | null;
  /** They came home by it, alive or not. */
  readonly home: boolean;
  /** The day on which they were handed over alive, or went home alone: a stay in a shelter ends with it. */
  readonly handedOver?: string;
}

export const GOES_ON: Outcome = { over: null, home: false };

/** Of all cases, those that nobody moves any more [design]: they wait abroad, for one of the first steps. */
const STUCK = 0.15;
const STEPS_ABROAD = 5;

export function anyReturn(random: Random, country: string, cause: Return["cause"], opener?: string): Return {
  return { country, cause, opener, stuckAfter: random.chance(STUCK) ? random.integer(0, STEPS_ABROAD - 1) : null };
}

type Say = (step: string) => void;

/**
 * A living person is brought home, step by step, each assigned to an agency with a day by which it is due. What is not
 * done by the end of the sample is what the board shows as missing, and as overdue where its day is over.
 */
export function broughtHome(
  life: Life,
  random: Random,
  person: SamplePerson,
  { id, migrant }: Streams,
  { country, cause, opener, stuckAfter }: Return,
): Outcome {
  life.purpose = "REPATRIATION";
  const mission = `mission-${country}`;
  const landing = landingFrom(country);
  const { unitKey, labour } = officesOf(person);
  const repatriation = life.creates("repatriation", officer(mission), repatriationDecider, RequestRepatriation, {
    kind: "LIVING",
    person: id,
    source: random.chance(0.6) ? "PERSON" : "FAMILY",
    cause,
    country,
    ...(opener !== undefined && { case: opener }),
  });
  const the = [repatriationDecider, repatriation] as const;
  const says = <Body extends object>(agency: string, body: new () => Body, data: Body): Say => {
    return () => void life.does(officer(agency), the, body, data);
  };
  const ill = cause === "ACCIDENT_OR_ILLNESS";
  const overstayed = cause === "DEPORTATION" || random.chance(0.4);
  const steps: [step: string, agency: string, days: number, say: Say][] = [
    ["IDENTITY_CONFIRMED", mission, 9, says(mission, ConfirmReturneeIdentity, { basis: "INTERVIEW" })],
    [
      "TRAVEL_DOCUMENT_READY",
      mission,
      14,
      says(mission, RecordTravelDocument, { document: random.chance(0.7) ? "SPLP" : "PASSPORT" }),
    ],
    [
      "EXIT_CLEARED",
      mission,
      21,
      says(mission, RecordExitClearance, {
        permit: cause === "DEPORTATION" ? "DEPORTATION_ORDER" : "EXIT_PERMIT",
        fineOutcome: overstayed ? random.weighted({ WAIVED: 5, REDUCED: 3, PAID: 2 }) : "NONE",
        ...(overstayed && { overstayDays: random.integer(20, 700) }),
      }),
    ],
    [
      "FIT_TO_TRAVEL",
      mission,
      5,
      ill
        ? says(mission, CertifyFitToTravel, { fitness: random.chance(0.5) ? "FIT" : "FIT_WITH_ESCORT" })
        : says(mission, MarkNotApplicable, { step: "FIT_TO_TRAVEL", reason: "NOT_ILL" }),
    ],
    [
      "TICKETED",
      mission,
      8,
      says(mission, BookTicket, {
        mode: "AIR",
        funding: random.weighted({ STATE: 5, OWN: 2, EMPLOYER: 2, FAMILY: 1 }),
      }),
    ],
    ["DEPARTED", mission, 6, says(mission, RecordReturneeDeparture, { mode: "AIR" })],
    [
      "DEBARKED",
      landing.unit,
      1,
      says(landing.unit, RecordDebarkation, { place: landing.place, region: landing.region }),
    ],
    [
      "RECEPTION",
      landing.unit,
      1,
      says(landing.unit, RecordReception, {
        reception: random.weighted({ TRANSIT_HOUSE: 5, SELF_RETURN: 3, REHABILITATION: 2 }),
        agency: agencyId(landing.unit),
      }),
    ],
    ["ONWARD", landing.unit, 3, says(landing.unit, RecordReturneeOnward, { mode: "LAND", towards: person.regency })],
  ];
  for (const [i, [step, agency, days, say]] of steps.entries()) {
    // Who is to do it must see it: the mission has all that it has not given to another.
    if (stuckAfter === i || random.chance(0.5) || agency !== mission)
      life.does(officer(mission), the, AssignStep, { step, agency: agencyId(agency), due: life.in(days + 7) });
    if (stuckAfter === i) return givenUp(life, random, the, officer(mission));
    life.pass(random.integer(1, days * 2));
    say(step);
  }
  life.pass(random.integer(1, 4));
  if (random.chance(0.45)) life.does(officer(unitKey), the, RecordHomeAlone, { region: person.regency });
  else handedOver(life, random, person, the, unitKey);
  const handover = life.today;
  life.pass(random.integer(2, 20));
  life.does(officer(ministryOn(life.today)), the, CloseRepatriation, { reason: "COMPLETED" });
  const outcome = { over: life.today, home: true, handedOver: handover };
  life.pass(random.integer(30, 120));
  if (random.chance(0.6)) life.does(labour, migrant, CloseJourney, { reason: "COMPLETED" });
  return outcome;
}

/** A case that nobody moves is mostly ended by the person: by another way home, or by staying. */
function givenUp(
  life: Life,
  random: Random,
  the: readonly [typeof repatriationDecider, string],
  by: SampleOfficer,
): Outcome {
  life.pass(random.integer(100, 300));
  if (!random.chance(0.6)) return GOES_ON;
  life.does(by, the, CancelRepatriation, { reason: random.pick(["DECLINED", "OTHER_ARRANGEMENT"]) });
  return { over: life.today, home: false };
}

/** The family receives, and an official of the village bears witness (I8). */
function handedOver(
  life: Life,
  random: Random,
  person: SamplePerson,
  the: readonly [typeof repatriationDecider, string],
  unit: string,
): void {
  const relation = random.weighted({ MOTHER: 3, FATHER: 2, SIBLING: 3, SPOUSE: 3 });
  const woman = relation === "MOTHER" || (relation === "SPOUSE" && person.sex === "MALE");
  const recipient = relativeRegistered(life, person, officer(unit), 1, woman ? "FEMALE" : "MALE");
  const witness = relativeRegistered(life, person, officer(unit), 2, "MALE");
  life.does(officer(unit), the, HandOverReturnee, {
    recipient,
    relation,
    witness: { person: witness, capacity: "VILLAGE_OFFICIAL" },
    region: person.regency,
  });
}
