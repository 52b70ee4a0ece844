import {
  as,
  CORRECTION,
  correctionsOf,
  isWithdrawal,
  standing,
  idIn,
  inWorldOrder,
  kindOf,
  ofType,
  valuesOf,
  type Facts,
  type Time,
  type Told,
} from "./told.js";

/** An officer: every assignment, until the first day on which anything ends it. */
export function officerIn(events: readonly Told[], id: string): object {
  const ends = ofType(events, "OfficerAssignmentEnded").map(({ facts }) => ({
    assignment: facts["assignment"] as string,
    on: facts["on"] as string,
  }));
  const assignments = ofType(events, "OfficerAssigned").map(({ facts }) => {
    const until = ends.filter(({ assignment }) => assignment === facts["assignment"]).map(({ on }) => on);
    return {
      id: facts["assignment"],
      agency: facts["agency"],
      role: facts["role"],
      region: facts["region"] ?? null,
      from: facts["from"],
      until: [...until, ...(facts["until"] === undefined ? [] : [facts["until"]])].toSorted()[0] ?? null,
    };
  });
  const named = ofType(events, "OfficerAssigned").map((event) => valuesOf(event, "identity", id));
  return {
    assignments,
    ends,
    identity: named.findLast((values) => Object.keys(values).length > 0) ?? {},
    agencies: [...new Set(assignments.map(({ agency }) => agency))],
  };
}

/** Persons whose files are sealed, by whom and for whom: what a seal once let in, it lets in until it is lifted. */
export function sealedIn(log: readonly Told[]): Map<string, object> {
  const seals = new Map<string, Told[]>();
  for (const event of log) {
    const id = idIn(event.stream);
    if (event.type === "SubjectUnsealed") seals.delete(id);
    if (event.type === "SubjectSealed" && isOver(seals.get(id) ?? [], event.recordedAt)) seals.delete(id);
    if (event.type === "SubjectSealed" || event.type === "SealConfirmed")
      seals.set(id, [...(seals.get(id) ?? []), event]);
  }
  return new Map([...seals].map(([id, events]) => [id, sealOf(id, events)]));
}

/** Whether the last day of all of these seals, a day of Jakarta, was before a moment. */
function isOver(events: readonly Told[], at: string): boolean {
  const days = ofType(events, "SubjectSealed").map(({ facts }) => facts["until"] as string | undefined);
  const today = new Date(Date.parse(at) + 7 * 3_600_000).toISOString().slice(0, 10);
  return days.length > 0 && days.every((day) => day !== undefined && day < today);
}

/** The seal that stands, of all that was said of it since the file was last open. */
function sealOf(id: string, events: readonly Told[]): object {
  const made = ofType(events, "SubjectSealed");
  const [first] = made as [Told];
  const [confirmed] = ofType(events, "SealConfirmed");
  const owner = (first.facts["owner"] ?? null) as string | null;
  const ownerSuspected = made.some(({ facts }) => facts["ownerSuspected"] === true);
  const days = made.map(({ facts }) => facts["until"] as string | undefined);
  const agencies = distinct(made.map(({ actor }) => actor.agency)).filter((each) => !ownerSuspected || each !== owner);
  return {
    id,
    officers: distinct(made.flatMap(({ facts, actor }) => [...(facts["officers"] as string[]), actor.id])),
    agencies,
    owner,
    ownerSuspected,
    by: { officer: first.actor.id, agency: first.actor.agency },
    at: first.recordedAt,
    until: days.some((day) => day === undefined) ? null : days.toSorted().at(-1),
    confirmed: confirmed ? { officer: confirmed.actor.id, at: confirmed.recordedAt } : null,
    noticed: [
      ...distinct([...agencies, ownerSuspected ? null : owner]).map((agency) => `agency:${agency}`),
      ...(ownerSuspected || !confirmed ? ["desk"] : []),
    ],
  };
}

