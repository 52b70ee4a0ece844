import type { TObject } from "typebox";
import type { FieldClass, Subject } from "./envelope.js";
import type { JsonObject } from "./json.js";

/**
 * What an event of a type says of sight, beside what it says of the world: who comes to see what by it, and why.
 * Nothing about sight follows from how a fact is named, nor from who is a subject: a type that grants none says so.
 */
export type SightDeclaration = readonly SightRule[];

export type SightRule =
  | NothingGranted
  | StreamRegistered
  | GivenToAgency
  | AtPlace
  | StayEnds
  | StayGoesOn
  | PassesOn
  | WorkBegun
  | WorkAssigned
  | WorkEnded
  | WorkResumed
  | PartyTakesPart
  | SubjectTakesPart
  | Shares
  | PartyLeaves;

interface Reasoned {
  /** In words, for whoever asks why somebody saw something. */
  readonly why: string;
  /** The event may be withdrawn, and what it grants with it. */
  readonly revocable?: true;
}

export interface NothingGranted extends Reasoned {
  readonly kind: "nothing";
}

/** The agency of the officer who recorded the event sees the stream that it begins. */
export interface StreamRegistered extends Reasoned {
  readonly kind: "registers";
}

/** The agency in a fact sees this stream, and the subjects in these roles. */
export interface GivenToAgency extends Reasoned {
  readonly kind: "given";
  readonly agency: string;
  readonly subjects: readonly string[];
}

/** Offices that answer for a region or country in a fact see this stream, and the subjects in these roles. */
export interface AtPlace extends Reasoned {
  readonly kind: "place";
  readonly regions: readonly string[];
  readonly countries: readonly string[];
  readonly subjects: readonly string[];
  readonly lasts: Lasting;
  /** As it was recorded: a correction grants nothing, where whoever may correct it need not see all of it. */
  readonly fixed?: true;
}

/**
 * How long a place lets see: always; while the stream, which is work, goes on; once, from when it is recorded; or while
 * the stay in a fact goes on. What ends lets see for some time longer (`access/stays.ts`).
 */
export type Lasting = "always" | "work" | "once" | StayAt;

/** A stretch of a life at places of one kind: of the journey in a fact, the part abroad or at home. */
export interface StayAt {
  /** Fact that holds the id of the stay. */
  readonly stay: string;
  readonly part: string;
}

/** Parts of the stay in a fact are over. */
export interface StayEnds extends Reasoned {
  readonly kind: "stay-ends";
  readonly stay: string;
  readonly parts: readonly string[];
  /** Fact that names a report: if that is withdrawn, so is this end. */
  readonly report: string | null;
  /** A fact, and the value with which nothing ends by it. */
  readonly unless: readonly [fact: string, value: string] | null;
}

/** What ended by the report in a fact goes on: the report was mistaken. */
export interface StayGoesOn extends Reasoned {
  readonly kind: "stay-goes-on";
  readonly report: string;
}

/** The agencies in a fact see what this one saw as an agency, once it has ended. */
export interface PassesOn extends Reasoned {
  readonly kind: "passes-on";
  readonly agencies: string;
}

/**
 * The stream is work: the agency of the officer who began it has it, until another is assigned in the same capacity.
 */
export interface WorkBegun extends Reasoned {
  readonly kind: "begins";
  readonly capacity: string;
}

/**
 * The agency in a fact sees this stream from now on, and has the work in a capacity: the one named, or one for each
 * value of a fact (a step). Whoever had it in that capacity has it no longer.
 */
export interface WorkAssigned extends Reasoned {
  readonly kind: "assigned";
  readonly agency: string;
  readonly capacity: string;
  readonly per?: string;
}

/** Nobody has the work any more. */
export interface WorkEnded extends Reasoned {
  readonly kind: "ends";
}

/** The work goes on, in the hands that it was in. */
export interface WorkResumed extends Reasoned {
  readonly kind: "resumes";
}

/**
 * A party takes part in the work: `{party, role, person?, company?}` in the facts, or each of a list of these in a
 * fact. Whoever has the work sees its parties for as long: the person's whole file in the roles named, else who the
 * person is and how to reach them; a company's unpublished name only if the recording agency saw it.
 */
export interface PartyTakesPart extends Reasoned {
  readonly kind: "party";
  readonly list: string | null;
  readonly whole: readonly string[];
}

