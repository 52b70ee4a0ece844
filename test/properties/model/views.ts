import { lookupForms } from "../../../src/person/lookup-forms.js";
import {
  brokenGlassIn,
  LOOKED,
  needToKnowIn,
  officerIn,
  proposalsIn,
  sameHumanIn,
  sealedIn,
  sightOf,
} from "./access.js";
import { caseIn, caseRowOf } from "./case.js";
import { migrantIn, summaryOf } from "./migrant.js";
import { personIn } from "./person.js";
import { agencyIn, companyIn, linkIn, ruleSetIn } from "./registers.js";
import { boardRowOf, repatriationIn } from "./repatriation.js";
import { timelineOf } from "./timeline.js";
import { asItHappened, idIn, kindOf, ofType, SHREDDED, type Told } from "./told.js";

/** Documents by view and id. */
export type Documents = Map<string, Map<string, object>>;

type Token = (kind: string, normalised: string) => string;

/** What every view must say of a log. Streams that a view is not about leave no document in it. */
export function documentsOf(log: readonly Told[], token: Token): Documents {
  const streams = new Map<string, Told[]>();
  for (const event of log) streams.set(event.stream, [...(streams.get(event.stream) ?? []), event]);
  const each = (kind: string, document: (events: readonly Told[], id: string) => object) =>
    new Map(
      [...streams]
        .filter(([stream]) => kindOf(stream) === kind)
        .map(([stream, events]) => [
          idIn(stream),
          { ...document(asItHappened(events), idIn(stream)), id: idIn(stream) },
        ]),
    );
  return new Map<string, Map<string, object>>([
    ["agencies", each("agency", agencyIn)],
    ["officers", each("officer", officerIn)],
    ["need-to-know", needToKnowIn(log)],
    ["sealed-subjects", sealedIn(log)],
    ["same-human", sameHumanIn(log)],
    ["broken-glass", brokenGlassIn(log)],
    ["proposals", proposalsIn(log)],
    ["rules", each("rules", ruleSetIn)],
    ["person-profile", each("person", personIn)],
    ["identity-links", each("identityLink", linkDocument)],
    ["identity-lookup", lookupsIn(streams, token)],
    ["migrant-profile", profilesIn(streams)],
    [
      "repatriation-board",
      each("repatriation", (events, id) => ({ ...boardRowOf(id, repatriationIn(events)), sight: sightOf(events) })),
    ],
    ["companies", each("company", companyDocument)],
    ["case-board", each("case", (events, id) => ({ ...caseRowOf(id, caseIn(events)), sight: sightOf(events) }))],
    ["timeline", timelineOf(log)],
  ]);
}

function lookupsIn(streams: ReadonlyMap<string, readonly Told[]>, token: Token): Map<string, object> {
  const lookups = [...streams]
    .filter(([stream]) => kindOf(stream) === "person")
    .map(([stream, events]) => [idIn(stream), lookupIn(asItHappened(events), idIn(stream), token)] as const);
  return new Map(lookups.flatMap(([id, document]) => (document ? [[id, document] as const] : [])));
}

function linkDocument(events: readonly Told[]): object {
  const link = linkIn(events) as { unlinked: string | null };
  return { ...link, status: link.unlinked === null ? "LINKED" : "UNLINKED" };
}

function companyDocument(events: readonly Told[]): object {
  const company = companyIn(events);
  const parts = company.region?.split(".") ?? [];
  return { ...company, regions: parts.map((_, i) => parts.slice(0, i + 1).join(".")) };
}

/** Of migrants only: who was registered as one, or has a migrant's history. */
function profilesIn(streams: ReadonlyMap<string, readonly Told[]>): Map<string, object> {
  const profiles = new Map<string, object>();
  for (const id of new Set([...streams.keys()].filter((stream) => /^(person|migrant)-/.test(stream)).map(idIn))) {
    const person = asItHappened(streams.get(`person-${id}`) ?? []);
    const migrant = asItHappened(streams.get(`migrant-${id}`) ?? []);
    if (migrant.length === 0 && !person.some(({ facts }) => facts["migrant"] !== undefined)) continue;
    const [who, life] = [personIn(person, id), migrantIn(migrant)];
    // Sealing a file, or looking into it, is no part of a migrant's history.
    const sight = sightOf([...person, ...migrant].filter(({ type }) => !LOOKED.includes(type)));
    profiles.set(id, {
      id,
      person: who,
      migrant: life,
      ...summaryOf(life),
      origin: who.origin?.["code"] ?? null,
      sight,
    });
  }
  return profiles;
}

const LOOKED_UP = [
  ["identity", "nik", "nik"],
  ["identity", "passport", "passport"],
  ["contact", "phone", "phone"],
  ["identity", "name", "name"],
  ["identity", "alias", "name"],
  ["identity", "initials", "name"],
] as const;

/** Every number and name that was told and not corrected, until what they lie under is erased. */
function lookupIn(events: readonly Told[], id: string, token: Token): object | undefined {
  let under: Record<string, string[]> | undefined;
  for (const event of ofType(events, "PersonRegistered", "IdentityDetailsRecorded", "ContactChanged", "PersonErased")) {
    if (event.type === "PersonErased") {
      const left = Object.entries(under ?? {}).filter(([key]) => !event.facts["keys"].includes(key));
      under = left.length === 0 ? undefined : Object.fromEntries(left);
      continue;
    }
    under ??= {};
    for (const [fieldClass, path, kind] of LOOKED_UP) {
      const part = event.personal.findLast(
        (each) => each.class === fieldClass && each.person === id && path in each.values,
      );
      const value = part?.values[path];
      if (part === undefined || value === undefined || value === SHREDDED) continue;
      const tokens = lookupForms(kind, value).map((form) => token(kind, form));
      if (tokens.length > 0) under[part.key] = distinct([...(under[part.key] ?? []), ...tokens]);
    }
  }
  return under && { id, tokens: distinct(Object.values(under).flat()), under };
}

const distinct = (tokens: readonly string[]): string[] => [...new Set(tokens)].toSorted();
