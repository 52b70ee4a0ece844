import { commandIdOf, idOfCreated } from "../event-sourcing/deciding/command-handling.js";
import { agencyDecider } from "../agency/agency.commands.js";
import { EndAgency } from "../agency/end-agency.js";
import { GiveMandate } from "../agency/give-mandate.js";
import { RegisterAgency } from "../agency/register-agency.js";
import { RenameAgency } from "../agency/rename-agency.js";
import type { AgencyKind } from "../facts/agency-kinds.js";
import { regionName } from "../places/regions.js";
import { MANDATES } from "./mandates.js";
import { ORIGINS, VILLAGES } from "./figures.js";
import { Life } from "./life.js";
import { SAMPLE_ROUTE, type SampleOfficer, type SampleStep } from "./step.js";

/** The day on which the sample's store opens. */
export const AGENCIES_OPENED = "2019-01-02";

export const ADMINISTRATOR: SampleOfficer = { id: idOfName("administrator"), agency: null, role: "ADMINISTRATOR" };

interface SampleAgency {
  readonly key: string;
  readonly kind: AgencyKind;
  readonly name: string;
  readonly region?: string;
  readonly country?: string;
  readonly zone?: string;
}

const mission = (country: string, name: string, zone: string): SampleAgency => ({
  key: `mission-${country}`,
  kind: "MISSION",
  name,
  country,
  zone,
});

/** One for each country that the sample's people go to; the name of the mission is its real one. */
const MISSIONS: readonly SampleAgency[] = [
  mission("HK", "KJRI Hong Kong", "Asia/Hong_Kong"),
  mission("TW", "KDEI Taipei", "Asia/Taipei"),
  mission("MY", "KBRI Kuala Lumpur", "Asia/Kuala_Lumpur"),
  mission("SG", "KBRI Singapura", "Asia/Singapore"),
  mission("SA", "KBRI Riyadh", "Asia/Riyadh"),
  mission("AE", "KBRI Abu Dhabi", "Asia/Dubai"),
  mission("JP", "KBRI Tokyo", "Asia/Tokyo"),
  mission("KR", "KBRI Seoul", "Asia/Seoul"),
  mission("KH", "KBRI Phnom Penh", "Asia/Phnom_Penh"),
  mission("MM", "KBRI Yangon", "Asia/Yangon"),
  mission("LA", "KBRI Vientiane", "Asia/Vientiane"),
  mission("IT", "KBRI Roma", "Europe/Rome"),
  mission("BN", "KBRI Bandar Seri Begawan", "Asia/Brunei"),
  mission("TR", "KBRI Ankara", "Europe/Istanbul"),
];

const PROVINCIAL_UNITS: readonly SampleAgency[] = Object.entries({
  "35": "BP3MI Jawa Timur",
  "33": "BP3MI Jawa Tengah",
  "32": "BP3MI Jawa Barat",
  "52": "BP3MI Nusa Tenggara Barat",
  "18": "BP3MI Lampung",
  "36": "BP3MI Banten",
  "61": "BP3MI Kalimantan Barat",
  "71": "BP3MI Sulawesi Utara",
}).map(([region, name]) => ({
  key: `bp3mi-${region}`,
  kind: "BP3MI",
  name,
  region,
  ...(region === "52" || region === "71" ? { zone: "Asia/Makassar" } : {}),
}));

/** Licensed placement companies (P3MI), invented. */
export const COMPANIES = [
  "PT Contoh Karya Samudra",
  "PT Contoh Bina Langkah",
  "PT Contoh Mitra Seberang",
  "PT Contoh Duta Terampil",
  "PT Contoh Sahabat Migran",
] as const;

const CENTRAL: readonly SampleAgency[] = [
  { key: "bp2mi", kind: "MINISTRY_OF_MIGRANT_WORKERS", name: "Badan Pelindungan Pekerja Migran Indonesia (BP2MI)" },
  { key: "kemlu", kind: "FOREIGN_MINISTRY", name: "Kementerian Luar Negeri" },
  { key: "polkam", kind: "COORDINATION", name: "Kemenko Bidang Politik, Hukum, dan Keamanan (Kemenko Polhukam)" },
  { key: "kemensos", kind: "SOCIAL_AFFAIRS", name: "Kementerian Sosial" },
  {
    key: "kpppa",
    kind: "WOMEN_AND_CHILDREN",
    name: "Kementerian Pemberdayaan Perempuan dan Perlindungan Anak (KemenPPPA)",
  },
  { key: "bpjs", kind: "SOCIAL_SECURITY", name: "BPJS Ketenagakerjaan" },
  { key: "lpsk", kind: "WITNESS_PROTECTION", name: "Lembaga Perlindungan Saksi dan Korban (LPSK)" },
  { key: "polri", kind: "POLICE", name: "Kepolisian Negara Republik Indonesia" },
  { key: "inspektorat", kind: "AUDIT", name: "Inspektorat Jenderal Kementerian Pelindungan PMI" },
  { key: "customs", kind: "CUSTOMS", name: "Direktorat Jenderal Bea dan Cukai" },
  { key: "quarantine", kind: "QUARANTINE", name: "Balai Kekarantinaan Kesehatan" },
  { key: "imigrasi-serang", kind: "IMMIGRATION", name: "Kantor Imigrasi Kelas I Non TPI Serang", region: "36.04" },
  { key: "kemenkumham-36", kind: "HUMAN_RIGHTS", name: "Kanwil Kemenkumham Banten", region: "36" },
];