/** Confirmed links that nobody undid, and which records these make one human being: every pair of them, both ways. */
export function sameHumanIn(log: readonly Told[]): Map<string, object> {
  const linked = new Map<string, Told>();
  for (const event of log) {
    if (event.type === "IdentityLinkConfirmed") linked.set(idIn(event.stream), event);
    if (event.type === "IdentitiesUnlinked") linked.delete(idIn(event.stream));
  }
  const links = [...linked].map(([link, event]) => ({
    link,
    event,
    ends: event.subjects.map(({ person }) => person),
  }));
  let groups: string[][] = [];
  for (const { ends } of links) {
    const touched = groups.filter((group) => group.some((person) => ends.includes(person)));
    groups = [...groups.filter((group) => !touched.includes(group)), distinct([...touched.flat(), ...ends])];
  }
  const documents = links.map(({ link, ends }) => ({ id: `${link}/${ends.join("/")}`, ends }) as { id: string });
  for (const group of groups)
    for (const from of group)
      for (const to of group) {
        const naming = links.findLast(({ ends }) => ends.includes(from))!;
        const owner = naming.event.facts["owners"][naming.ends.indexOf(from)] as string | null;
        documents.push({ id: `${from}/${to}`, from, to, ...(from === to && { owner }) } as { id: string });
      }
  return new Map(documents.map((document) => [document.id, document]));
}

/** Emergency accesses, each with its review once there is one. */
export function brokenGlassIn(log: readonly Told[]): Map<string, object> {
  return new Map(
    ofType(log, "GlassBroken").map((event) => {
      const grant = event.facts["grant"] as string;
      const review = ofType(log, "GlassReviewed").find(({ facts }) => facts["grant"] === grant);
      const ended = ofType(log, "GlassReviewed").findLast(({ facts }) => facts["ends"]?.includes(grant));
      const document = {
        id: grant,
        person: idIn(event.stream),
        officer: event.actor.id,
        agency: event.actor.agency,
        emergency: event.facts["emergency"],
        reason: valuesOf(event, "narrative"),
        at: event.recordedAt,
        until: ended?.recordedAt ?? event.facts["until"],
        review: review ? "CLOSED" : "OPEN",
        outcome: review?.facts["outcome"] ?? null,
        reviewedBy: review?.actor.id ?? null,
      };
      return [grant, document];
    }),
  );
}

/** Of who only looked in, or let somebody look. */
export const LOOKED = ["GlassBroken", "GlassReviewed", "EmergencyAccessReadmitted"];

/** Acts that one officer proposed, and who approved each, once another did. */
export function proposalsIn(log: readonly Told[]): Map<string, object> {
  return new Map(
    ofType(log, "ActProposed").map((event) => {
      const { proposal, ...said } = event.facts;
      const done = log.find(({ type, facts }) => type !== "ActProposed" && facts["proposal"] === proposal);
      const document = {
        ...said,
        id: proposal,
        person: idIn(event.stream),
        reason: valuesOf(event, "narrative"),
        proposedBy: event.actor.id,
        agency: event.actor.agency,
        at: event.recordedAt,
        status: done ? "CARRIED_OUT" : "OPEN",
        approvedBy: done?.actor.id ?? null,
      };
      return [proposal as string, document];
    }),
  );
}

const KEPT: { readonly [kind: string]: string } = {
  person: "person",
  migrant: "person",
  case: "case",
  repatriation: "repatriation",
  referral: "referral",
  outreach: "outreach",
  offer: "offer",
  file: "file",
  identityLink: "identityLink",
  company: "company",
};

/**
 * What lets see, by type, written anew: the recording officer's agency (`actor`), the one in the fact `agency`, offices
 * of the region or country in a fact. Whatever is not here lets nobody see anything.
 */
