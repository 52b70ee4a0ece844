import { journeyIn, type Journey } from "./journey.js";
import { lastTold, ofType, valuesOf, type Time, type Told } from "./told.js";

export interface Death {
  readonly report: string;
  readonly status: string;
  readonly country: string;
}

export interface Migrant {
  readonly discovery: string | undefined;
  readonly placementStatus: string;
  readonly journeys: readonly Journey[];
  readonly death: Death | undefined;
}

/** A migrant's life, by what is told in it as it happened. */
export function migrantIn(events: readonly Told[]): Migrant & Record<string, unknown> {
  const registered = ofType(events, "MigrantRegistered");
  const determined = ofType(events, "PlacementStatusDetermined").at(-1);
  const screened = ofType(events, "RiskScreened").at(-1);
  const reports = reportsIn(events);
  const death = standing(reports);
  const mistaken = reports.filter(({ withdrawn }) => withdrawn).map(({ id }) => id);
  const stood = events.filter(({ type, facts }) => type !== "JourneyClosed" || !mistaken.includes(facts["death"]));
  const ids = new Set(
    events.flatMap(({ facts }) => (facts["journey"] === undefined ? [] : [facts["journey"] as string])),
  );
  const journeys = [...ids].map((id) => journeyIn(id, stood, death !== undefined));
  const open = journeys.findLast(({ reached }) => reached !== "CLOSED" && reached !== "WITHDRAWN");
  const dead = death?.status === "CONFIRMED";
  return {
    discovery: registered.at(-1)?.facts["discovery"],
    placementStatus:
      determined?.facts["status"] ?? lastTold(registered, ({ facts }) => facts["placementStatus"]) ?? "UNKNOWN",
    placementStatusBasis:
      determined?.facts["basis"] ?? lastTold(registered, ({ facts }) => facts["placementStatusBasis"]) ?? "NONE",
    placementStatusDetermined: determined !== undefined,
    screening: screened
      ? {
          redFlags: screened.facts["redFlags"],
          denied: screened.facts["denied"] ?? [],
          edition: screened.facts["edition"] ?? null,
          band: screened.facts["band"],
          advice: screened.facts["advice"],
          at: screened.occurredAt,
        }
      : null,
    journeys: journeys.map((each) => ({ ...each, step: dead && each === open ? "DECEASED" : each.reached })),
    activeJourney: dead ? undefined : open?.id,
    documents: documentsIn(events),
    checkedAhead: checksAheadIn(events),
    death,
    deathReports: reports,
  };
}

/** Of documents that nobody submitted yet. */
function checksAheadIn(events: readonly Told[]): object[] {
  const submitted = ofType(events, "DocumentSubmitted").map(({ facts }) => facts["document"]);
  const checks = ofType(events, "DocumentVerified", "DocumentRejected").map(({ facts }) => facts["document"] as string);
  const ids = checks.filter((id, i) => !submitted.includes(id) && checks.lastIndexOf(id) === i);
  return ids.map((id) => ({ id, ...checkIn(events, id) }));
}

function checkIn(events: readonly Told[], document: string) {
  const checks = ofType(events, "DocumentVerified", "DocumentRejected").filter(
    ({ facts }) => facts["document"] === document,
  );
  const last = checks.at(-1);
  const rejected = last?.type === "DocumentRejected" ? last.facts : undefined;
  return {
    status: last === undefined ? "SUBMITTED" : rejected ? "REJECTED" : "VERIFIED",
    verifiedBy: ofType(checks, "DocumentVerified").at(-1)?.actor.id ?? null,
    rejection: rejected ? { reason: rejected["reason"], legalGround: rejected["legalGround"] } : null,
  };
}

function documentsIn(events: readonly Told[]): object[] {
  return ofType(events, "DocumentSubmitted").map((event) => {
    const { facts, actor } = event;
    return {
      id: facts["document"],
      journey: facts["journey"],
      kind: facts["kind"],
      file: facts["file"],
      issuedOn: facts["issuedOn"] ?? null,
      expiresOn: facts["expiresOn"] ?? null,
      submittedBy: [actor.id, ...(actor.onBehalfOf === null ? [] : [actor.onBehalfOf])],
      ...checkIn(events, facts["document"]),
      fields: valuesOf(event, "identity"),
    };
  });
}

interface Report {
  readonly id: string;
  readonly reported: boolean;
  readonly confirmed: boolean;
  readonly withdrawn: boolean;
  readonly occurredAt: Time;
  readonly knownSince: string;
  readonly cause: string;
  readonly country: string;
  readonly certificate: string | null;
  readonly certifiedOn: string | null;
  readonly fields: object;
}

/** Of each report what its confirmation says, else what it says itself. */
function reportsIn(events: readonly Told[]): Report[] {
  const told = ofType(events, "DeathReported", "DeathConfirmed", "DeathReportWithdrawn");
  return [...new Set(told.map(({ facts }) => facts["report"] as string))].map((id) => {
    const own = told.filter(({ facts }) => facts["report"] === id);
    const [reported, confirmed] = ["DeathReported", "DeathConfirmed"].map((type) => ofType(own, type).at(-1));
    const says = confirmed ?? reported;
    const known = own.filter((event) => event === reported || event === confirmed);
    return {
      id,
      reported: reported !== undefined,
      confirmed: confirmed !== undefined,
      withdrawn: ofType(own, "DeathReportWithdrawn").length > 0,
      occurredAt: (says ?? own[0]!).occurredAt,
      knownSince: (known.length > 0 ? known : own).map(({ recordedAt }) => recordedAt).toSorted()[0]!,
      cause: says?.facts["cause"] ?? "UNKNOWN",
      country: says?.facts["country"] ?? "UNKNOWN",
      certificate: confirmed?.facts["certificate"] ?? null,
      certifiedOn: confirmed?.facts["certifiedOn"] ?? null,
      fields: { ...(reported && valuesOf(reported, "health")), ...(confirmed && valuesOf(confirmed, "health")) },
    };
  });
}

function standing(reports: readonly Report[]) {
  const report = reports.findLast((each) => !each.withdrawn && (each.reported || each.confirmed));
  if (!report) return undefined;
  const { id, reported: _r, confirmed, withdrawn: _w, knownSince, ...says } = report;
  return {
    report: id,
    status: confirmed ? "CONFIRMED" : "REPORTED",
    noLaterThan: [says.occurredAt.latest ?? knownSince, knownSince].toSorted()[0]!,
    ...says,
  };
}

const PHASE_BY_DISCOVERY: { readonly [discovery: string]: string } = {
  VILLAGE: "BEFORE",
  LABOUR_OFFICE: "BEFORE",
  ABROAD: "DURING",
  RETURN: "AFTER",
};

/** What the profile says of the whole: of the journey that goes on, else of the last. */
export function summaryOf({ journeys, death, discovery, placementStatus }: Migrant): object {
  const journey =
    journeys.findLast(({ reached }) => reached !== "CLOSED" && reached !== "WITHDRAWN") ?? journeys.at(-1);
  return {
    step: death?.status === "CONFIRMED" ? "DECEASED" : (journey?.step ?? null),
    phase: journey?.phase ?? PHASE_BY_DISCOVERY[discovery ?? ""] ?? "UNKNOWN",
    country: journey?.country ?? death?.country ?? null,
    placementStatus,
  };
}