const companies = (): SampleAgency[] =>
  COMPANIES.map((name, i) => ({ key: `company-${i}`, kind: "PLACEMENT_COMPANY", name }));

const labourOffices = (): SampleAgency[] =>
  Object.values(ORIGINS)
    .flatMap(({ regencies }) => regencies)
    .map((region) => ({
      key: `disnaker-${region}`,
      kind: "LABOUR_OFFICE",
      name: `Disnaker ${nameOf(region)}`,
      region,
    }));

const villages = (): SampleAgency[] =>
  VILLAGES.map((region) => ({ key: `village-${region}`, kind: "VILLAGE", name: `Desa ${nameOf(region)}`, region }));

/** The id of an agency: `bp3mi-36`, `mission-HK`, `disnaker-36.04`, `village-36.04.12.2003`, `company-0`, `kemlu`. */
export function agencyId(key: string): string {
  return idOfCreated(commandIdOf(ADMINISTRATOR.id, SAMPLE_ROUTE, `agencies/${key}`));
}

const ROLES: Readonly<Record<string, string>> = { village: "VILLAGE_OFFICER", mission: "MISSION" };

/** An officer of an agency, by number: who verifies is another one than who uploads. */
export function officer(agency: string, number = 0): SampleOfficer {
  const role = ROLES[agency.split("-")[0]!] ?? "CASEWORKER";
  return { id: idOfName(`${agency}/${number}`), agency: agencyId(agency), role };
}

/** Key of the ministry, or of the agency that it was before, on a day (Perpres 165 and 166 of 2024). */
export function ministryOn(day: string): string {
  return day < "2024-11-06" ? "bp2mi" : "kp2mi";
}

/** The registry of agencies, with what became of them: splits, a new ministry, new names. */
export function agencySteps(): readonly SampleStep[] {
  const life = new Life("agencies", AGENCIES_OPENED, "ADMINISTRATION");
  const agency = (key: string) => [agencyDecider, agencyId(key)] as const;
  const register = ({ key, ...registered }: SampleAgency, validFrom?: string) => {
    life.creates(key, ADMINISTRATOR, agencyDecider, RegisterAgency, {
      ...registered,
      ...(validFrom !== undefined && { validFrom }),
    });
    const { kind, region, country } = registered;
    for (const { place, ...mandate } of MANDATES[kind] ?? [])
      life.does(ADMINISTRATOR, agency(key), GiveMandate, {
        ...mandate,
        ...(place === "OWN" && { ...(region !== undefined && { region }), ...(country !== undefined && { country }) }),
        from: validFrom ?? AGENCIES_OPENED,
      });
  };
  for (const each of [...CENTRAL, ...PROVINCIAL_UNITS, ...MISSIONS, ...companies(), ...labourOffices(), ...villages()])
    register(each);

  // October 2024: the new cabinet; three ministries of one, and a coordinating ministry by another name.
  const cabinet = "2024-10-21";
  life.until("2024-10-22");
  register({ key: "hukum-36", kind: "HUMAN_RIGHTS", name: "Kanwil Kementerian Hukum Banten", region: "36" }, cabinet);
  register({ key: "ham-36", kind: "HUMAN_RIGHTS", name: "Kanwil Kementerian HAM Banten", region: "36" }, cabinet);
  register({ key: "imipas-36", kind: "IMMIGRATION", name: "Kanwil Ditjen Imigrasi Banten", region: "36" }, cabinet);
  life.does(ADMINISTRATOR, agency("kemenkumham-36"), EndAgency, {
    on: cabinet,
    how: "SPLIT",
    successors: ["hukum-36", "ham-36", "imipas-36"].map(agencyId),
  });
  life.does(ADMINISTRATOR, agency("polkam"), RenameAgency, {
    name: "Kemenko Bidang Politik dan Keamanan (Kemenko Polkam)",
    from: cabinet,
  });

  life.until("2024-11-05");
  register(
    {
      key: "kp2mi",
      kind: "MINISTRY_OF_MIGRANT_WORKERS",
      name: "Kementerian Pelindungan Pekerja Migran Indonesia (KP2MI)",
    },
    "2024-11-05",
  );
  life.does(ADMINISTRATOR, agency("bp2mi"), EndAgency, {
    on: "2024-11-05",
    how: "TRANSFORMED",
    successors: [agencyId("kp2mi")],
  });

  life.until("2025-03-13");
  register({ key: "desk-p2mi", kind: "COORDINATION", name: "Desk Pelindungan PMI (Desk P2MI)" }, "2025-03-13");
  return life.steps;
}

/** `KABUPATEN SERANG` as it is written in a name: Kab. Serang. */
function nameOf(region: string): string {
  const name = regionName(region);
  if (name === undefined) throw new Error(`there is no region ${region}`);
  const [first, ...rest] = name.split(" ");
  const words = (first === "KABUPATEN" || first === "KOTA" ? rest : [first!, ...rest]).map(
    (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
  );
  if (first === "KABUPATEN") return `Kab. ${words.join(" ")}`;
  return first === "KOTA" ? `Kota ${words.join(" ")}` : words.join(" ");
}

function idOfName(name: string): string {
  return idOfCreated(commandIdOf("officers", SAMPLE_ROUTE, name));
}
