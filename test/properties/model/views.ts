import { lookupForms } from "../../../src/person/lookup-forms.js";
import {
  brokenGlassIn,
  everSeenIn,
  LOOKED,
  needToKnowIn,
  officerIn,
  proposalsIn,
  sameHumanIn,
  sealedIn,
  sightOf,
} from "./access.js";
import { agreementDocument } from "./agreements.js";
import { datasetDocument } from "./datasets.js";
import { calendarIn, deadlineIn } from "./deadlines.js";
import { caseIn, caseRowOf } from "./case.js";
import { figuresIn } from "./figures.js";
import { outreachIn } from "./outreach.js";
import { migrantIn, summaryOf } from "./migrant.js";
import { personIn } from "./person.js";
import { publicationsIn, publicTablesIn } from "./publications.js";
import { agencyIn, companyIn, linkIn, ruleSetIn } from "./registers.js";
import { offerIn } from "./offer.js";
import { referralIn } from "./referral.js";
import { boardRowOf, givenIn, repatriationIn } from "./repatriation.js";
import { timelineOf } from "./timeline.js";
import {
  asItHappened,
  corrected,
  CORRECTION,
  correctionsOf,
  idIn,
  kindOf,
  movedIn,
  ofType,
  SHREDDED,
  type Told,
} from "./told.js";
import { workIn } from "./work.js";

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
          { ...document(asItHappened(events), idIn(stream)), id: idIn(stream), ...newestOf(kind, events) },
        ]),
    );
  const inOrderRecorded = (kind: string, document: (events: readonly Told[]) => object) =>
    new Map(
      [...streams]
        .filter(([stream]) => kindOf(stream) === kind)
        .map(([stream, events]) => [idIn(stream), document(events)]),
    );
  return new Map<string, Map<string, object>>([
    ["agencies", each("agency", agencyIn)],
    ["officers", each("officer", officerIn)],
    ["need-to-know", needToKnowIn(log)],
    ["sealed-subjects", sealedIn(log)],
    ["same-human", sameHumanIn(log)],
    ["broken-glass", brokenGlassIn(log)],
    ["proposals", proposalsIn(log)],
    ["erasures", erasuresIn(log)],
    ["usage", usageIn(log)],
    ["rules", each("rules", ruleSetIn)],
    ["person-profile", each("person", personIn)],
    ["identity-links", each("identityLink", linkDocument)],
    ["identity-lookup", lookupsIn(log, streams, token)],
    ["migrant-profile", profilesIn(streams)],
    [
      "repatriation-board",
      each("repatriation", (events, id) => ({
        ...boardRowOf(id, repatriationIn(events)),
        given: givenIn(events),
        sight: sightOf(events),
      })),
    ],
    ["referrals", each("referral", referralDocument)],
    ["offers", each("offer", (events) => ({ ...offerIn(events), sight: sightOf(events) }))],
    ["due-deadlines", each("deadline", deadlineIn)],
    ["calendars", inOrderRecorded("calendar", calendarIn)],
    ["file-numbers", numbersIn(log)],
    ["companies", each("company", companyDocument)],
    ["datasets", each("dataset", datasetDocument)],
    ["agreements", each("agreement", agreementDocument)],
    ["outreach", each("outreach", outreachDocument)],
    ["case-board", each("case", (events, id) => caseDocument(events, id, streams.get(`case-${id}`)!))],
    ["work-items", workIn(streams)],
    ["timeline", timelineOf(log)],
    ["publications", publicationsIn(log)],
    ["public-tables", publicTablesIn(log)],
    ...figuresIn(log, streams),
  ]);
}

/** What of a stream a document shows, where commands on it may name that. */
function newestOf(kind: string, events: readonly Told[]): { revision?: number } {
  return kind === "rules" ? {} : { revision: Math.max(...events.map(({ revision }) => revision)) };
}

/** What each person is found by, and by whom; and who was given each work. */
function lookupsIn(
  log: readonly Told[],
  streams: ReadonlyMap<string, readonly Told[]>,
  token: Token,
): Map<string, object> {
  const seen = everSeenIn(log);
  const told = new Map<string, Tellings>();
  const erasures = ofType(log, "PersonErased");
  for (const events of streams.values())
    for (const event of corrected(events))
      for (const [person, tellings] of tellingsIn(event, events, erasures, token))
        told.set(person, { ...told.get(person), ...(Object.keys(tellings).length > 0 && { [event.id]: tellings }) });
  return new Map(
    [...new Set([...seen.keys(), ...told.keys()])].map((id) => {
      const { sight = [], works = [] } = seen.get(id) ?? {};
      const all = told.get(id) ?? {};
      const fields = Object.values(all).flatMap((each) => Object.values(each));
      const tokens = fields.flatMap((field) => (field.other ? [] : field.tokens));
      return [id, { id, tokens: distinct(tokens), told: all, sight, works }];
    }),
  );
}

function outreachDocument(events: readonly Told[]): object {
  return { ...outreachIn(events), sight: sightOf(events) };
}

function caseDocument(events: readonly Told[], id: string, recorded: readonly Told[]): object {
  const found = (some: readonly Told[]) => {
    const { case: _, ...row } = caseRowOf(id, caseIn(some));
    return { ...row, sight: sightOf(some) };
  };
  return { ...caseRowOf(id, caseIn(events)), sight: sightOf(events), moved: movedIn(recorded, events, found) };
}

function erasuresIn(log: readonly Told[]): Map<string, object> {
  const erasures = ofType(log, "PersonErased").map(
    ({ id, stream, recordedAt }) => [id, { id, person: idIn(stream), recordedAt }] as const,
  );
  return new Map(erasures);
}

