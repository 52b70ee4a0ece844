import { FIRST_PLACEMENT_RULES } from "../rules/placement.js";
import type { DocumentKind, Scheme } from "../migrant/codes.js";
import { GrantClearance } from "../migrant/clearance.js";
import { RecordDeparture } from "../migrant/departure.js";
import { SubmitDocument, VerifyDocument } from "../migrant/documents.js";
import { ActivateInsurance, AttendOrientation } from "../migrant/preparation.js";
import { RecordReturn, StartReturn } from "../migrant/return.js";
import { EndEmployment, ReportArrival, StartEmployment } from "../migrant/stay-abroad.js";
import { idWithin } from "../event-sourcing/deciding/command-handling.js";
import { agencyId, officer } from "./agencies.js";
import { SECTORS, type Position } from "./figures.js";
import type { Life } from "./life.js";
import type { SamplePerson } from "./people.js";
import type { Streams } from "./persons.js";

/** Officers who see to somebody's placement, by where home is. */
export function officesOf({ home, regency, province }: Pick<SamplePerson, "home" | "regency" | "province">) {
  const isVillage = home.split(".").length === 4;
  const labour = `disnaker-${regency}`;
  return {
    isVillage,
    village: isVillage ? officer(`village-${home}`) : officer(labour),
    labour: officer(labour),
    /** Verifies what the other one took (I3). */
    secondLabour: officer(labour, 1),
    unit: officer(`bp3mi-${province}`),
    unitKey: `bp3mi-${province}`,
    place: regency,
  };
}
export type Offices = ReturnType<typeof officesOf>;

/** Where a journey is to lead. */
export interface Plan {
  readonly scheme: Scheme;
  readonly country: string;
  readonly position: Position;
  /** Number of the placement company, for the scheme that has one. */
  readonly company: number;
}

export function planned({ scheme, country, position, company }: Plan) {
  return {
    scheme,
    country,
    position,
    sector: SECTORS[position],
    ...(scheme === "P3MI" && { company: agencyId(`company-${company}`) }),
  };
}

/** Kinds of documents that a scheme asks for, as the first edition of the rules has them. */
export function documentKinds(scheme: Scheme): DocumentKind[] {
  const { content } = FIRST_PLACEMENT_RULES.find(({ kind }) => kind === "PLACEMENT_DOCUMENTS")!;
  const { schemes } = content as { schemes: { scheme: string; documents: { kind: string }[] }[] };
  return schemes.find((each) => each.scheme === scheme)!.documents.map(({ kind }) => kind as DocumentKind);
}

/** Days for which a document of a kind is valid; a passport five years, a visa and a medical certificate one. */
const VALID: { readonly [K in DocumentKind]?: number } = { PASSPORT: 1825, WORK_VISA: 365, HEALTH_CERTIFICATE: 365 };

/** A document is submitted; gives its id. */
export function submitted(
  life: Life,
  { migrant }: Streams,
  { labour }: Pick<Offices, "labour">,
  kind: DocumentKind,
  file: string,
  number?: string,
): string {
  const days = VALID[kind];
  const command = life.does(labour, migrant, SubmitDocument, {
    file,
    kind,
    issuedOn: life.in(-10),
    ...(days !== undefined && { expiresOn: life.in(days) }),
    ...(number !== undefined && { number }),
  });
  return idWithin(command, 0);
}

export function verified(life: Life, { migrant }: Streams, { secondLabour }: Offices, documents: readonly string[]) {
  for (const document of documents) life.does(secondLabour, migrant, VerifyDocument, { document });
}

/** Orientation (OPP), and cover by both programmes that the law asks for. */
export function orientedAndInsured(life: Life, { migrant }: Streams, offices: Offices): void {
  life.does(offices.unit, migrant, AttendOrientation, { region: offices.place });
  life.pass(1);
  for (const programme of ["JKK", "JKM"] as const)
    life.does(offices.unit, migrant, ActivateInsurance, {
      programme,
      from: life.today,
      until: life.in(1095),
    });
}

/** Soekarno-Hatta lies in Kota Tangerang, Juanda in Kab. Sidoarjo. */
const AIRPORTS: Readonly<Record<string, string>> = { "35": "35.15", "52": "35.15" };

/** From clearance to the first day at work; facts from abroad are told some days late. */
export function wentAbroad(
  life: Life,
  { migrant }: Streams,
  offices: Offices,
  { country, position }: Pick<Plan, "country" | "position">,
  { days, contractDays, employer }: { days: number; contractDays: number; employer: string },
): void {
  life.does(offices.unit, migrant, GrantClearance, { place: offices.place });
  life.pass(days);
  life.does(offices.unit, migrant, RecordDeparture, {
    from: AIRPORTS[offices.place.slice(0, 2)] ?? "36.71",
  });
  const mission = `mission-${country}`;
  life.pass(4);
  life.does(officer(mission), migrant, ReportArrival, {
    mission: agencyId(mission),
    occurred: { date: life.in(-1) },
  });
  life.pass(7);
  life.does(officer(mission), migrant, StartEmployment, {
    country,
    position,
    sector: SECTORS[position],
    contractUntil: life.in(contractDays),
    employer,
    occurred: { date: life.in(-3) },
  });
}

/** The end of a contract, and the way home on one's own. */
export function cameHome(life: Life, { migrant }: Streams, offices: Offices, country: string): void {
  life.does(officer(`mission-${country}`), migrant, EndEmployment, { cause: "CONTRACT_ENDED" });
  life.pass(6);
  life.does(officer(`mission-${country}`), migrant, StartReturn, { cause: "END_OF_CONTRACT" });
  life.pass(3);
  life.does(offices.unit, migrant, RecordReturn, { cause: "END_OF_CONTRACT", region: offices.place });
}