const GRANTS: { readonly [type: string]: readonly string[] } = {
  PersonRegistered: ["actor", "origin"],
  OfferReported: ["actor"],
  IdentityDetailsRecorded: ["origin"],
  IdentitiesLinked: ["actor"],
  FileStored: ["actor"],
  CompanyRegistered: ["actor", "region", "country"],
  JourneyStarted: ["country"],
  OrientationAttended: ["region"],
  DepartureRecorded: ["country"],
  ArrivalReported: ["country"],
  EmploymentStarted: ["country"],
  ReturnRecorded: ["region"],
  DetentionRecorded: ["country"],
  DeathReported: ["country"],
  DeathConfirmed: ["country"],
  ComplaintReceived: ["actor", "region", "country"],
  CaseAssigned: ["agency"],
  CaseReferred: ["agency"],
  CaseReferralEnded: ["agency"],
  LitigationStarted: ["country"],
  ShelterProvided: ["country"],
  RepatriationRequested: ["actor", "origin", "destination", "country"],
  RepatriationStepAssigned: ["agency"],
  ReturneeDeparted: ["country"],
  ReturneeDebarked: ["region"],
  ReturneeReceived: ["agency"],
  ReturneeHandedOver: ["agency", "region"],
  ReturneeWentHomeAlone: ["region"],
  RemainsCremated: ["country"],
  RemainsDeparted: ["country"],
  RemainsArrived: ["region"],
  RemainsHandedOver: ["agency", "region"],
  RemainsLaidToRest: ["region", "country"],
  ReferralSent: ["actor", "to"],
  OutreachRecorded: ["actor", "region"],
};

/** Types of events that may be withdrawn, of those that let see, end a stay, or bring somebody into work. */
const WITHDRAWABLE = (
  "FamilyNotified DispositionDecided ReturneeDeparted ReturneeDebarked ReturneeReceived ReturneeHandedOver " +
  "ReturneeWentHomeAlone RemainsCremated RemainsDeparted RemainsArrived RemainsHandedOver RemainsLaidToRest " +
  "DepartureRecorded ArrivalReported EmploymentStarted ReturnRecorded DetentionRecorded ShelterProvided " +
  "ReferralInformationGiven"
).split(" ");

/** The event with which what this one lets see may be withdrawn. */
function byOf(event: Told): { readonly by?: string } {
  return WITHDRAWABLE.includes(typeOf(event)) ? { by: event.corrects?.event ?? event.id } : {};
}

/** Of whom a case's or a repatriation's places let see. */
const LED: { readonly [kind: string]: string } = { case: "VICTIM", repatriation: "MIGRANT" };
const HANDOVERS = ["ReturneeHandedOver", "RemainsHandedOver"];

/**
 * Subjects that take part in a repatriation by an event of a type, by their roles; the whole file is needed of the
 * migrant.
 */
const PARTAKES: { readonly [type: string]: readonly string[] } = {
  RepatriationRequested: ["MIGRANT"],
  ReturneeHandedOver: ["RECIPIENT", "WITNESS"],
  RemainsHandedOver: ["RECIPIENT", "WITNESS"],
  FamilyNotified: ["FAMILY"],
  DispositionDecided: ["FAMILY"],
};

/**
 * What lets see by a place for a time: while the part of the journey goes on (abroad, home), or once. What else lets
 * see by a place, of a case or a repatriation, does so while it goes on.
 */
const LASTS: { readonly [type: string]: "abroad" | "home" | "once" | "always" } = {
  PersonRegistered: "always",
  IdentityDetailsRecorded: "always",
  CompanyRegistered: "always",
  OutreachRecorded: "always",
  JourneyStarted: "abroad",
  DepartureRecorded: "abroad",
  ArrivalReported: "abroad",
  EmploymentStarted: "abroad",
  DetentionRecorded: "abroad",
  OrientationAttended: "home",
  ReturnRecorded: "home",
  DeathReported: "once",
  DeathConfirmed: "once",
};
const PLACES = ["origin", "destination", "region", "country"];

interface Stay {
  readonly of: string;
  readonly kind: string;
  readonly tokens: readonly string[];
  readonly events: readonly string[];
  readonly at: string;
  readonly by?: string;
}