/** Subjects in these roles take part in the work. */
export interface SubjectTakesPart extends Reasoned {
  readonly kind: "partakes";
  readonly subjects: readonly string[];
  readonly whole: boolean;
}

/**
 * Whoever has the work sees what is stated, and nothing more: of each person in a list of `{person, classes, whole}`
 * the personal fields of these classes, or the whole file; files by their ids; and the page of the stream that a fact
 * names, where the fact `page` says so.
 */
export interface Shares extends Reasoned {
  readonly kind: "shares";
  readonly persons: string;
  readonly files: string;
  /** Facts that hold the id of a stream, each named as its category; none where only persons and files are shared. */
  readonly pages: readonly string[];
}

/** How much of the page of a stream is shared: with what is told there in words, or without. */
export const SHARED_PAGES = ["WITHOUT_NARRATIVES", "WITH_NARRATIVES"] as const;
export type SharedPage = (typeof SHARED_PAGES)[number];

/** What the work of an agency shows of its parties: who they are, and how to reach them. */
export const OF_A_PARTY: readonly FieldClass[] = ["identity", "contact"];

/** The party in a fact takes part no longer. */
export interface PartyLeaves extends Reasoned {
  readonly kind: "leaves";
  readonly party: string;
}

/** The event lets nobody see anything. */
export const grantsNothing = (why: string): SightDeclaration => [{ kind: "nothing", why }];

export const registersStream = (why: string): StreamRegistered => ({ kind: "registers", why });

export const givenTo = (agency: string, subjects: readonly string[], why: string): GivenToAgency => ({
  kind: "given",
  agency,
  subjects,
  why,
});

/** @param facts names of the facts that hold a region, and a country */
export const atPlace = (
  facts: { readonly regions?: readonly string[]; readonly countries?: readonly string[] },
  lasts: Lasting,
  why: string,
  subjects: readonly string[] = [],
): AtPlace => ({ kind: "place", regions: facts.regions ?? [], countries: facts.countries ?? [], subjects, lasts, why });

/** As `atPlace`, of what may be corrected by who does not see all of it: no correction lets see more. */
export const atRecordedPlace = (facts: Parameters<typeof atPlace>[0], why: string): AtPlace => ({
  ...atPlace(facts, "always", why),
  fixed: true,
});

/**
 * @param more.report a fact that names a report with which the end stands and falls; `unless` a fact's value that ends
 * nothing
 */
export const endsStay = (
  stay: string,
  parts: readonly string[],
  why: string,
  more: Partial<Pick<StayEnds, "report" | "unless">> = {},
): StayEnds => ({ kind: "stay-ends", stay, parts, report: null, unless: null, ...more, why });

export const stayGoesOn = (report: string, why: string): StayGoesOn => ({ kind: "stay-goes-on", report, why });

export const passesOn = (agencies: string, why: string): PassesOn => ({ kind: "passes-on", agencies, why });

export const beginsWork = (capacity: string, why: string): WorkBegun => ({ kind: "begins", capacity, why });

/** @param per a fact with whose values there are as many capacities */
export const assigned = (agency: string, capacity: string, why: string, per?: string): WorkAssigned => ({
  kind: "assigned",
  agency,
  capacity,
  why,
  ...(per !== undefined && { per }),
});

export const endsWork = (why: string): WorkEnded => ({ kind: "ends", why });
export const resumesWork = (why: string): WorkResumed => ({ kind: "resumes", why });

export const partyTakesPart = (list: string | null, whole: readonly string[], why: string): PartyTakesPart => ({
  kind: "party",
  list,
  whole,
  why,
});

export const takesPart = (subjects: readonly string[], whole: boolean, why: string): SubjectTakesPart => ({
  kind: "partakes",
  subjects,
  whole,
  why,
});

/** @param pages facts that hold the id of a stream, each named as its category */
export const shares = (persons: string, files: string, pages: readonly string[], why: string): Shares => ({
  kind: "shares",
  persons,
  files,
  pages,
  why,
});

export const partyLeaves = (party: string, why: string): PartyLeaves => ({ kind: "leaves", party, why });

