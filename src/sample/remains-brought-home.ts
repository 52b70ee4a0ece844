import { ConfirmDeath, ReportDeath } from "../migrant/death.js";
import { StartJourney } from "../migrant/journey.js";
import { officer } from "./agencies.js";
import { Life } from "./life.js";
import { inventedRelative, phoneOf, type SamplePerson } from "./people.js";
import { registered } from "./persons.js";
import {
  documentKinds,
  officesOf,
  orientedAndInsured,
  planned,
  submitted,
  verified,
  wentAbroad,
  type Plan,
} from "./placement.js";
import { randomFrom } from "./random.js";
import { remainsBroughtHome } from "./remains.js";

const KEY = "remains-brought-home";

const PERSON: SamplePerson = {
  key: KEY,
  name: inventedRelative({ key: KEY }, 0, "MALE").name,
  sex: "MALE",
  birthDate: "1986-09-03",
  nik: "9999990309869003",
  passport: "X9000003",
  phone: phoneOf(90_003),
  province: "52",
  regency: "52.03",
  home: "52.03.05",
  begins: "2022-02-07",
  course: "PLACEMENT",
  trouble: null,
  status: "PROCEDURAL",
  country: "MY",
  position: "PLANTATION_WORKER",
};

/** A man who died at work on a plantation, and whose remains came home: every step up to the burial and the claims. */
export function whoseRemainsCameHome() {
  const life = new Life(KEY, PERSON.begins);
  const random = randomFrom(`kawal sample 1/${KEY}`);
  const offices = officesOf(PERSON);
  const plan: Plan = { scheme: "P3MI", country: "MY", position: "PLANTATION_WORKER", company: 1 };
  const the = registered(life, PERSON, {
    by: offices.labour,
    discovery: "LABOUR_OFFICE",
    status: "PROCEDURAL",
    basis: "DOCUMENTED",
    source: "IN_PERSON",
    known: "WHOLE",
  });
  life.does(offices.labour, the.migrant, StartJourney, planned(plan));
  life.pass(20);
  const documents = documentKinds(plan.scheme).map((kind) =>
    submitted(life, the, offices, kind, life.uploads(offices.labour, the.id, [kind])),
  );
  life.pass(6);
  verified(life, the, offices, documents);
  life.pass(10);
  orientedAndInsured(life, the, offices);
  life.pass(9);
  wentAbroad(life, the, offices, plan, { days: 12, contractDays: 730, employer: "Ladang Contoh Sdn Bhd" });
  life.until("2023-08-14");
  life.purpose = "PROTECTION";
  const mission = officer("mission-MY");
  life.does(mission, the.migrant, ReportDeath, {
    cause: "ACCIDENT",
    country: "MY",
    source: "EMPLOYER",
    causeInWords: "Tertimpa batang pohon saat bekerja",
    occurred: {
      date: "2023-08-12",
      zone: "Asia/Kuala_Lumpur",
      asReported: "Sabtu petang (12/8/2023), diberitahukan majikan melalui telepon",
    },
  });
  life.pass(2);
  const certificate = life.uploads(mission, the.id, ["DEATH_CERTIFICATE", "Malaysia"]);
  life.does(mission, the.migrant, ConfirmDeath, { certificate, certifiedOn: "2023-08-15" });
  remainsBroughtHome(life, random, PERSON, the, {
    country: "MY",
    noFamily: false,
    insured: true,
    autopsy: true,
    whole: true,
    stuckAfter: null,
  });
  return { person: the.id, name: PERSON.name, steps: life.steps };
}