interface Knowing {
  readonly id: string;
  readonly sight: readonly string[];
  readonly revocable: readonly { readonly event: string; readonly tokens: readonly string[] }[];
  readonly stays: readonly Stay[];
  readonly ends: readonly { readonly of: string; readonly at: string; readonly report: string | null }[];
  readonly recordedBy: readonly string[];
  readonly persons: readonly string[];
  readonly works: readonly string[];
  readonly exists: boolean;
}

/**
 * Who needs to know: who registered it or was given it, who answers for its places, and who works for whom it concerns.
 */
export function needToKnowIn(log: readonly Told[]): Map<string, object> {
  const all = new Map<string, Knowing>();
  const at = (id: string) => all.get(id) ?? { id, ...NOTHING };
  const withdrawn = log.filter(isWithdrawal).map(({ corrects }) => corrects!.event);
  const revocableAfter = (before: Knowing["revocable"], event: Told, tokens: readonly string[]) => {
    const { by } = byOf(event);
    if (by === undefined || withdrawn.includes(by) || tokens.length === 0) return before;
    const known = before.find((each) => each.event === by)?.tokens ?? [];
    return [...before.filter((each) => each.event !== by), { event: by, tokens: distinct([...known, ...tokens]) }];
  };
  for (const event of log) {
    const kind = KEPT[kindOf(event.stream)];
    if (kind === undefined) continue;
    const own = `${kind}-${idIn(event.stream)}`;
    const before = at(own);
    const concerned = event.subjects.map(({ person }) => person);
    const { by } = byOf(event);
    const isGone = by !== undefined && withdrawn.includes(by);
    const forGood = tokensIn(event).filter((token) => isForGood(event, token));
    all.set(own, {
      ...before,
      sight: by === undefined ? distinct([...before.sight, ...forGood]) : before.sight,
      revocable: revocableAfter(before.revocable, event, forGood),
      stays: isGone ? before.stays : staysAfter(before.stays, event, own, byPlaces(tokensIn(event))),
      ends: isGone ? before.ends : endsAfter(before.ends, event),
      recordedBy: distinct([
        ...before.recordedBy,
        byOfficer(event) && event.actor.agency ? `agency:${event.actor.agency}` : null,
      ]),
      persons: kind === "person" ? [idIn(event.stream)] : distinct([...before.persons, ...concerned]),
      exists: true,
    });
    const human = event.subjects.filter(({ role }) => role !== "COMPANY").map(({ person }) => `person-${person}`);
    const partaking = partsOf(event).map(({ of }) => of);
    for (const id of new Set([...human, ...partaking])) {
      if (id === own) continue;
      const other = at(id);
      const roles = event.subjects.filter(({ person }) => `person-${person}` === id).map(({ role }) => role);
      const led = roles.includes(LED[kind] ?? "nobody");
      const shown = led ? tokensOfLed(event) : [];
      const lasting = shown.filter((token) => isForGood(event, token));
      const sight = by === undefined ? distinct([...other.sight, ...lasting]) : other.sight;
      const revocable = revocableAfter(other.revocable, event, lasting);
      const stays = led && !isGone ? staysAfter(other.stays, event, own, byPlaces(shown)) : other.stays;
      // Who names a company knows its name only if they knew it before.
      const knew = !id.startsWith("company-") || sight.includes(`agency:${event.actor.agency}`);
      const works = partaking.includes(id) && knew ? distinct([...other.works, own]) : other.works;
      all.set(id, { ...other, sight, revocable, stays, works });
    }
  }
  return new Map([...all].map(([id, document]) => [id, { ...document, ...workIn(log, id) }]));
}

const NOTHING = {
  sight: [],
  revocable: [],
  stays: [],
  ends: [],
  recordedBy: [],
  persons: [],
  works: [],
  exists: false,
};

/**
 * Types by which somebody has a case's or a repatriation's work, and whether it is who recorded the event, or the fact
 * `agency`.
 */
