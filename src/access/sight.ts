import { randomUUID } from "node:crypto";
import { splitStream } from "../event-sourcing/decider.js";
import type { Clock } from "../event-sourcing/clock.js";
import type { EventStore } from "../event-sourcing/event-store.js";
import type { Condition, ReadModel } from "../event-sourcing/read-model.js";
import { NotFound } from "../event-sourcing/rejection.js";
import { ViewBehind } from "../http/problems.js";
import { brokenGlassView, type BrokenGlass } from "./broken-glass.view.js";
import type { Caller } from "./caller.js";
import { needToKnowView, sightKey, type NeedToKnow } from "./need-to-know.view.js";
import { concealed, type Concealed } from "./concealed.js";
import { NATIONWIDE, SEES_ALL } from "./policy.js";
import { sealedSubjectsView, type SealedSubject } from "./sealed-subjects.view.js";

/** How long something that isn't seen is looked for again, where the views are behind. */
const WAIT_MS = 2000;
/** Ids of one look-up come in steps of this many. */
const STEP = 8;
/** Emergency accesses of one officer at a time; more are looked at no more. */
const MOST_GRANTS = 100;

/** What a query of persons, cases or files must have come as far as, beside its own view. */
export const SIGHT_VIEWS = [needToKnowView.name, sealedSubjectsView.name, brokenGlassView.name] as const;

/** By which tokens an agency sees; all, for who answers for all. */
export function tokensOf({ actor, role, jurisdiction }: Caller): readonly string[] | "all" {
  const { kind, region, country } = jurisdiction;
  if (SEES_ALL.includes(role)) return "all";
  if (kind !== null && NATIONWIDE.includes(kind) && region === null && country === null) return "all";
  return [
    ...(actor.agency === null ? [] : [`agency:${actor.agency}`]),
    ...(region === null ? [] : [`region:${region}`]),
    ...(country === null ? [] : [`country:${country}`]),
  ];
}

/** What a list must meet to be in the caller's sight, as far as an index tells: sealed persons are left out after it. */
export function inSight(caller: Caller): Condition[] {
  const tokens = tokensOf(caller);
  return tokens === "all" ? [] : [{ field: "sight", hasAny: tokens }];
}

/** Tells what a caller may see: what their agency owns, was given or answers for, and is not sealed from them. */
export class Sight {
  constructor(
    private readonly views: ReadModel,
    private readonly store: Pick<EventStore, "head">,
    private readonly clock: Clock,
  ) {}

  /**
   * Waits where the views are behind, so that who has just recorded something sees it. What isn't there takes the same
   * way as what is out of sight, and as long.
   * @param emergency whether emergency access counts: it lets see, and not act
   * @throws NotFound in both cases alike; ViewBehind when the views don't get there in time
   */
  async assertSees(caller: Caller, category: Concealed, id: string, emergency: boolean): Promise<void> {
    if (await this.#sees(caller, category, id, emergency)) return;
    throw new NotFound("there is nothing here that the caller may see");
  }

  /** Waits, within bounds, until what was recorded up to there counts: a seal is shut when whoever made it is told so. */
  async upTo(number: number): Promise<void> {
    await Promise.all(SIGHT_VIEWS.map((view) => this.views.waitFor(number, WAIT_MS, view)));
  }

  /** Whether a thing that a command names is seen; whatever is no person's file is. @throws ViewBehind */
  async sees(caller: Caller, category: string, id: string): Promise<boolean> {
    const kept = concealed(category);
    return kept === null || this.#sees(caller, kept, id, false);
  }

  #sees(caller: Caller, category: Concealed, id: string, emergency: boolean): Promise<boolean> {
    const key = sightKey(category, id);
    return this.#now(async () => (await this.seen(caller, [key], emergency)).has(key));
  }

  /**
   * Those of these keys (`person-<id>`, `case-<id>` …) that the caller sees, as the views stand. What isn't there is
   * looked up as if it concerned one person, so that it takes the same look-ups as what is out of sight.
   */
  async seen(caller: Caller, keys: readonly string[], emergency = true): Promise<ReadonlySet<string>> {
    const documents = await this.views.getMany<NeedToKnow>(needToKnowView.name, filled(keys));
    const existing = new Map(documents.filter(({ exists }) => exists).map((document) => [document.id, document]));
    const personsOf = (key: string) => existing.get(key)?.persons ?? [splitStream(key)[1]];
    const sealed = await this.#sealed(caller, keys.flatMap(personsOf));
    const tokens = tokensOf(caller);
    const throughPersons = await this.#throughPersons(keys.filter(isOfPerson).flatMap(personsOf), tokens, keys);
    const seen = new Set<string>();
    const missed: string[] = [];
    for (const key of keys) {
      const document = existing.get(key);
      const near =
        document !== undefined &&
        (tokens === "all" ||
          document.sight.some((token) => tokens.includes(token)) ||
          (isOfPerson(key) && document.persons.some((person) => throughPersons.has(person))));
      if (near && !personsOf(key).some((person) => sealed.has(person))) seen.add(key);
      else missed.push(key);
    }
    if ((missed.length === 0 && keys.length > 0) || !emergency) return seen;
    const granted = await this.#granted(caller);
    for (const key of missed.filter((each) => existing.has(each))) {
      const concerned = personsOf(key);
      const others = concerned.filter((person) => !granted.has(person));
      if (others.length < concerned.length && !others.some((person) => sealed.has(person))) seen.add(key);
    }
    return seen;
  }