/** How many commands of each officer were taken, by agency and month. */
function usageIn(log: readonly Told[]): Map<string, object> {
  const monthIn = (at: string) => new Date(Date.parse(at) + 7 * 3_600_000).toISOString().slice(0, 7);
  const own = log.filter(({ actor }) => actor.kind === "OFFICER" && actor.agency !== null);
  const byMonth = Map.groupBy(own, ({ actor, recordedAt }) => `${actor.agency}/${monthIn(recordedAt)}`);
  return new Map(
    [...byMonth].map(([id, events]) => {
      const [agency, month] = id.split("/");
      const commands = Map.groupBy(events, ({ actor }) => actor.id);
      const officers = [...commands].map(([officer, its]) => [
        officer,
        new Set(its.map(({ envelope }) => envelope["commandId"] as string)).size,
      ]);
      const last = events.toSorted((a, b) => a.number - b.number).at(-1)!.envelope["commandId"];
      return [id, { id, agency, month, officers: Object.fromEntries(officers), last }];
    }),
  );
}

/** The number of each file: the next one of its office and year. */
function numbersIn(log: readonly Told[]): Map<string, object> {
  const series: { [name: string]: number } = {};
  const numbered = ofType(log, "FileNumberAssigned").map(({ facts }) => {
    const serial = (series[facts["series"]] = (series[facts["series"]] ?? 0) + 1);
    const number = `${facts["series"]}/${`${serial}`.padStart(4, "0")}`;
    return [facts["of"] as string, { id: facts["of"], kind: facts["kind"], number }] as const;
  });
  return new Map(numbered);
}

function referralDocument(events: readonly Told[]): object {
  const referral = referralIn(events);
  const waits = referral.state === "SENT" || referral.state === "INFORMATION_ASKED";
  return {
    ...referral,
    persons: referral.shares.map(({ person }) => person),
    expires: waits ? referral.answerBy : null,
    live: `${waits || referral.state === "ACCEPTED"}`,
    sight: sightOf(events),
  };
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
      ...(migrant.length > 0 && newestOf("migrant", streams.get(`migrant-${id}`)!)),
    });
  }
  return profiles;
}

const DETAILS = ["PersonRegistered", "IdentityDetailsRecorded"];
const LOOKED_UP: readonly {
  readonly types: readonly string[];
  readonly class: string;
  readonly path: string;
  readonly kind: "nik" | "passport" | "phone" | "name";
  readonly paper?: string;
}[] = [
  ...(["nik", "passport"] as const).map((kind) => ({ types: DETAILS, class: "identity", path: kind, kind })),
  ...["name", "alias", "initials"].map((path) => ({ types: DETAILS, class: "identity", path, kind: "name" as const })),
  { types: ["PersonRegistered", "ContactChanged", "ArrivalReported"], class: "contact", path: "phone", kind: "phone" },
  { types: ["DocumentSubmitted"], class: "identity", path: "number", kind: "passport", paper: "PASSPORT" },
  { types: ["DocumentSubmitted"], class: "identity", path: "number", kind: "nik", paper: "IDENTITY_CARD" },
  {
    types: ["EmergencyTravelDocumentIssued", "ReturneeTravelDocumentReady"],
    class: "identity",
    path: "travelDocumentNumber",
    kind: "passport",
  },
];

interface Tellings {
  readonly [event: string]: {
    readonly [field: string]: {
      readonly key: string | null;
      readonly tokens: readonly string[];
      readonly other?: true;
    };
  };
}

/** What one event says of each of its persons, as it reads now, until what it lies under is erased. */
function tellingsIn(
  event: Told,
  stream: readonly Told[],
  erasures: readonly Told[],
  token: Token,
): Map<string, Tellings[string]> {
  const tellings = new Map<string, Tellings[string]>();
  const put = (person: string, field: string, telling: Tellings[string][string]) =>
    tellings.set(person, { ...tellings.get(person), [field]: telling });
  const owner = idIn(event.stream);
  const persons = new Set([
    ...(/^(person|migrant)-/.test(event.stream) ? [owner] : []),
    ...event.personal.flatMap(({ person }) => person ?? []),
  ]);
  for (const row of LOOKED_UP.filter(({ types }) => types.includes(event.type)))
    for (const person of persons) {
      const other = row.paper !== undefined && event.facts["kind"] !== row.paper;
      const part = event.personal.findLast(
        (each) => each.class === row.class && each.person === person && row.path in each.values,
      );
      const value = part?.values[row.path];
      const erased = erasures.some(({ stream: of, facts }) => idIn(of) === person && facts["keys"].includes(part?.key));
      const isGone = part === undefined || value === undefined || value === SHREDDED || erased;
      const forms = isGone ? [] : lookupForms(row.kind, value);
      const tokens = distinct(
        forms.map((form) => (row.kind === "name" ? token("name", form).slice(0, 10) : token(row.kind, form))),
      );
      const key = tokens.length > 0 ? part!.key : null;
      if (other) put(person, `${row.path}/${row.kind}`, { key, tokens, other });
      else if (tokens.length > 0) put(person, `${row.path}/${row.kind}`, { key, tokens });
    }
  if (DETAILS.includes(event.type)) {
    const said = [event, ...correctionsOf(event, stream)];
    const last = said.findLast(
      ({ type, facts }) => (type === CORRECTION ? facts["facts"] : facts)["birthYear"] !== undefined,
    );
    const over = erasures.some(({ stream: of, number }) => idIn(of) === owner && last && number > last.number);
    if (last && !over) put(owner, "birthYear", { key: null, tokens: [`born:${event.facts["birthYear"]}`] });
  }
  return tellings;
}

const distinct = (tokens: readonly string[]): string[] => [...new Set(tokens)].toSorted();
