import { cases } from "../dashboards/measures/case-figures.js";
import { deaths, reportedDeaths } from "../dashboards/measures/migrant-figures.js";
import { repatriations } from "../dashboards/measures/repatriation-figures.js";
import type { Dimension, Text } from "../figures/dimension.js";
import type { Measure } from "../figures/measure.js";

/** How sure its numbers are. The two never stand in one table, and no number adds them up. */
export type Certainty = "PROVISIONAL" | "VERIFIED";

/** A table that is published each quarter: a measure by two dimensions. */
export interface PublicTable {
  /** Part of addresses, so it never changes. */
  readonly id: string;
  /** Rises with any change of what the table has; of what it counts tells the edition of the measure. */
  readonly edition: number;
  readonly title: Text;
  readonly certainty: Certainty;
  /** Its dimension `month` says to which quarter something belongs, and each thing to one. */
  readonly measure: Measure;
  /** Names of dimensions. Of that of the rows a thing has one value. */
  readonly rows: string;
  readonly columns: string;
}

/** Every public table [design]: what ministries publish of migrant workers, by what the figures count. */
export const PUBLIC_TABLES: readonly PublicTable[] = [
  {
    id: "cases-by-month-and-category",
    edition: 1,
    title: {
      en: "Protection cases received, by month and category",
      indonesian: "Kasus pelindungan yang diterima, menurut bulan dan kategori",
    },
    certainty: "PROVISIONAL",
    measure: cases,
    rows: "month",
    columns: "category",
  },
  {
    id: "cases-by-country-and-category",
    edition: 1,
    title: {
      en: "Protection cases received, by country and category",
      indonesian: "Kasus pelindungan yang diterima, menurut negara dan kategori",
    },
    certainty: "PROVISIONAL",
    measure: cases,
    rows: "country",
    columns: "category",
  },
  {
    id: "repatriations-by-country-and-month",
    edition: 1,
    title: {
      en: "Repatriations requested, by country and month",
      indonesian: "Pemulangan yang dimohonkan, menurut negara dan bulan",
    },
    certainty: "PROVISIONAL",
    measure: repatriations,
    rows: "country",
    columns: "month",
  },
  {
    id: "repatriations-by-province-and-sex",
    edition: 1,
    title: {
      en: "Repatriations requested, by province of origin and sex",
      indonesian: "Pemulangan yang dimohonkan, menurut provinsi asal dan jenis kelamin",
    },
    certainty: "PROVISIONAL",
    measure: repatriations,
    rows: "province",
    columns: "sex",
  },
  {
    id: "confirmed-deaths-by-country-and-cause",
    edition: 1,
    title: {
      en: "Confirmed deaths, by country and cause",
      indonesian: "Kematian yang dipastikan, menurut negara dan sebab",
    },
    certainty: "VERIFIED",
    measure: deaths,
    rows: "country",
    columns: "cause",
  },
  {
    id: "reported-deaths-by-country-and-cause",
    edition: 1,
    title: {
      en: "Deaths reported and not confirmed, by country and cause",
      indonesian: "Kematian yang dilaporkan dan belum dipastikan, menurut negara dan sebab",
    },
    certainty: "PROVISIONAL",
    measure: reportedDeaths,
    rows: "country",
    columns: "cause",
  },
];

export function dimensionOf({ measure }: Pick<PublicTable, "measure">, name: string): Dimension {
  return measure.of.dimensions[name]!;
}