  /** Persons concerned by what these keys name, and others, whom the caller does not see. */
  async unseenOf(
    caller: Caller,
    keys: readonly string[],
    others: readonly string[] = [],
  ): Promise<ReadonlySet<string>> {
    const documents = await this.views.getMany<NeedToKnow>(needToKnowView.name, keys);
    const concerned = [...new Set([...documents.flatMap(({ persons }) => persons), ...others])];
    const seen = await this.seen(
      caller,
      concerned.map((person) => sightKey("person", person)),
    );
    return new Set(concerned.filter((person) => !seen.has(sightKey("person", person))));
  }

  /** Those of these persons whose fields are sealed from the caller. */
  async sealedFrom(caller: Caller, persons: readonly string[]): Promise<ReadonlySet<string>> {
    if (persons.length === 0) return new Set();
    const sealed = await this.#sealed(caller, persons);
    if (sealed.size === 0) return sealed;
    const granted = await this.#granted(caller);
    return new Set([...sealed].filter((person) => !granted.has(person)));
  }

  /** Those of these keys (`person-<id>`, `company-<id>`) of which the caller is shown no field: out of sight, or sealed. */
  async hiddenFrom(caller: Caller, keys: readonly string[]): Promise<ReadonlySet<string>> {
    if (keys.length === 0) return new Set();
    if (tokensOf(caller) === "all") {
      const sealed = await this.sealedFrom(
        caller,
        keys.map((key) => splitStream(key)[1]),
      );
      return new Set(keys.filter((key) => sealed.has(splitStream(key)[1])));
    }
    const seen = await this.seen(caller, keys);
    return new Set(keys.filter((key) => !seen.has(key)));
  }

  /** Those of these persons whose files are sealed, from whomever. */
  async sealedAmong(persons: readonly string[]): Promise<ReadonlySet<string>> {
    const sealed = await this.views.getMany<SealedSubject>(sealedSubjectsView.name, filled(persons));
    return new Set(sealed.map(({ id }) => id));
  }

  async #sealed({ actor, role }: Caller, persons: readonly string[]): Promise<ReadonlySet<string>> {
    if (SEES_ALL.includes(role)) return new Set();
    const sealed = await this.views.getMany<SealedSubject>(sealedSubjectsView.name, filled(persons));
    const admitted = ({ officers, agencies }: SealedSubject) =>
      officers.includes(actor.id) ||
      (role === "SUPERVISOR" && actor.agency !== null && agencies.includes(actor.agency));
    return new Set(sealed.filter((each) => !admitted(each)).map(({ id }) => id));
  }

  /** A file or link is seen by whoever sees a person whose it is. */
  async #throughPersons(
    persons: readonly string[],
    tokens: readonly string[] | "all",
    keys: readonly string[],
  ): Promise<ReadonlySet<string>> {
    if (tokens === "all" || !keys.some(isOfPerson)) return new Set();
    const wanted = filled(persons).map((person) => sightKey("person", person));
    const found = await this.views.getMany<NeedToKnow>(needToKnowView.name, wanted);
    return new Set(
      found.flatMap(({ sight, persons: own }) => (sight.some((token) => tokens.includes(token)) ? own : [])),
    );
  }

  /** Persons whom the caller may see in an emergency that goes on. */
  async #granted({ actor }: Caller): Promise<ReadonlySet<string>> {
    const now = this.clock.now();
    const { documents } = await this.views.find<BrokenGlass>(brokenGlassView.name, {
      where: [{ field: "officer", is: actor.id }],
      sort: { field: "at", direction: "desc" },
      limit: MOST_GRANTS,
    });
    return new Set(documents.filter(({ until }) => until > now).map(({ person }) => person));
  }

  /** Looks again once the views have come as far as the store. */
  async #now(look: () => Promise<boolean>): Promise<boolean> {
    if (await look()) return true;
    const head = await this.store.head();
    let current = true;
    for (const view of SIGHT_VIEWS) current = (await this.views.waitFor(head, WAIT_MS, view)) && current;
    if (await look()) return true;
    if (!current) throw new ViewBehind();
    return false;
  }
}

function isOfPerson(key: string): boolean {
  return key.startsWith("file-") || key.startsWith("identityLink-");
}

/**
 * Ids, each once, filled up to a step with ids that nothing has: how many persons something concerns, or whether it is
 * there at all, is then told by no look-up.
 */
function filled(ids: readonly string[]): string[] {
  const distinct = [...new Set(ids)];
  const wanted = Math.max(1, Math.ceil(distinct.length / STEP)) * STEP;
  return [...distinct, ...Array.from({ length: wanted - distinct.length }, () => randomUUID())];
}
