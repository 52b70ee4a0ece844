import { endsIn, lastingSightOf, passingSightOf, workOf } from "./access.js";
import { caseIn, caseRowOf } from "./case.js";
import { deadlineIn } from "./deadlines.js";
import { migrantIn } from "./migrant.js";
import { personIn } from "./person.js";
import { referralIn } from "./referral.js";
import { boardRowOf, openStepsOf, repatriationIn, stepOnTheWay } from "./repatriation.js";
import {
  asItHappened,
  corrected,
  idIn,
  inWorldOrder,
  kindOf,
  lastTold,
  ofType,
  type Facts,
  type Time,
  type Told,
} from "./told.js";

type Values = { readonly [dimension: string]: string | number | null | readonly string[] };

/** What counts, by view and id: each thing with its value in every dimension, and who counts it. */
export function figuresIn(
  log: readonly Told[],
  streams: ReadonlyMap<string, readonly Told[]>,
): Map<string, Map<string, object>> {
  const told = (stream: string) => streams.get(stream) ?? [];
  const happened = (stream: string) => asItHappened(told(stream));
  const all = (kind: string) => [...streams.keys()].filter((stream) => kindOf(stream) === kind).map(idIn);
  const cell = (key: string, its: readonly string[], about: string | null, values: Values) => {
    const events = its.flatMap((stream) =>
      /^(person|migrant)-/.test(stream) ? only(stream, OF_PERSONS) : happened(stream),
    );
    const concerned = events.flatMap(({ subjects }) => subjects.map(({ person }) => person));
    return {
      key,
      persons: distinct([...concerned, ...(about === null ? [] : [about])]),
      about,
      sight: sightIn(
        events,
        its.map((stream) => workOf(log, stream)).find((each) => each !== undefined)?.ended ?? null,
      ),
      values,
    };
  };
  /** Of those types alone, which then are in the order of the world among themselves. */
  const only = (stream: string, types: readonly string[]) =>
    inWorldOrder(corrected(told(stream)).filter(({ type }) => types.includes(type)));
  const life = (person: string, types = OF_LIFE) =>
    lifeOf(person, only(`person-${person}`, types), only(`migrant-${person}`, types));

  const cases = new Map<string, object>();
  const victims = new Map<string, object>();
  for (const id of all("case")) {
    const stream = `case-${id}`;
    const events = happened(stream);
    const of = { case: id };
    cases.set(id, { id, of, cell: cell(stream, [stream], null, { ...ofCase(id, events), ...moreOfCase(id, events) }) });
    const named = told(stream).flatMap(({ type, facts }) =>
      type === "ComplaintReceived" ? (facts["parties"] as Facts[]) : type === "CasePartyRecorded" ? [facts] : [],
    );
    const state = caseIn(events);
    for (const person of new Set(named.flatMap((each) => (each["role"] === "VICTIM" ? (each["person"] ?? []) : [])))) {
      const isVictim = state.parties.some((party) => party.role === "VICTIM" && party.person === person);
      const values = {
        ...ofCase(id, events),
        ...ofPerson(life(person), complainedAt(events)),
        ...asVictim(state, person),
      };
      victims.set(`${person}/${id}`, {
        id: `${person}/${id}`,
        of: { person, case: id },
        cell: isVictim ? cell(stream, [stream], person, values) : null,
      });
    }
  }

  const repatriations = new Map<string, object>();
  for (const id of all("repatriation")) {
    const stream = `repatriation-${id}`;
    const person = ofType(happened(stream), "RepatriationRequested").at(-1)?.facts["person"] as string;
    const values = ofRepatriation(id, happened(stream), life(person));
    repatriations.set(`${person}/${id}`, {
      id: `${person}/${id}`,
      of: { person, repatriation: id },
      cell: cell(stream, [stream], person, values),
    });
  }

  const steps = new Map<string, object>();
  for (const repatriation of all("repatriation")) {
    const stream = `repatriation-${repatriation}`;
    const events = happened(stream);
    for (const step of new Set(told(stream).flatMap(({ type }) => stepOnTheWay(type) ?? []))) {
      const id = `${repatriation}/${step}`;
      const values = ofStep(step, events);
      const person = ofType(events, "RepatriationRequested").at(-1)?.facts["person"] as string;
      steps.set(id, { id, of: { repatriation, step }, cell: values && cell(stream, [stream], person, values) });
    }
  }

  const outreach = new Map<string, object>();
  for (const id of all("outreach")) {
    const stream = `outreach-${id}`;
    const values = ofOutreach(happened(stream));
    outreach.set(id, { id, of: { outreach: id }, cell: values && cell(stream, [stream], null, values) });
  }

  const referrals = new Map<string, object>();
  for (const id of all("referral")) {
    const stream = `referral-${id}`;
    const values = ofReferral(happened(stream));
    referrals.set(id, { id, of: { referral: id }, cell: cell(stream, [stream], null, values) });
  }

  const caseDeadlines = new Map<string, object>();
  for (const deadline of all("deadline")) {
    const { kind, id: incident } = told(`deadline-${deadline}`)[0]!.facts["of"] as { kind: string; id: string };
    if (kind !== "case") continue;
    const stream = `case-${incident}`;
    const id = `${incident}/${deadline}`;
    const values = ofDeadline(deadlineIn(happened(`deadline-${deadline}`)) as DeadlineThere);
    caseDeadlines.set(id, { id, of: { case: incident, deadline }, cell: cell(stream, [stream], null, values) });
  }

  const deaths = new Map<string, object>();
  const journeys = new Map<string, object>();
  const returnees = new Map<string, object>();
  for (const id of all("migrant")) {
    const its = [`person-${id}`, `migrant-${id}`];
    const events = only(`migrant-${id}`, OF_PERSONS);
    const lived = life(id, OF_PERSONS);
    if (ofType(events, "DeathReported", "DeathConfirmed", "DeathReportWithdrawn").length > 0)
      deaths.set(id, { id, of: { person: id }, cell: lived.death ? cell(its[0]!, its, null, ofDeath(lived)) : null });
    if (ofType(told(`migrant-${id}`), "ReturnRecorded").length > 0) {
      const returns = ofType(events, "ReturnRecorded").filter(({ facts }) => facts["repatriation"] !== undefined);
      const values = returns.length > 0 ? ofReturns(returns, lived) : null;
      returnees.set(id, { id, of: { person: id }, cell: values && cell(its[0]!, its, null, values) });
    }
    const ids = told(`migrant-${id}`).flatMap(({ type, facts }) =>
      OF_JOURNEYS.includes(type) ? ((facts["journey"] ?? []) as string) : [],
    );
    for (const journey of new Set(ids)) {
      const own = only(`migrant-${id}`, OF_JOURNEYS).filter(({ facts }) => facts["journey"] === journey);
      const values = ofJourney(own, life(id, OF_JOURNEYS));
      journeys.set(`${id}/${journey}`, {
        id: `${id}/${journey}`,
        of: { person: id, journey },
        cell: values && cell(its[0]!, its, null, values),
      });
    }
  }
  return new Map([
    ["figure-cases", cases],
    ["figure-victims", victims],
    ["figure-repatriations", repatriations],
    ["figure-repatriation-steps", steps],
    ["figure-referrals", referrals],
    ["figure-case-deadlines", caseDeadlines],
    ["figure-deaths", deaths],
    ["figure-journeys", journeys],
    ["figure-returnees", returnees],
    ["figure-outreach", outreach],
  ]);
}

