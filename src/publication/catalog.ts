import type { Text } from "../figures/dimension.js";
import { TABLE_MEDIA_TYPES } from "../http/table.js";
import { PUBLIC_TABLES, type PublicTable } from "./public-tables.js";
import type { PublicationDocument } from "./publications.view.js";
import { monthsOf } from "./quarter.js";

const CONTEXT = {
  dcat: "http://www.w3.org/ns/dcat#",
  dct: "http://purl.org/dc/terms/",
  xsd: "http://www.w3.org/2001/XMLSchema#",
};

const said = ({ en, indonesian }: Text) => [
  { "@language": "en", "@value": en },
  { "@language": "id", "@value": indonesian },
];
const day = (value: string) => ({ "@type": "xsd:date", "@value": value });

/**
 * The public tables as a catalogue of DCAT 3: a dataset for each table, a distribution for each quarter and form.
 * Addresses are relative to that of the catalogue, as it is not known here by which name the service is called.
 * @param published the newest quarter first
 */
export function catalog(published: readonly PublicationDocument[], sample: boolean): object {
  const invented = sample
    ? { en: " (sample: everybody is invented)", indonesian: " (contoh: semua data rekaan)" }
    : null;
  return {
    "@context": CONTEXT,
    "@id": "catalog.jsonld",
    "@type": "dcat:Catalog",
    "dct:title": said({
      en: `Public tables of Kawal${invented?.en ?? ""}`,
      indonesian: `Tabel publik Kawal${invented?.indonesian ?? ""}`,
    }),
    ...(published[0] && {
      "dct:modified": day(
        published
          .map((each) => each.publishedOn!)
          .toSorted()
          .at(-1)!,
      ),
    }),
    "dcat:dataset": PUBLIC_TABLES.map((table) => datasetOf(table, published)),
  };
}

function datasetOf({ id, title, measure }: PublicTable, all: readonly PublicationDocument[]): object {
  const published = all.filter((each) => each.published!.tables.includes(id));
  return {
    "@id": `tables/${id}`,
    "@type": "dcat:Dataset",
    "dct:identifier": id,
    "dct:title": said(title),
    "dct:description": said(measure.definition.counts),
    "dct:accrualPeriodicity": { "@id": "http://publications.europa.eu/resource/authority/frequency/QUARTERLY" },
    "dct:conformsTo": { "@id": `tables/${id}/dictionary` },
    "dcat:distribution": published.flatMap(({ quarter, publishedOn }) =>
      [
        ["json", "application/json"],
        ["csv", TABLE_MEDIA_TYPES.csv.split(";")[0]!],
      ].map(([format, mediaType]) => ({
        "@type": "dcat:Distribution",
        "dct:title": `${id} ${quarter} (${format!.toUpperCase()})`,
        "dcat:accessURL": { "@id": `tables/${id}?quarter=${quarter}&format=${format}` },
        "dcat:downloadURL": { "@id": `tables/${id}?quarter=${quarter}&format=${format}` },
        "dcat:mediaType": { "@id": `https://www.iana.org/assignments/media-types/${mediaType}` },
        "dct:issued": day(publishedOn!),
        "dct:temporal": periodOf(quarter!),
      })),
    ),
  };
}

function periodOf(quarter: string): object {
  const months = monthsOf(quarter);
  const [year, month] = months[2].split("-").map(Number) as [number, number];
  const last = new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
  return { "@type": "dct:PeriodOfTime", "dcat:startDate": day(`${months[0]}-01`), "dcat:endDate": day(last) };
}