const GIVES_WORK: { readonly [type: string]: "actor" | "agency" | "to" } = {
  ComplaintReceived: "actor",
  RepatriationRequested: "actor",
  CaseAssigned: "agency",
  CaseReferred: "agency",
  CaseReferralEnded: "agency",
  RepatriationStepAssigned: "agency",
  ReturneeReceived: "agency",
  ReferralSent: "to",
};

/** By what each person was ever seen, for good or for a time, and in which work; and who ever had each work. */
export function everSeenIn(log: readonly Told[]): Map<string, { sight: string[]; works: string[] }> {
  const all = new Map<string, { sight: string[]; works: string[] }>();
  const add = (id: string, sight: readonly string[], works: readonly string[] = []) => {
    const before = all.get(id) ?? { sight: [], works: [] };
    all.set(id, {
      sight: distinct([...before.sight, ...sight]).toSorted(),
      works: distinct([...before.works, ...works]).toSorted(),
    });
  };
  for (const event of log) {
    const kind = KEPT[kindOf(event.stream)];
    if (kind === undefined || kind === "company") continue;
    const own = idIn(event.stream);
    if (kind === "person") add(own, tokensIn(event));
    for (const { person, role } of event.subjects)
      if (role !== "COMPANY" && role === (LED[kind] ?? "nobody")) add(person, tokensOfLed(event));
    const by = GIVES_WORK[typeOf(event)];
    const recording = event.type === CORRECTION ? null : event.actor.agency;
    const agency = by === "actor" ? recording : by && factsOf(event)[by];
    if (by && agency && byOfficer(event)) add(`${kind}-${own}`, [`agency:${agency}`]);
    for (const { of } of partsOf(event)) if (of.startsWith("person-")) add(idIn(of), [], [`${kind}-${own}`]);
  }
  for (const [id, { works }] of all) for (const work of works) add(id, all.get(work)?.sight ?? []);
  return new Map([...all].filter(([, { sight, works }]) => sight.length > 0 || works.length > 0));
}

const byPlaces = (tokens: readonly string[]) => tokens.filter((token) => !token.startsWith("agency:"));

/** What an agency registered or was given it sees for good; by a place, only what says so. */
function isForGood(event: Told, token: string): boolean {
  return token.startsWith("agency:") || LASTS[typeOf(event)] === "always";
}

function staysAfter(stays: readonly Stay[], event: Told, own: string, tokens: readonly string[]): readonly Stay[] {
  const grants = (GRANTS[typeOf(event)] ?? []).some((by) => PLACES.includes(by));
  const lasts = LASTS[typeOf(event)] ?? "work";
  if (!byOfficer(event) || !grants || lasts === "always") return stays;
  const said = { tokens, at: event.recordedAt, events: [event.id], ...byOf(event) };
  const corrected = stays.find(({ events }) => event.corrects && events.includes(event.corrects.event));
  const stay = corrected
    ? { ...corrected, ...said, events: [] }
    : lasts === "work"
      ? { ...said, of: own, kind: "work", events: [] }
      : lasts === "once" || event.type === CORRECTION
        ? { ...said, of: event.id, kind: "once" }
        : { ...said, of: `${event.facts.journey}/${lasts.toUpperCase()}`, kind: "part" };
  const before = stays.find(({ of, by }) => of === stay.of && by === stay.by);
  if (!before) return [...stays, stay];
  const merged = {
    ...before,
    tokens: distinct([...before.tokens, ...stay.tokens]),
    events: [...before.events, ...stay.events],
    at: stay.at,
  };
  return stays.map((each) => (each === before ? merged : each));
}

/** Parts of journeys that ended: what a death ended goes on when the report of it is withdrawn. */
function endsAfter(ends: Knowing["ends"], { id, type, facts, recordedAt }: Told): Knowing["ends"] {
  const by = WITHDRAWABLE.includes(type) && { by: id };
  const over = (parts: readonly string[]) => [
    ...ends,
    ...parts.map((part) => ({ of: `${facts.journey}/${part}`, at: recordedAt, report: facts.death ?? null, ...by })),
  ];
  switch (type) {
    case "ReturnRecorded":
      return facts.cause === "DEATH" ? ends : over(["ABROAD"]);
    case "JourneyClosed":
    case "JourneyWithdrawn":
      return over(["ABROAD", "HOME"]);
    case "DeathReportWithdrawn":
      return ends.filter(({ report }) => report !== facts.report);
    default:
      return ends;
  }
}

