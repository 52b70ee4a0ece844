import { commandIdOf, idOfCreated } from "../event-sourcing/deciding/command-handling.js";
import type { CompanyKind } from "../company/company.events.js";
import { companyDecider } from "../company/company.commands.js";
import { RecordLicence } from "../company/record-licence.js";
import { RegisterCompany } from "../company/register-company.js";
import { personDecider } from "../person/person.commands.js";
import { RegisterPerson } from "../person/register-person.js";
import { AGENCIES_OPENED, COMPANIES, ministryOn, officer } from "./agencies.js";
import { Life } from "./life.js";
import { inventedRelative } from "./people.js";
import type { Random } from "./random.js";
import { SAMPLE_ROUTE, type SampleStep } from "./step.js";

const KEY = "companies";
const CLERK = officer("bp2mi");

/** Brokers (calo), each a person, by number; some are in many cases. */
const BROKERS = 6;

/** Partners (mitra usaha) abroad, invented, by country. */
const FOREIGN_AGENCIES: Readonly<Record<string, string>> = {
  MY: "Agensi Pekerjaan Contoh Sdn Bhd",
  SA: "Contoh Recruitment Office",
  TW: "Contoh Manpower Co. Ltd",
  HK: "Contoh Employment Agency Ltd",
  AE: "Contoh Domestic Workers Services",
  SG: "Contoh Maid Agency Pte Ltd",
};

/** Placement companies, brokers, partners: who is complained of; with their licences. */
export function companySteps(): readonly SampleStep[] {
  const life = new Life(KEY, AGENCIES_OPENED, "PROTECTION");
  life.pass(7);
  for (const [i, name] of COMPANIES.entries()) {
    const company = register(life, `placement-${i}`, { kind: "PLACEMENT_COMPANY", registered: true, name });
    licensed(life, company, "ACTIVE", "2018-07-01", "2023-06-30");
  }
  for (const [country, name] of Object.entries(FOREIGN_AGENCIES))
    register(life, `agency-${country}`, { kind: "FOREIGN_AGENCY", registered: true, name, country });
  life.pass(1);
  for (let i = 0; i < BROKERS; i++) {
    const sex = i % 3 === 0 ? "FEMALE" : "MALE";
    const { name } = inventedRelative({ key: KEY }, i, sex);
    const data = { sex, source: "AGENCY", identity: { name } } as const;
    const person = life.creates(`person-${i}`, CLERK, personDecider, RegisterPerson, data);
    register(life, `broker-${i}`, { kind: "BROKER", name, person });
  }
  life.until("2023-06-12");
  for (const i of COMPANIES.keys())
    if (i === 3) licensed(life, companyId("placement-3"), "EXPIRED", "2023-07-01");
    else licensed(life, companyId(`placement-${i}`), "ACTIVE", "2023-07-01", "2028-06-30");
  life.until("2025-05-19");
  licensed(life, companyId("placement-4"), "SUSPENDED", life.today, life.in(180));
  return life.steps;
}

/** The id of a company: `placement-0`, `agency-MY`, `broker-0`. */
export function companyId(key: string): string {
  return idOfCreated(commandIdOf(CLERK.id, SAMPLE_ROUTE, `${KEY}/${key}`));
}

/** One of the brokers; the first ones more often. */
export function anyBroker(random: Random): string {
  return companyId(`broker-${random.integer(0, random.integer(0, BROKERS - 1))}`);
}

/** The partner in a country, where one is known. */
export function partnerIn(country: string): string | undefined {
  return country in FOREIGN_AGENCIES ? companyId(`agency-${country}`) : undefined;
}

interface Registered {
  readonly kind: CompanyKind;
  readonly registered?: boolean;
  readonly name: string;
  readonly person?: string;
  readonly country?: string;
}

function register(life: Life, label: string, data: Registered): string {
  return life.creates(label, CLERK, companyDecider, RegisterCompany, data);
}

function licensed(
  life: Life,
  company: string,
  status: RecordLicence["status"],
  validFrom: string,
  validUntil?: string,
): void {
  const clerk = officer(ministryOn(life.today));
  life.does(clerk, [companyDecider, company], RecordLicence, {
    status,
    validFrom,
    ...(validUntil && { validUntil }),
  });
}