/** Whom an event brings into the work of its stream. */
export interface Participant {
  /** Id of the party; null for who takes part by their role alone. */
  readonly party: string | null;
  /** One of these. */
  readonly person?: string | undefined;
  readonly company?: string | undefined;
  /** Name of a stream whose page is shared. */
  readonly stream?: string;
  /** The work needs all of the person's file, and not only who they are and how to reach them. */
  readonly whole: boolean;
  /** The classes of fields that are shown, where these are stated. */
  readonly classes?: readonly FieldClass[];
}

export function participantsIn(
  sight: SightDeclaration,
  { subjects, facts }: { readonly subjects: readonly Subject[]; readonly facts: JsonObject },
): Participant[] {
  return sight.flatMap((rule): Participant[] => {
    if (rule.kind === "partakes")
      return subjects.flatMap(({ person, role }) =>
        rule.subjects.includes(role) ? { party: null, person, whole: rule.whole } : [],
      );
    if (rule.kind === "shares") return sharedIn(rule, facts);
    if (rule.kind !== "party") return [];
    const parties = (rule.list === null ? [facts] : facts[rule.list]) as unknown as readonly PartyFacts[];
    return parties.map(({ party, role, person, company }) => {
      const whole = rule.whole.includes(role);
      return { party, person, company, whole };
    });
  });
}

function sharedIn({ persons, files, pages }: Shares, facts: JsonObject): Participant[] {
  const stated = facts[persons] as unknown as readonly SharedFacts[];
  const page = facts["page"] as SharedPage | undefined;
  const shown = page === undefined ? [] : pages.filter((category) => facts[category] !== undefined);
  return [
    ...stated.map(({ person, classes, whole }) => ({ party: null, person, whole, ...(!whole && { classes }) })),
    ...(facts[files] as readonly string[]).map((file) => ({ party: null, stream: `file-${file}`, whole: true })),
    ...shown.map((category) => ({
      party: null,
      stream: `${category}-${facts[category] as string}`,
      whole: false,
      classes: page === "WITH_NARRATIVES" ? (["narrative"] as const) : [],
    })),
  ];
}

interface SharedFacts {
  readonly person: string;
  readonly classes: readonly FieldClass[];
  readonly whole: boolean;
}

interface PartyFacts {
  readonly party: string;
  readonly role: string;
  readonly person?: string;
  readonly company?: string;
}

/**
 * What a correction grants of what the corrected type declares: its places and agencies, which may have been told
 * wrongly.
 */
export function sightOfCorrection(declared: SightDeclaration): SightDeclaration {
  return declared.filter((rule) =>
    rule.kind === "place" ? !rule.fixed : rule.kind === "given" || rule.kind === "assigned",
  );
}

/** Whether it may take sight away: work that passes on, ends, or loses a party is seen by fewer. */
export function takesAway(sight: SightDeclaration): boolean {
  return sight.some(({ kind }) => kind === "assigned" || kind === "ends" || kind === "leaves");
}

/** What is wrong with a declaration; undefined for one that says all it must, of facts that the event has. */
export function wrongInSight(sight: SightDeclaration | undefined, { properties }: TObject): string | undefined {
  if (!sight || sight.length === 0) return "does not say who comes to see what by it";
  if (sight.length > 1 && sight.some(({ kind }) => kind === "nothing")) return "grants nothing, and something";
  if (sight.some(({ why }) => why.trim() === "")) return "does not say why";
  const unknown = sight.flatMap(factsOf).find((fact) => !(fact in properties));
  return unknown === undefined ? undefined : `grants sight by ${unknown}, which it has not`;
}

function factsOf(rule: SightRule): readonly string[] {
  switch (rule.kind) {
    case "given":
      return [rule.agency];
    case "assigned":
      return rule.per === undefined ? [rule.agency] : [rule.agency, rule.per];
    case "place":
      return [...rule.regions, ...rule.countries, ...(typeof rule.lasts === "string" ? [] : [rule.lasts.stay])];
    case "stay-ends":
      return [rule.stay, ...(rule.report === null ? [] : [rule.report]), ...(rule.unless ?? []).slice(0, 1)];
    case "stay-goes-on":
      return [rule.report];
    case "passes-on":
      return [rule.agencies];
    case "party":
      return rule.list === null ? ["party", "role"] : [rule.list];
    case "shares":
      return [rule.persons, rule.files, ...rule.pages, ...(rule.pages.length > 0 ? ["page"] : [])];
    case "leaves":
      return [rule.party];
    default:
      return [];
  }
}
