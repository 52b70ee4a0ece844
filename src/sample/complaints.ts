import { commandOf, type SampleOfficer } from "./step.js";
import { idWithin } from "../event-sourcing/deciding/command-handling.js";
import { companyDecider } from "../company/company.commands.js";
import { RegisterCompany } from "../company/register-company.js";
import { caseDecider } from "../protection-case/case.commands.js";
import type { PartyDto } from "../protection-case/parties.js";
import { ReceiveComplaint } from "../protection-case/receive-complaint.js";
import type { Category } from "../facts/case-categories.js";
import { anyBroker, companyId, partnerIn } from "./companies.js";
import { ALSO, CATEGORIES_OF, CHANNELS, type Trouble } from "./figures.js";
import type { Life } from "./life.js";
import type { SamplePerson } from "./people.js";
import { relativeRegistered, type Streams } from "./persons.js";
import { officesOf } from "./placement.js";
import { randomFrom, type Random } from "./random.js";

/** A case that a complaint opened. */
export interface Complaint {
  readonly id: string;
  /** UUID of the person. */
  readonly victim: string;
  /** Who is complained of, as a party of the case: its id; undefined where nobody is. */
  readonly against: string | undefined;
  /** Key of the agency that has the case. */
  readonly office: string;
}

/**
 * Troubles of those who are, or never left, at home: the provincial unit has their cases, and sees them by the region.
 */
const OF_THE_UNIT: readonly Trouble[] = ["FAILED_DEPARTURE", "JOB_FRAUD", "CAME_HOME", "DEPORTED"];

const ACCOUNTS: { readonly [T in Trouble]: string } = {
  WANTS_HOME: "Ingin pulang; tidak lagi bekerja dan tidak memegang paspor",
  UNPAID: "Gaji beberapa bulan tidak dibayar",
  DEPORTED: "Dideportasi bersama rombongan",
  FAILED_DEPARTURE: "Gagal berangkat setelah biaya dibayar",
  DEAD: "Keluarga meminta jenazah dipulangkan",
  JOB_FRAUD: "Dijanjikan pekerjaan yang ternyata tidak ada",
  SCAM: "Dipaksa bekerja sebagai penipu daring dan tidak boleh keluar dari lokasi",
  ILL: "Sakit dan tidak dapat melanjutkan pekerjaan",
  ABUSED: "Mengalami kekerasan di tempat kerja",
  LOST_CONTACT: "Keluarga tidak dapat menghubungi sejak beberapa bulan",
  DETAINED: "Ditahan dan meminta pendampingan",
  CAME_HOME: "Hak yang belum diterima setelah pulang",
};

/** A complaint is taken, about the person and whoever it is against. */
export function complained(life: Life, person: SamplePerson, { id: victim }: Streams, by: SampleOfficer): Complaint {
  const random = randomFrom(`kawal sample 1/${person.key}/complaint`);
  const trouble = person.trouble!;
  const { country, regency } = person;
  const ofUnit = OF_THE_UNIT.includes(trouble);
  const complainant = complainantOf(random, trouble);
  const reporter =
    complainant === "FAMILY" && random.chance(0.5) ? relativeRegistered(life, person, by, 3, "FEMALE") : undefined;
  const accused = accusedOf(life, random, person, by);
  const parties: PartyDto[] = [
    { role: "VICTIM", person: victim },
    ...(accused ? [accused] : []),
    ...(reporter === undefined ? [] : [{ role: "REPORTER", person: reporter, relation: "SIBLING" } as const]),
  ];
  const label = "complaint";
  const id = life.creates(label, by, caseDecider, ReceiveComplaint, {
    channel: random.weighted(CHANNELS),
    complainant,
    ...(complainant === "ORGANISATION" && { powerOfAttorney: true }),
    categories: categoriesOf(random, trouble),
    circumstances: circumstancesOf(random, trouble),
    country,
    ...(ofUnit && { region: regency }),
    incident: { date: life.in(-random.integer(5, 120)).slice(0, 7) },
    parties,
    account: ACCOUNTS[trouble],
  });
  return {
    id,
    victim,
    // The parties have the ids that the command makes, in their order.
    against: accused && idWithin(commandOf({ by, name: `${life.key}/${label}` }), 1),
    office: ofUnit ? officesOf(person).unitKey : `mission-${country}`,
  };
}

function complainantOf(random: Random, trouble: Trouble): ReceiveComplaint["complainant"] {
  if (trouble === "FAILED_DEPARTURE" || trouble === "JOB_FRAUD") return "CPMI";
  if (trouble === "DEAD" || trouble === "LOST_CONTACT") return "FAMILY";
  return random.weighted({ PMI: 70, FAMILY: 20, ORGANISATION: 10 });
}

function categoriesOf(random: Random, trouble: Trouble): Category[] {
  const first = random.weighted<Category>(CATEGORIES_OF[trouble] as Record<Category, number>);
  const also = trouble in ALSO ? ALSO[trouble as keyof typeof ALSO] : undefined;
  return also && random.chance(also.share) ? [first, also.category] : [first];
}

function circumstancesOf(random: Random, trouble: Trouble): NonNullable<ReceiveComplaint["circumstances"]> {
  switch (trouble) {
    case "SCAM":
      return ["SCAM_REGION"];
    case "JOB_FRAUD":
    case "FAILED_DEPARTURE":
      return random.chance(0.6) ? ["MONEY_LOST"] : [];
    case "ILL":
      return random.chance(0.3) ? ["GRAVE"] : [];
    default:
      return [];
  }
}

/** Whom it is against: an employer abroad, a broker, a placement company and its partner; of many a case, nobody. */
function accusedOf(life: Life, random: Random, person: SamplePerson, by: SampleOfficer): PartyDto | undefined {
  const { trouble, status, country } = person;
  const placement = () =>
    ({ role: "PLACEMENT_COMPANY", company: companyId(`placement-${random.integer(0, 4)}`) }) as const;
  const broker = () => ({ role: "BROKER", company: anyBroker(random) }) as const;
  switch (trouble) {
    case "UNPAID":
    case "ABUSED": {
      const partner = trouble === "UNPAID" && random.chance(0.15) ? partnerIn(country) : undefined;
      if (partner !== undefined) return { role: "FOREIGN_AGENCY", company: partner };
      const company = life.creates("employer", by, companyDecider, RegisterCompany, {
        kind: "EMPLOYER",
        name: `Majikan contoh ${country}-${random.integer(100, 999)}`,
        country,
      });
      return { role: trouble === "UNPAID" ? "EMPLOYER" : "ALLEGED_PERPETRATOR", company };
    }
    case "FAILED_DEPARTURE":
    case "CAME_HOME":
      return status === "PROCEDURAL" || random.chance(0.4) ? placement() : broker();
    case "JOB_FRAUD":
      return broker();
    case "SCAM":
      return random.chance(0.7) ? broker() : undefined;
    default:
      return undefined;
  }
}