/** By what an event lets see its own stream for good. */
export function lastingSightOf(event: Told): string[] {
  return tokensIn(event).filter((token) => isForGood(event, token));
}

/** By which places an event lets see its own stream for a time, and what that time follows from. */
export function passingSightOf(event: Told): { readonly token: string; readonly of: string }[] {
  const lasts = LASTS[event.type] ?? "work";
  if (lasts === "always") return [];
  const of = lasts === "work" || lasts === "once" ? lasts : `${event.facts.journey}/${lasts.toUpperCase()}`;
  return byPlaces(tokensIn(event)).map((token) => ({ token, of }));
}

/** Parts of journeys that are over, as it happened. */
export function endsIn(events: readonly Told[]): Knowing["ends"] {
  return events.reduce(endsAfter, []);
}

/** The work that a stream is; undefined for one that is none. */
export function workOf(log: readonly Told[], stream: string): { readonly ended: string | null } | undefined {
  return (workIn(log, stream) as { readonly work?: { readonly ended: string | null } }).work;
}

/** Who has a case or a repatriation, and who takes part in it; nothing of anything else. */
function workIn(log: readonly Told[], id: string): object {
  if (!/^(case|repatriation|referral)-/.test(id)) return {};
  const recorded = log.filter(({ stream }) => stream === id);
  const events = standing(recorded);
  const turns = events.flatMap((event): Turn[] => {
    const corrections = correctionsOf(event, recorded);
    const { facts, occurredAt, actor, type } = corrections.reduce(as, event);
    const turn = { event: event.id, occurredAt, recordedAt: event.recordedAt };
    const taken = (capacity: string, agency: unknown, first = false) =>
      agency && byOfficer(event) ? [{ ...turn, takes: { capacity, holder: `agency:${agency}`, first } }] : [];
    switch (type) {
      case "ComplaintReceived":
        return taken("handling", actor.agency, true);
      case "RepatriationRequested":
        return taken("running", actor.agency, true);
      case "CaseAssigned":
        return taken("handling", facts.agency);
      case "CaseReferred":
      case "CaseReferralEnded":
        return taken("referral", facts.agency);
      case "RepatriationStepAssigned":
        return taken(`step ${facts.step}`, facts.agency);
      case "ReturneeReceived":
        return taken("reception", facts.agency);
      case "ReferralSent":
        return taken("receiver", facts.to);
      case "ReferralDeclined":
      case "ReferralWithdrawn":
      case "ReferralExpired":
      case "ReferralCompleted":
      case "CaseResolved":
      case "CaseClosedAdministratively":
      case "RepatriationCancelled":
      case "RepatriationClosed":
        return [{ ...turn, open: false }];
      case "CaseReopened":
      case "RepatriationReinstated":
        return [{ ...turn, open: true }];
      default:
        return [];
    }
  });
  const ordered = inWorldOrder(turns);
  const holders = new Map<string, string>();
  for (const first of [true, false])
    for (const { takes } of ordered) if (takes?.first === first) holders.set(takes.capacity, takes.holder);
  const last = ordered.findLast((turn) => turn.open !== undefined);
  const open = last?.open ?? true;
  const parts = events.flatMap(partsOf);
  const left = events.filter(({ type }) => type === "CasePartyRemoved").map(({ facts }) => facts.party as string);
  return {
    work: {
      turns,
      holders: open ? distinct([...holders.values()]) : [],
      ended: open ? null : last!.recordedAt,
      parts: [...new Map(parts.map((part) => [JSON.stringify(part), part])).values()],
      left,
    },
  };
}

interface Turn {
  readonly event: string;
  readonly occurredAt: Time;
  readonly recordedAt: string;
  readonly takes?: { readonly capacity: string; readonly holder: string; readonly first: boolean };
  readonly open?: boolean;
}