/** Types of events that a life is made of; with those that let see a person, or end that; and all of a journey. */
const OF_LIFE = (
  "PersonRegistered IdentityDetailsRecorded MigrantRegistered PlacementStatusDetermined JourneyStarted EmploymentStarted " +
  "DeathReported DeathConfirmed DeathReportWithdrawn"
).split(" ");
const OF_PERSONS = [
  ...OF_LIFE,
  "OrientationAttended",
  "DepartureRecorded",
  "ArrivalReported",
  "ReturnRecorded",
  "DetentionRecorded",
  "JourneyClosed",
  "JourneyWithdrawn",
];
const OF_JOURNEYS = [...OF_PERSONS, "EmploymentEnded", "ReturnStarted"];

/** Who counts it: for good, or until ninety days after what their place let them see it for. */
function sightIn(events: readonly Told[], ended: string | null): string[] {
  const lasting = events.flatMap(lastingSightOf);
  const ends = endsIn(events);
  const until = new Map<string, string | null>();
  for (const event of events)
    for (const { token, of } of passingSightOf(event)) {
      const over = of === "once" ? event.recordedAt : of === "work" ? ended : firstOf(ends, of);
      const lapse = over === null ? null : new Date(Date.parse(over) + 90 * DAY).toISOString();
      const known = until.get(token);
      if (known === undefined || (known !== null && (lapse === null || lapse > known))) until.set(token, lapse);
    }
  const passing = [...until].flatMap(([token, lapse]) =>
    lasting.includes(token) ? [] : lapse === null ? token : `${token} until ${lapse.slice(0, 10)}`,
  );
  return distinct(["counted", ...lasting, ...passing]);
}

