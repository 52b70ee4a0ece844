import { isCountry } from "../places/countries.js";

/** What an answer shows that may have a name. */
export interface NamedIn {
  /** Ids that may be an agency's or an officer's: the registers tell which are. */
  readonly ids: ReadonlySet<string>;
  readonly regions: ReadonlySet<string>;
  readonly countries: ReadonlySet<string>;
}

/**
 * Keys whose ids are never an agency's or an officer's: persons, streams, parts of streams, and what names an event or
 * a request. An id under any other key is looked up, so that a new fact has its name without a line here.
 */
const OF_OTHERS: ReadonlySet<string> = new Set([
  "id",
  "item",
  "person",
  "persons",
  "victim",
  "victims",
  "migrant",
  "case",
  "cases",
  "repatriation",
  "repatriations",
  "party",
  "parties",
  "company",
  "companies",
  "file",
  "files",
  "document",
  "documents",
  "evidence",
  "journey",
  "assignment",
  "stay",
  "screening",
  "assessment",
  "contact",
  "with",
  "other",
  "relative",
  "recipient",
  "witness",
  "escorts",
  "certificate",
  "disclosure",
  "allegation",
  "doNotTell",
  "identityLink",
  "stream",
  "streams",
  "event",
  "events",
  "causation",
  "correlation",
  "corrects",
  "correctedBy",
  "correctsAgain",
  "withdrawnBy",
  "settlement",
  "commandId",
  "hash",
  "previous",
  "next",
  "position",
  "stored",
]);

/** Keys of objects that say who acted, or whose part something is: the `id` in them is an agency's or an officer's. */
const WHO: ReadonlySet<string> = new Set(["who", "actor", "agency", "officer"]);

/** Keys under which a code of two digits is a province's; with a dot in it, it is a region's under any key. */
export const REGION_KEYS: ReadonlySet<string> = new Set([
  "region",
  "regions",
  "origin",
  "origins",
  "province",
  "destination",
  "place",
  "towards",
  "code",
]);

/** Keys under which two capital letters are a country's. */
export const COUNTRY_KEYS: ReadonlySet<string> = new Set(["country", "countries", "destination", "nationality"]);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const UUID_LENGTH = 36;
const REGION = /^\d{2}(?:\.\d{2}(?:\.\d{2}(?:\.\d{4})?)?)?$/;
const LONGEST_REGION = 13;

/** Goes through an answer once, without changing it. */
export function namedIn(answer: unknown): NamedIn {
  const found = { ids: new Set<string>(), regions: new Set<string>(), countries: new Set<string>() };
  walk(answer, "", found);
  return found;
}

function walk(value: unknown, key: string, found: { [K in keyof NamedIn]: Set<string> }): void {
  if (typeof value === "string") {
    const { length } = value;
    if (length === UUID_LENGTH) {
      if (!OF_OTHERS.has(key) && UUID.test(value)) found.ids.add(value);
    } else if (length <= LONGEST_REGION && length >= 2) {
      if (length === 2 && COUNTRY_KEYS.has(key) && isCountry(value)) found.countries.add(value);
      else if ((length > 2 || REGION_KEYS.has(key)) && REGION.test(value)) found.regions.add(value);
      else if (value === "UNKNOWN" && COUNTRY_KEYS.has(key)) found.countries.add(value);
    }
    return;
  }
  if (value === null || typeof value !== "object") return;
  if (Array.isArray(value)) for (const each of value) walk(each, key, found);
  else
    for (const name of Object.keys(value)) {
      const each = (value as Record<string, unknown>)[name];
      // Of an object that says who acted, its id is read as if it stood there by itself.
      walk(each, name === "id" && WHO.has(key) ? key : name, found);
    }
}