interface PartOf {
  readonly id: string;
  readonly of: string;
  readonly whole: boolean;
  readonly classes?: readonly string[];
}

function partsOf(event: Told): PartOf[] {
  if (!byOfficer(event)) return [];
  if (event.type === "ReferralSent" || event.type === "ReferralInformationGiven") return sharedIn(event);
  if (event.type === "ComplaintReceived") return event.facts.parties.map(partOf);
  if (event.type === "CasePartyRecorded") return [partOf(event.facts)];
  return event.subjects
    .filter(({ role }) => PARTAKES[event.type]?.includes(role))
    .map(({ person, role }) => ({
      id: `person-${person}`,
      of: `person-${person}`,
      whole: role === "MIGRANT",
      ...byOf(event),
    }));
}

/** What a referral states: of persons classes or all, files, and the page of what it is about. */
function sharedIn(event: Told): PartOf[] {
  const { shares, files, page, case: incident, repatriation } = event.facts;
  const part = (of: string, shown: object) => ({ id: of, of, ...shown, ...byOf(event) }) as PartOf;
  const about = incident === undefined ? `repatriation-${repatriation}` : `case-${incident}`;
  return [
    ...(shares as Facts[]).map(({ person, whole, classes }) =>
      part(`person-${person}`, whole ? { whole } : { whole, classes }),
    ),
    ...(files as string[]).map((file) => part(`file-${file}`, { whole: true })),
    ...(page === undefined
      ? []
      : [part(about, { whole: false, classes: page === "WITH_NARRATIVES" ? ["narrative"] : [] })]),
  ];
}

function partOf({ party, role, person, company }: Facts): { id: string; of: string; whole: boolean } {
  return { id: party, of: person ? `person-${person}` : `company-${company}`, whole: role === "VICTIM" };
}

const byOfficer = ({ actor }: Told) => actor.kind === "OFFICER";

/** Who ever saw one stream or a few by what their own events say, as they read now. */
export function sightOf(events: readonly Told[]): string[] {
  return distinct(events.flatMap(tokensIn));
}

/** By what an event lets see the stream that it stands in. */
function tokensIn(event: Told): string[] {
  return byOfficer(event) ? grantsOf(event).flatMap((by) => tokensBy(event, by)) : [];
}

/** By what an event lets see whom its stream is about. */
function tokensOfLed(event: Told): string[] {
  if (!byOfficer(event)) return [];
  const handedOver = HANDOVERS.includes(typeOf(event));
  return grantsOf(event)
    .filter((by) => by !== "actor" && by !== "to" && (by !== "agency" || handedOver))
    .flatMap((by) => tokensBy(event, by));
}

const typeOf = ({ type, facts }: Told): string => (type === CORRECTION ? facts.correctedType : type);
const factsOf = ({ type, facts }: Told) => (type === CORRECTION ? facts.facts : facts);

/** A correction lets see by what it puts right, and not whoever made it. */
function grantsOf(event: Told): readonly string[] {
  const grants = GRANTS[typeOf(event)] ?? [];
  if (event.type !== CORRECTION) return grants;
  // Anybody who keeps the register of companies may correct one, whose sealed name they need not know.
  return event.stream.startsWith("company-") ? [] : grants.filter((by) => by !== "actor");
}

function tokensBy(event: Told, by: string): string[] {
  const value = by === "actor" ? event.actor.agency : factsOf(event)[by];
  if (!value) return [];
  if (by === "actor" || by === "agency" || by === "to") return [`agency:${value}`];
  if (by === "country") return /^[A-Z]{2}$/.test(value) ? [`country:${value}`] : [];
  const code: string = value.code ?? value;
  return [2, 5, 8, 13].filter((length) => length <= code.length).map((length) => `region:${code.slice(0, length)}`);
}

function distinct(values: readonly (string | null)[]): string[] {
  return [...new Set(values)].filter((value) => value !== null);
}