function firstOf(ends: readonly { readonly of: string; readonly at: string }[], of: string): string | null {
  return ends.flatMap((end) => (end.of === of ? end.at : [])).toSorted()[0] ?? null;
}

const DAY = 86_400_000;
const distinct = (texts: readonly string[]): string[] => [...new Set(texts)].toSorted();
const dayIn = (at: string | null | undefined): string =>
  at ? new Date(Date.parse(at) + 7 * 3_600_000).toISOString().slice(0, 10) : "NONE";
const monthIn = (at: string | null | undefined): string => dayIn(at).slice(0, 7);

function daysFrom(from: string | null | undefined, to: string | null | undefined): number | null {
  if (!from || !to) return null;
  const days = Math.round((Date.parse(dayIn(to)) - Date.parse(dayIn(from))) / DAY);
  return days < 0 ? null : days;
}

interface Lived {
  readonly person: Facts;
  readonly placement: string;
  readonly sector: string;
  readonly death: Facts;
  readonly known: string | null;
}

function lifeOf(id: string, person: readonly Told[], migrant: readonly Told[]): Lived {
  const state = migrantIn(migrant);
  const death = (state.death ?? null) as Facts;
  const reports = state["deathReports"] as readonly { readonly id: string; readonly knownSince: string }[];
  return {
    person: personIn(person, id),
    placement: state.placementStatus,
    sector: lastTold(migrant, ({ facts }) => facts["sector"] as string | undefined) ?? "NONE",
    death,
    known: death === null ? null : (reports.find((each) => each.id === death["report"])?.knownSince ?? null),
  };
}

function ofPerson({ person, placement, sector }: Lived, at: string | null | undefined): Values {
  const code = (person["origin"]?.["code"] ?? "") as string;
  const born = person["birthYear"] as number | null;
  const age = born === null || !at ? undefined : Number(dayIn(at).slice(0, 4)) - born;
  return {
    sex: person["sex"],
    ageBand:
      age === undefined
        ? "NONE"
        : age < 18
          ? "UNDER_18"
          : age < 25
            ? "18_24"
            : age < 35
              ? "25_34"
              : age < 45
                ? "35_44"
                : "45_AND_OVER",
    province: code === "" ? "NONE" : code.slice(0, 2),
    regency: code.length < 5 ? "NONE" : code.slice(0, 5),
    sector,
    placement,
  };
}

function complainedAt(events: readonly Told[]): string | null {
  const complaint = ofType(events, "ComplaintReceived").at(-1);
  return complaint ? (complaint.occurredAt.earliest ?? complaint.recordedAt) : null;
}

function ofCase(id: string, events: readonly Told[]): Values {
  const state = caseIn(events);
  const row = caseRowOf(id, state);
  return {
    open: row.open,
    state: row.state,
    category: state.categories.length === 0 ? ["NONE"] : distinct(state.categories),
    severity: state.severity === null ? "NONE" : `${state.severity}`,
    country: state.country ?? "NONE",
    channel: state.channel ?? "NONE",
    agency: state.assignment?.agency ?? state.unassigned?.agency ?? "NONE",
    month: monthIn(complainedAt(events)),
  };
}

function moreOfCase(id: string, events: readonly Told[]): Values {
  const state = caseIn(events);
  const last = state.stages.at(-1) as
    | { readonly at: Time; readonly recordedAt: string; readonly reason: string }
    | undefined;
  const row = caseRowOf(id, state);
  const closed = row.open === "false" ? last : undefined;
  const closedAt = closed && (closed.at.earliest ?? closed.recordedAt);
  const contacts = ofType(events, "CaseContactLogged")
    .filter(({ facts }) => facts["result"] === "REACHED")
    .map(({ occurredAt, recordedAt }) => occurredAt.earliest ?? recordedAt);
  const complained = complainedAt(events);
  return {
    province: state.region?.slice(0, 2) ?? "NONE",
    regency: state.region !== null && state.region.length > 2 ? state.region.slice(0, 5) : "NONE",
    officer: state.assignment?.officer ?? "NONE",
    closedMonth: monthIn(closedAt),
    closure: closed?.reason ?? "NONE",
    due: row.due ?? "NONE",
    dueAction:
      row.due === null
        ? "NONE"
        : state.unassigned !== null && state.assignBy === row.due
          ? "ASSIGNMENT"
          : state.nextAction!.action,
    daysToContact: daysFrom(complained, contacts.toSorted()[0]),
    daysToClose: daysFrom(complained, closedAt),
    daysToReport: daysFrom((state.incident as Time | null)?.earliest, complained),
  };
}

