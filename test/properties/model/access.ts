import { CORRECTION, idIn, kindOf, ofType, valuesOf, type Told } from "./told.js";

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
  const sealed = new Map<string, { id: string; officers: string[]; agencies: string[] }>();
  for (const { type, stream, facts, actor } of log) {
    const id = idIn(stream);
    if (type === "SubjectUnsealed") sealed.delete(id);
    if (type !== "SubjectSealed") continue;
    const { officers, agencies } = sealed.get(id) ?? { officers: [], agencies: [] };
    sealed.set(id, {
      id,
      officers: distinct([...officers, ...(facts["officers"] as string[]), actor.id]),
      agencies: distinct([...agencies, actor.agency]),
    });
  }
  return sealed;
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
  file: "file",
  identityLink: "identityLink",
  company: "company",
};

/** Who needs to know: whose work it is or was, who answers for its places, and whom it concerns. */
export function needToKnowIn(log: readonly Told[]): Map<string, object> {
  const all = new Map<string, { id: string; sight: string[]; persons: string[]; exists: boolean }>();
  const at = (id: string) => all.get(id) ?? { id, sight: [], persons: [], exists: false };
  for (const event of log) {
    const kind = KEPT[kindOf(event.stream)];
    if (kind === undefined || LOOKED.includes(event.type)) continue;
    const own = `${kind}-${idIn(event.stream)}`;
    const persons = event.subjects.map(({ person }) => person);
    const before = at(own);
    all.set(own, {
      id: own,
      sight: distinct([...before.sight, ...agenciesOf(event), ...regionsOf(event), ...countriesOf(event)]),
      persons: kind === "person" ? [idIn(event.stream)] : distinct([...before.persons, ...persons]),
      exists: true,
    });
    const { company, parties = [] } = event.facts as { company?: string; parties?: { company?: string }[] };
    for (const named of kind === "case" ? [company, ...parties.map((party) => party.company)] : [])
      if (named !== undefined) {
        const other = at(`company-${named}`);
        all.set(other.id, { ...other, sight: distinct([...other.sight, ...agenciesOf(event)]) });
      }
    const human = event.subjects.filter(({ role }) => role !== "COMPANY").map(({ person }) => person);
    for (const person of new Set(human)) {
      const id = `person-${person}`;
      if (id === own) continue;
      const led = event.subjects.some((each) => each.person === person && ["VICTIM", "MIGRANT"].includes(each.role));
      const other = at(id);
      all.set(id, {
        ...other,
        sight: distinct([
          ...other.sight,
          ...agenciesOf(event),
          ...(led ? [...regionsOf(event), ...countriesOf(event)] : []),
        ]),
      });
    }
  }
  return all;
}

/** Who sees one stream or a few by what their own events say, as they read now. */
export function sightOf(events: readonly Told[]): string[] {
  return distinct([...events.flatMap(agenciesOf), ...events.flatMap(regionsOf), ...events.flatMap(countriesOf)]);
}

const factsOf = ({ type, facts }: Told) => (type === CORRECTION ? facts["facts"] : facts);

function agenciesOf(event: Told): string[] {
  return [event.actor.agency, factsOf(event)["agency"]].filter(Boolean).map((agency) => `agency:${agency}`);
}

function regionsOf(event: Told): string[] {
  const { region, origin, destination } = factsOf(event);
  const codes = [region, origin, destination].map((place) => place?.code ?? place);
  return codes
    .filter((code) => /^\d\d(\.|$)/.test(code ?? ""))
    .flatMap((code: string) =>
      [2, 5, 8, 13].filter((length) => length <= code.length).map((length) => code.slice(0, length)),
    )
    .map((code) => `region:${code}`);
}

function countriesOf(event: Told): string[] {
  const { country, destination } = factsOf(event);
  return [country, destination].filter((code) => /^[A-Z]{2}$/.test(code ?? "")).map((code) => `country:${code}`);
}

function distinct(values: readonly (string | null)[]): string[] {
  return [...new Set(values)].filter((value) => value !== null);
}
