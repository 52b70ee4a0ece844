import { Rejection } from "../event-sourcing/deciding/rejection.js";
import { dateIn, type OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { valueOf, type OpenField } from "../event-sourcing/stored-event/personal-field.js";
import { agesOn, isBirthDate, isYearOnly } from "../facts/birth-date.js";
import { regionFact } from "../facts/shapes.js";
import { CodeField, RegionField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { personOf, type Person } from "../person/person.js";
import { I8 } from "./hand-over.js";
import { ReturneeWentHomeAlone } from "./living.events.js";
import { livingCommand, type GivenAt } from "./repatriation-command.js";

export class RecordHomeAlone extends Occurring {
  @RegionField({ optional: true })
  region?: string;

  @CodeField(["DOCUMENT", "ASSESSMENT"], {
    optional: true,
    description: "On what it rests that the person is an adult, where the file does not prove it",
  })
  ageSeen?: "DOCUMENT" | "ASSESSMENT";
}

export const recordHomeAlone = livingCommand(RecordHomeAlone, {
  path: "home-alone",
  summary: "Record that an adult went home alone",
  settles: true,
  event: ReturneeWentHomeAlone,
  loads: (_data, { person }) => ({ about: personOf(person!) }),
  decide: ({ region, ageSeen }, _state, { loaded, at, now, open }: GivenAt<{ readonly about: Person }>) => ({
    facts: { region: regionFact(region), adultBy: i8IsAdult(loaded.about, at, now, open, ageSeen) },
  }),
});

const MAJORITY = 18;

/**
 * I8: only an adult ends the journey alone. A birth date proves the age, if every day that it may be does; else a birth
 * year that leaves no doubt; else what the caseworker has seen or assessed. A person whose age nobody knows is not
 * taken for an adult.
 * @param seen on what else the caseworker relies, if anything
 * @returns by what it is known
 */
function i8IsAdult(
  { identity, birthYear }: Pick<Person, "identity" | "birthYear">,
  at: OccurredAt,
  now: string,
  open: OpenField,
  seen: "DOCUMENT" | "ASSESSMENT" | undefined,
): "BIRTH_DATE" | "BIRTH_YEAR" | "DOCUMENT" | "ASSESSMENT" {
  const day = dateIn(at.zone, at.earliest ?? at.latest ?? now);
  const birthDate = valueOf(identity, "birthDate", open);
  if (birthDate !== undefined && isBirthDate(birthDate)) {
    const { youngest, oldest } = agesOn(birthDate, day);
    if (oldest < MAJORITY) throw new Rejection(I8, { adult: "NO" });
    if (youngest >= MAJORITY) return isYearOnly(birthDate) ? "BIRTH_YEAR" : "BIRTH_DATE";
  } else if (birthYear !== null) {
    const turns = Number(day.slice(0, 4)) - birthYear;
    if (turns < MAJORITY) throw new Rejection(I8, { adult: "NO" });
    if (turns > MAJORITY) return "BIRTH_YEAR";
  }
  if (seen === undefined) throw new Rejection(I8, { adult: "NOT_KNOWN" });
  return seen;
}
