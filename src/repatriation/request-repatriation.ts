import type { Given } from "../event-sourcing/deciding/decider.js";
import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { dateIn, resolveTime } from "../event-sourcing/stored-event/occurred-at.js";
import { regionFact } from "../facts/shapes.js";
import { command } from "../http/command.js";
import { CodeField, CountryField, NarrativeField, RegionField, UuidField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { loadDeaths } from "../migrant/deaths-on-records.js";
import { RETURN_CAUSES } from "../migrant/codes.js";
import { migrantOf, type Migrant } from "../migrant/migrant.js";
import { NumberedAnswer, numberOfOpened } from "../numbering/numbered-answer.js";
import { lookUpRecords, type Linked } from "../person/one-human-being.js";
import { assertRegistered, personOf, type Person } from "../person/person.js";
import { assertMayOpenRepatriation, caseOf, type ProtectionCase } from "../protection-case/protection-case.js";
import { editionInForce, inForce, rulesOf, type RuleSet } from "../rules/rule-set.js";
import { REPATRIATION_KINDS, REQUEST_SOURCES, type RepatriationKind } from "./codes.js";
import { assertMayComeHome } from "./living-person.js";
import { RepatriationRequested } from "./repatriation.events.js";
import type { Repatriation } from "./repatriation.state.js";

export class RequestRepatriation extends Occurring {
  @CodeField(REPATRIATION_KINDS)
  kind!: RepatriationKind;

  @UuidField()
  person!: string;

  @UuidField({ optional: true, description: "The protection case that opens it, of which the person is a victim" })
  case?: string;

  @CodeField(REQUEST_SOURCES)
  source!: (typeof REQUEST_SOURCES)[number];

  @CodeField(RETURN_CAUSES, { optional: true, description: "Required of the living (UU 18/2017 art. 27)" })
  cause?: (typeof RETURN_CAUSES)[number];

  @CountryField({ optional: true, description: "From where, if known" })
  country?: string;

  @RegionField({ optional: true, description: "Home; left out: as the person's file has it" })
  origin?: string;

  @RegionField({ optional: true, description: "Where the journey is to end, if not at home" })
  destination?: string;

  @NarrativeField({ optional: true })
  note?: string;
}

interface Loaded {
  readonly about: Person;
  readonly migrant: Migrant;
  readonly steps: RuleSet;
  readonly documents: RuleSet;
  readonly opener?: ProtectionCase;
}

/**
 * A repatriation begins: for whoever is registered, however they had left home (I4). A living person must not be
 * known to have died before (I5).
 */
export const requestRepatriation = command(RequestRepatriation, {
  summary: "Request that a living person, or remains, be brought home",
  settles: true,
  answers: { type: NumberedAnswer, more: numberOfOpened },
  creates: true,
  looksUp: (modules, _id, { person }: RequestRepatriation): Promise<Linked> =>
    lookUpRecords(modules, { named: [person], confirmed: true }),
  loads: ({ person, case: opener, linked }) => ({
    ...loadDeaths({ linked }),
    about: personOf(person),
    migrant: migrantOf(person),
    steps: rulesOf("REPATRIATION_STEPS"),
    documents: rulesOf("REMAINS_DOCUMENTS"),
    ...(opener !== undefined && { opener: caseOf(opener) }),
  }),
  decide: (data, _state: Repatriation, given: Given<Loaded>) => {
    const { kind, person, source, cause, country, origin, destination, note } = data;
    const { about, opener, steps: stepRules, documents: documentRules } = given.loaded;
    const at = resolveTime(data.occurred, given.now);
    assertRegistered(about, person);
    if (data.case !== undefined) assertMayOpenRepatriation(opener!, data.case, person);
    assertMayComeHome(kind, person, data, given.loaded, at);
    if (kind === "LIVING" && cause === undefined)
      throw new InvalidField("missing-field", "cause", "says why a living person comes home (UU 18/2017 art. 27)");
    const day = dateIn(at.zone, at.earliest ?? at.latest ?? given.now);
    const { edition } = editionInForce("REPATRIATION_STEPS", stepRules, day);
    const { living, remains } = inForce("REPATRIATION_STEPS", stepRules, day);
    const steps = kind === "LIVING" ? living : remains;
    const sets = kind === "LIVING" ? [] : inForce("REMAINS_DOCUMENTS", documentRules, day).sets;
    const facts = {
      kind,
      person,
      case: data.case,
      source,
      country,
      origin: origin === undefined ? (about.origin ?? undefined) : regionFact(origin),
      destination: regionFact(destination),
      cause: kind === "LIVING" ? cause! : ("DEATH" as const),
      edition,
      steps: steps.map(({ step, providers, optional }) => ({ step, providers, optional })),
      documentSets: sets.map(({ disposition, route, documents: papers }) => ({
        disposition,
        route,
        documents: papers.map((each) => ({ kind: each.kind, providers: each.providers })),
      })),
    };
    const subjects = [{ person, role: "MIGRANT" }];
    return [eventOf(RepatriationRequested, data, given, { subjects, facts, narrative: { note }, at })];
  },
});
