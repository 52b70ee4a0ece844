import type { EventRecord } from "../../event-sourcing/stored-event/event-record.js";
import { AGE_BANDS, ageBand, code, province, provinceOf, regency, regencyOf } from "../../figures/dimension.js";
import { PLACEMENT_STATUSES, SECTORS } from "../../migrant/codes.js";
import { evolve as evolveMigrant } from "../../migrant/evolve.js";
import { migrantAggregate } from "../../migrant/migrant.js";
import { initialMigrant, type Death, type Migrant } from "../../migrant/state.js";
import { personAggregate } from "../../person/person.js";
import { evolvePerson, initialPerson, type Person } from "../../person/person-state.js";
import { unsealed } from "./unsealed.js";

/** What figures need of a person's life, whoever counts it: nothing of it is sealed. */
export interface Life {
  readonly person: Pick<Person, "sex" | "birthYear" | "birthDateProof" | "birthDateDocument" | "origin">;
  readonly placement: Pick<Migrant, "placementStatus" | "placementStatusBasis" | "placementStatusDetermined">;
  /** Of the work that was told last. */
  readonly sector: string | null;
  readonly deathReports: Migrant["deathReports"];
  readonly death: Death | null;
}

export const NO_LIFE: Life = {
  person: lookOf(initialPerson),
  placement: placementOf(initialMigrant),
  sector: null,
  deathReports: [],
  death: null,
};

/** Events of a person's own two streams of which a life is made. */
export const LIFE_TYPES: readonly string[] = [
  "PersonRegistered",
  "IdentityDetailsRecorded",
  "MigrantRegistered",
  "PlacementStatusDetermined",
  "JourneyStarted",
  "EmploymentStarted",
  "DeathReported",
  "DeathConfirmed",
  "DeathReportWithdrawn",
];

/** With those that decide by whom the person is seen: for what is counted of a person, and not of a case. */
export const LIFE_IN_SIGHT_TYPES: readonly string[] = [
  ...new Set([
    ...LIFE_TYPES,
    ...[...personAggregate.events, ...migrantAggregate.events].flatMap(({ type, sight }) =>
      sight.every(({ kind }) => kind === "nothing") ? [] : type,
    ),
  ]),
];

export function withLife(life: Life, event: EventRecord): Life {
  if (event.stream.startsWith("person-"))
    return { ...life, person: lookOf(evolvePerson({ ...initialPerson, ...life.person }, event)) };
  if (!event.stream.startsWith("migrant-")) return life;
  switch (event.type) {
    case "MigrantRegistered":
    case "PlacementStatusDetermined":
      return { ...life, placement: placementOf(evolveMigrant({ ...initialMigrant, ...life.placement }, event)) };
    case "DeathReported":
    case "DeathConfirmed":
    case "DeathReportWithdrawn": {
      const before = { ...initialMigrant, deathReports: life.deathReports };
      const { deathReports, death = null } = evolveMigrant(before, unsealed(event));
      return { ...life, deathReports, death };
    }
    default: {
      const { sector } = event.facts as { readonly sector?: string };
      return sector === undefined ? life : { ...life, sector };
    }
  }
}

/** The state after an event of the person behind it; as it was where that tells nothing of the life. */
export function withLived<State extends { readonly life: Life }>(state: State, event: EventRecord): State {
  const life = withLife(state.life, event);
  return life === state.life ? state : { ...state, life };
}

function lookOf({ sex, birthYear, birthDateProof, birthDateDocument, origin }: Life["person"]): Life["person"] {
  return { sex, birthYear, birthDateProof, birthDateDocument, origin };
}

function placementOf(migrant: Life["placement"]): Life["placement"] {
  const { placementStatus, placementStatusBasis, placementStatusDetermined } = migrant;
  return { placementStatus, placementStatusBasis, placementStatusDetermined };
}

/** Dimensions of whoever it is about. */
export const OF_A_PERSON = {
  sex: code("Sex", "Jenis kelamin", ["FEMALE", "MALE", "UNKNOWN"]),
  ageBand: code("Age, by the year of birth", "Usia, menurut tahun lahir", AGE_BANDS),
  province: province("Province of origin", "Provinsi asal"),
  regency: regency("Regency or city of origin", "Kabupaten/kota asal"),
  sector: code("Sector of the work that was told last", "Sektor pekerjaan yang terakhir dicatat", SECTORS),
  placement: code("Procedural or not", "Prosedural atau nonprosedural", PLACEMENT_STATUSES),
};

/** @param at ISO 8601: the age is that of this year */
export function valuesOfPerson({ person, sector, placement }: Life, at: string | null) {
  const origin = person.origin?.code ?? null;
  return {
    sex: person.sex,
    ageBand: ageBand(person.birthYear, at),
    province: provinceOf(origin),
    regency: regencyOf(origin),
    sector: sector ?? undefined,
    placement: placement.placementStatus,
  };
}
