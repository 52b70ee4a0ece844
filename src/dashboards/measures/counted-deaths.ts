import { splitStream } from "../../event-sourcing/deciding/decider.js";
import { counted } from "../../figures/counted.js";
import { code, country, days, daysBetween, month, monthOf } from "../../figures/dimension.js";
import { DEATH_CAUSES } from "../../migrant/codes.js";
import { LIFE_IN_SIGHT_TYPES, NO_LIFE, OF_A_PERSON, valuesOfPerson, withLived, type Life } from "./life.js";

const OF_A_DEATH: readonly string[] = ["DeathReported", "DeathConfirmed", "DeathReportWithdrawn"];

export const countedDeaths = counted<{ readonly life: Life }>({
  name: "figure-deaths",
  version: 1,
  list: "MIGRANT_LIST",
  types: LIFE_IN_SIGHT_TYPES,
  of: ["person"],
  seenAs: "person",
  dimensions: {
    status: code("Reported, or confirmed by a certificate", "Dilaporkan atau dipastikan", ["REPORTED", "CONFIRMED"]),
    country: country("Country of the death", "Negara kematian"),
    cause: code("Cause", "Sebab", DEATH_CAUSES),
    month: month("Month of the death", "Bulan kematian"),
    ...OF_A_PERSON,
    daysToReport: days("Days from the death until Kawal knew of it", "Hari dari kematian sampai tercatat"),
  },
  together: [
    ["status", "month"],
    ["status", "country"],
    ["status", "cause"],
    ["status", "country", "cause"],
    ["status", "sex"],
  ],
  begins: ({ type, stream }) => (OF_A_DEATH.includes(type) ? [splitStream(stream)[1]] : []),
  initial: { life: NO_LIFE },
  evolve: withLived,
  cell({ life }) {
    const { death, deathReports } = life;
    if (death === null) return undefined;
    const known = deathReports.find(({ id }) => id === death.report)?.knownSince ?? null;
    const died = death.occurredAt.earliest;
    return {
      about: null,
      values: {
        status: death.status,
        country: death.country,
        cause: death.cause,
        month: monthOf(died),
        ...valuesOfPerson(life, died ?? known),
        daysToReport: daysBetween(died, known),
      },
    };
  },
});