function asVictim({ screenings, outcomes }: ReturnType<typeof caseIn>, person: string): Values {
  const own = (screenings as { victim: string; assessments: unknown[] }[]).filter(({ victim }) => victim === person);
  const newest = own.at(-1);
  return {
    screening: newest === undefined ? "NOT_SCREENED" : newest.assessments.length > 0 ? "ASSESSED" : "SCREENING",
    outcome:
      (outcomes as { victim: string; outcome: string }[]).find(({ victim }) => victim === person)?.outcome ?? "NONE",
  };
}

function ofRepatriation(id: string, events: readonly Told[], lived: Lived): Values {
  const state = repatriationIn(events);
  const { step } = boardRowOf(id, state);
  const request = state.requested as { readonly at: Time; readonly recordedAt: string } | null;
  const requested = request && (request.at.earliest ?? request.recordedAt);
  const doneAt = (...steps: string[]) => {
    const done = state.done as { readonly [step: string]: readonly { readonly at: Time }[] };
    const taken = steps.find((each) => done[each] !== undefined);
    return taken === undefined ? undefined : done[taken]!.at(-1)!.at.earliest;
  };
  const isRemains = state.kind === "REMAINS";
  const [due] = openStepsOf(state)
    .filter((each) => each.due !== null)
    .toSorted((a, b) => (a.due! < b.due! ? -1 : a.due! > b.due! ? 1 : 0));
  const landed = doneAt(isRemains ? "ARRIVED" : "DEBARKED");
  const home = isRemains ? doneAt("LAID_TO_REST") : doneAt("HANDED_OVER", "HOME_ALONE");
  return {
    kind: state.kind ?? "NONE",
    status: state.status,
    step,
    country: state.country ?? "NONE",
    cause: state.cause ?? "NONE",
    reason: (state.ended?.reason as string | undefined) ?? "NONE",
    agency: listed(openStepsOf(state).map(({ agency }) => agency)),
    office: ofType(events, "RepatriationRequested").at(-1)?.actor.agency ?? "NONE",
    due: due?.due ?? "NONE",
    dueStep: due?.step ?? "NONE",
    month: monthIn(requested),
    landed: dayIn(landed),
    homeMonth: monthIn(home),
    stepSince: dayIn(step === "REQUESTED" ? requested : step === "DOCUMENTS_VERIFIED" ? papersAt(state) : doneAt(step)),
    ...ofPerson(lived, requested),
    daysToLanding: daysFrom(requested, landed),
    daysToHome: daysFrom(requested, home),
    daysFromDeath: isRemains ? daysFrom(lived.death?.["occurredAt"]?.["earliest"], home) : null,
  };
}

/** Of the first time that each step was done, as it happened; null where this one was not. */
function ofStep(step: string, events: readonly Told[]): Values | null {
  const firsts = new Map<string, Told>();
  for (const event of events) {
    const its = stepOnTheWay(event.type);
    if (its !== undefined && !firsts.has(its)) firsts.set(its, event);
  }
  const own = firsts.get(step);
  if (own === undefined) return null;
  const request = ofType(events, "RepatriationRequested").at(-1);
  const others = [...firsts.values()].filter((event) => event !== own).map(({ occurredAt }) => occurredAt.earliest);
  const at = own.occurredAt.earliest;
  const before = [request && (request.occurredAt.earliest ?? request.recordedAt), ...others]
    .filter((each) => typeof each === "string" && at !== null && each <= at)
    .toSorted()
    .at(-1);
  return {
    step,
    kind: request?.facts["kind"] ?? "NONE",
    country: request?.facts["country"] ?? "NONE",
    agency: own.actor.agency ?? "NONE",
    recipient: step !== "HANDED_OVER" ? "NONE" : own.facts["agency"] === undefined ? "PERSON" : "AGENCY",
    month: monthIn(at),
    day: dayIn(at),
    daysBefore: daysFrom(before, at),
  };
}

function ofReferral(events: readonly Told[]): Values {
  const { matter, state, from, to, sent } = referralIn(events);
  const answer = ofType(events, "ReferralAccepted", "ReferralDeclined").at(-1);
  return {
    matter,
    state,
    from: from ?? "NONE",
    to,
    month: monthIn(sent),
    daysToAnswer: daysFrom(sent, answer?.recordedAt),
  };
}

