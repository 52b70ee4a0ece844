import { ConfirmDeath, ReportDeath } from "../migrant/death.js";
import { officer } from "./agencies.js";
import type { Outcome } from "./coming-home.js";
import type { Life } from "./life.js";
import type { SamplePerson } from "./people.js";
import type { Streams } from "./persons.js";
import type { Random } from "./random.js";
import { remainsBroughtHome } from "./remains.js";

/** A death abroad: reported, mostly confirmed, and the remains on their way home. */
export function died(
  life: Life,
  random: Random,
  person: SamplePerson,
  the: Streams,
  { country, insured, opener }: { country: string; insured: boolean; opener?: string },
): Outcome {
  life.purpose = "PROTECTION";
  const mission = officer(`mission-${country}`);
  const cause = random.weighted({ ILLNESS: 55, ACCIDENT: 25, UNKNOWN: 12, VIOLENCE: 4, SUICIDE: 4 });
  life.does(mission, the.migrant, ReportDeath, {
    cause,
    country,
    source: random.pick(["EMPLOYER", "HOSPITAL", "MISSION"]),
    occurred: { date: life.in(-1) },
  });
  life.pass(random.integer(1, 4));
  const confirmed = random.chance(0.9);
  if (confirmed) life.does(mission, the.migrant, ConfirmDeath, { certifiedOn: life.today });
  life.pass(1);
  return remainsBroughtHome(life, random, person, the, {
    country,
    opener,
    insured,
    noFamily: random.chance(0.12),
    autopsy: cause !== "ILLNESS" && random.chance(0.6),
    whole: false,
    unconfirmed: !confirmed,
    stuckAfter: random.chance(0.3) ? random.integer(0, 7) : null,
  });
}
