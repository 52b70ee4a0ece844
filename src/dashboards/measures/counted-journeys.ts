import { splitStream } from "../../event-sourcing/deciding/decider.js";
import type { EventRecord } from "../../event-sourcing/stored-event/event-record.js";
import { counted } from "../../figures/counted.js";
import { code, country, day, dayOf, month, monthOf } from "../../figures/dimension.js";
import { SCHEMES } from "../../migrant/codes.js";
import { LIFE_IN_SIGHT_TYPES, NO_LIFE, OF_A_PERSON, valuesOfPerson, withLived, type Life } from "./life.js";

interface Going {
  readonly life: Life;
  readonly country: string | null;
  readonly scheme: string | null;
  readonly started: boolean;
  /** Whether somebody has told that they were abroad on it. */
  readonly left: boolean;
  /** ISO. */
  readonly departed: string | null;
  readonly arrived: string | null;
}

/** Events of a journey that nobody can have who has not left. */
const ABROAD: readonly string[] = [
  "DepartureRecorded",
  "ArrivalReported",
  "EmploymentStarted",
  "EmploymentEnded",
  "ReturnStarted",
  "ReturnRecorded",
];

export const countedJourneys = counted<Going>({
  name: "figure-journeys",
  version: 1,
  list: "MIGRANT_LIST",
  types: [...new Set([...LIFE_IN_SIGHT_TYPES, ...ABROAD])],
  of: ["person", "journey"],
  seenAs: "person",
  dimensions: {
    left: code("Has left", "Sudah berangkat", ["true", "false"]),
    country: country("Destination", "Negara tujuan"),
    scheme: code("Way of going", "Skema penempatan", SCHEMES),
    month: month("Month of departure", "Bulan keberangkatan"),
    arrived: day("Day of arrival abroad", "Hari tiba di luar negeri"),
    ...OF_A_PERSON,
  },
  together: [
    ["left", "country", "province"],
    ["left", "country", "regency"],
    ["left", "country", "month"],
    ["left", "sex"],
    ["left", "country", "arrived"],
  ],
  begins({ stream, facts }) {
    const [category, person] = splitStream(stream);
    const journey = category === "migrant" ? facts["journey"] : undefined;
    return typeof journey === "string" ? [`${person}/${journey}`] : [];
  },
  initial: { life: NO_LIFE, country: null, scheme: null, started: false, left: false, departed: null, arrived: null },
  evolve(state, event, { journey }) {
    const lived = withLived(state, event);
    return event.stream.startsWith("migrant-") && event.facts["journey"] === journey ? withStep(lived, event) : lived;
  },
  cell({ life, left, country: destination, scheme, started, departed, arrived }) {
    if (!started && !left) return undefined;
    return {
      about: null,
      values: {
        left: String(left),
        country: destination ?? undefined,
        scheme: scheme ?? undefined,
        month: monthOf(departed),
        arrived: dayOf(arrived),
        ...valuesOfPerson(life, departed ?? arrived),
      },
    };
  },
});

interface OfJourney {
  readonly country?: string;
  readonly scheme?: string;
  readonly foundAt?: string;
}

function withStep(state: Going, { type, facts, occurredAt }: EventRecord): Going {
  const { country: told, scheme, foundAt = "REGISTERED" } = facts as OfJourney;
  return {
    ...state,
    country: told ?? state.country,
    scheme: scheme ?? state.scheme,
    started: state.started || type === "JourneyStarted",
    left: state.left || ABROAD.includes(type) || foundAt !== "REGISTERED",
    departed: type === "DepartureRecorded" ? occurredAt.earliest : state.departed,
    arrived: type === "ArrivalReported" ? occurredAt.earliest : state.arrived,
  };
}