interface DeadlineThere {
  readonly rule: string;
  readonly state: string;
  readonly agency: string | null;
  readonly due: string | null;
  readonly met: { readonly at: string; readonly inTime: boolean } | null;
  readonly warnedAt: string | null;
  readonly missedAt: string | null;
}

function ofDeadline({ rule, state, agency, due, met, warnedAt, missedAt }: DeadlineThere): Values {
  const outcomes: { readonly [state: string]: string } = { MET: met?.inTime ? "MET" : "MET_LATE", WAIVED: "WAIVED" };
  return {
    rule,
    outcome: outcomes[state] ?? (missedAt !== null ? "MISSED" : "OPEN"),
    warned: `${warnedAt !== null}`,
    agency: agency ?? "NONE",
    month: monthIn(due),
    daysLate: met === null || met.inTime ? null : daysFrom(due, met.at),
  };
}

const listed = (texts: readonly string[]) => (texts.length === 0 ? ["NONE"] : distinct(texts));

/** When the last of the papers of the set was verified: the one that was submitted last. */
function papersAt({ disposition: decided, route, documentSets, documents }: ReturnType<typeof repatriationIn>) {
  const disposition = decided?.disposition ?? "REPATRIATE";
  const way = disposition === "BURY_ABROAD" ? "LOCAL" : (route ?? "AIR");
  const set = documentSets.find((each) => each.disposition === disposition && each.route === way)!;
  const best = set.documents.map(({ kind }) =>
    documents.findLast((paper) => paper.kind === kind && paper.status === "VERIFIED")!,
  );
  const last = documents.findLast((paper) => best.includes(paper))!;
  return (last.checked as unknown as { readonly at: Time }).at.earliest;
}

function ofDeath(lived: Lived): Values {
  const { death, known } = lived;
  const died = death["occurredAt"]["earliest"] as string | null;
  return {
    status: death["status"],
    country: death["country"],
    cause: death["cause"],
    month: monthIn(died),
    ...ofPerson(lived, died ?? known),
    daysToReport: daysFrom(died, known),
  };
}

function ofReturns(returns: readonly Told[], lived: Lived): Values {
  const { facts, occurredAt } = returns.at(-1)!;
  return {
    again: `${returns.length > 1}`,
    cause: facts["cause"],
    month: monthIn(occurredAt.earliest),
    ...ofPerson(lived, occurredAt.earliest),
  };
}

/** One activity; null once it was withdrawn. */
function ofOutreach(events: readonly Told[]): Values | null {
  if (ofType(events, "OutreachWithdrawn").length > 0) return null;
  const { facts, occurredAt } = ofType(events, "OutreachRecorded")[0]!;
  const code = facts["region"]["code"] as string;
  const sexes = facts["attendance"] as Readonly<Record<string, number>> | undefined;
  return {
    form: facts["form"],
    audience: facts["audience"],
    topic: distinct(facts["topics"]),
    agency: facts["agency"],
    province: code.slice(0, 2),
    regency: code.length < 5 ? "NONE" : code.slice(0, 5),
    district: code.length < 8 ? "NONE" : code.slice(0, 8),
    month: monthIn(occurredAt.earliest),
    attendees: sexes === undefined ? null : Object.values(sexes).reduce((all, each) => all + each),
  };
}

const ONCE_GONE = "DepartureRecorded ArrivalReported EmploymentStarted EmploymentEnded ReturnStarted ReturnRecorded";

function ofJourney(events: readonly Told[], lived: Lived): Values | null {
  const started = ofType(events, "JourneyStarted");
  const left =
    ofType(events, ...ONCE_GONE.split(" ")).length > 0 ||
    started.some(({ facts }) => facts["foundAt"] !== "REGISTERED");
  if (started.length === 0 && !left) return null;
  const lastOf = (type: string) => ofType(events, type).at(-1)?.occurredAt.earliest ?? null;
  const [departed, arrived] = [lastOf("DepartureRecorded"), lastOf("ArrivalReported")];
  return {
    left: `${left}`,
    country: lastTold(events, ({ facts }) => facts["country"] as string | undefined) ?? "NONE",
    scheme: lastTold(events, ({ facts }) => facts["scheme"] as string | undefined) ?? "NONE",
    month: monthIn(departed),
    arrived: dayIn(arrived),
    ...ofPerson(lived, departed ?? arrived),
  };
}
