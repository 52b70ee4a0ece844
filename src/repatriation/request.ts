import type { Decision } from "../event-sourcing/deciding/decider.js";
import { dateIn, resolveTime } from "../event-sourcing/stored-event/occurred-at.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { migrantOf, type Migrant } from "../migrant/migrant.js";
import { assertRegistered, personOf, type Person } from "../person/person.js";
import { assertMayOpenRepatriation, caseOf, type ProtectionCase } from "../protection-case/protection-case.js";
import { editionInForce, inForce, rulesOf, type RuleSet } from "../rules/rule-set.js";
import { eventAbout, said } from "./case-decision.js";
import { regionFact } from "../facts/shapes.js";
import { i5StillAlive } from "./living-person.js";
import type { RequestRepatriation } from "./repatriation.commands.js";
import { RepatriationRequested } from "./repatriation.events.js";
import type { Repatriation } from "./repatriation.state.js";

const NO_DEATH_ON_FILE: Rule = {
  id: "no-death-on-file",
  source: "[design]",
  en: "No report of the person's death stands; remains are brought home of the dead only",
  indonesian: "Tidak ada laporan kematian yang berlaku untuk orang ini",
};

/** Remains are those of someone whose death was reported, if not confirmed yet. */
export function assertDeathOnFile({ death }: Pick<Migrant, "death">): void {
  if (!death) throw new Rejection(NO_DEATH_ON_FILE);
}

interface Beside {
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
export const requestRepatriation: Decision<RequestRepatriation, Repatriation, Beside> = {
  creates: true,
  loads: ({ person, case: opener }) =>
    ({
      about: personOf(person),
      migrant: migrantOf(person),
      steps: rulesOf("REPATRIATION_STEPS"),
      documents: rulesOf("REMAINS_DOCUMENTS"),
      ...(opener !== undefined && { opener: caseOf(opener) }),
    }) as never,
  decide: (command, _state, { now, loaded }) => {
    const { kind, source, country, origin, destination, note } = command;
    const person = command.person.toLowerCase();
    const at = resolveTime(command.occurred, now);
    assertRegistered(loaded.about, person);
    if (command.case !== undefined) assertMayOpenRepatriation(loaded.opener!, command.case, person);
    if (kind === "LIVING") i5StillAlive(loaded.migrant, at);
    else assertDeathOnFile(loaded.migrant);
    if (kind === "LIVING" && command.cause === undefined)
      throw new InvalidField("missing-field", "cause", "says why a living person comes home (UU 18/2017 art. 27)");
    const day = dateIn(at.zone, at.earliest ?? at.latest ?? now);
    const { edition } = editionInForce("REPATRIATION_STEPS", loaded.steps, day);
    const { living, remains } = inForce("REPATRIATION_STEPS", loaded.steps, day);
    const steps = kind === "LIVING" ? living : remains;
    const sets = kind === "LIVING" ? [] : inForce("REMAINS_DOCUMENTS", loaded.documents, day).sets;
    const facts = {
      kind,
      person,
      case: command.case?.toLowerCase(),
      source,
      country,
      origin: origin === undefined ? (loaded.about.origin ?? undefined) : regionFact(origin),
      destination: regionFact(destination),
      cause: kind === "LIVING" ? command.cause! : ("DEATH" as const),
      edition,
      steps: steps.map(({ step, providers, optional }) => ({ step, providers, optional })),
      documentSets: sets.map(({ disposition, route, documents }) => ({
        disposition,
        route,
        documents: documents.map((each) => ({ kind: each.kind, providers: each.providers })),
      })),
    };
    return [eventAbout(person, said(RepatriationRequested, facts, { narrative: { note } }), at, command)];
  },
};
