import { randomUUID } from "node:crypto";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { Clock } from "../event-sourcing/clock.js";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import { ViewBehind, type Condition, type ReadModel } from "../event-sourcing/projecting/read-model.js";
import { NotFound, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { AllUnsure, type Narrowings, type Unsure } from "./narrowings.js";
import { brokenGlassView, type BrokenGlass } from "./broken-glass.view.js";
import { agenciesOf, type Caller } from "./caller.js";
import { needToKnowView, sightKey, standingSight, type NeedToKnow } from "./need-to-know.view.js";
import { concealed, type Concealed } from "./concealed.js";
import { NATIONWIDE, SEES_ALL } from "./policy.js";
import { sameHumanView, type SameHuman } from "./same-human.view.js";
import { sealedSubjectsView, stands, type SealedSubject } from "./sealed-subjects.view.js";
import { agencyToken } from "./sight-tokens.js";
import { requestContext, type RequestContext } from "./request-context.js";
import { placesLapse } from "./stays.js";
import { OF_A_PARTY } from "../event-sourcing/stored-event/sight.js";
import { both, shownBy, type Extent, type Work } from "./work.js";

/** How long something that isn't seen is looked for again, where the views are behind. */
const WAIT_MS = 2000;
/** A seal that nobody has confirmed after so long is opened to who guards the owner of the file: 72 hours. */
export const CONFIRMED_WITHIN_MS = 72 * 3_600_000;
/** Ids of one look-up come in steps of this many. */
const STEP = 8;
/** Linked records of one page; all pages are read. */
const MOST_LINKED = 1000;
/** Emergency accesses of one officer at a time; more are looked at no more. */
const MOST_GRANTS = 100;

/** What a query of persons, cases or files must have come as far as, beside its own view. */
export const SIGHT_VIEWS = [
  needToKnowView.name,
  sealedSubjectsView.name,
  sameHumanView.name,
  brokenGlassView.name,
] as const;

const KEPT_CLOSED: Rule = {
  id: "kept-closed",
  source: "[design] closed when unsure",
  en: "This event may take sight away from somebody, so this view can't go on without it: install a release that reads it, and retry",
  indonesian:
    "Peristiwa ini dapat membatasi akses seseorang, sehingga tampilan ini tidak dapat berjalan tanpanya: pasang rilis yang dapat membacanya, lalu coba lagi",
};

/** By which tokens an agency sees; all, for who answers for all. */
export function tokensOf(caller: Caller): readonly string[] | "all" {
  const { kind, region, country } = caller.jurisdiction;
  if (SEES_ALL.includes(caller.role)) return "all";
  if (kind !== null && NATIONWIDE.includes(kind) && region === null && country === null) return "all";
  return [
    ...agenciesOf(caller).flatMap(agencyToken),
    ...(region === null ? [] : [`region:${region}`]),
    ...(country === null ? [] : [`country:${country}`]),
  ];
}

/**
 * What a list must meet to be in the caller's sight, as far as an index tells: sealed persons are left out after it.
 */
export function inSight(caller: Caller): Condition[] {
  const tokens = tokensOf(caller);
  return tokens === "all" ? [] : [{ field: "sight", hasAny: tokens }];
}

/**
 * How much of something must be seen: all of it; of a person, who they are and how to reach them; or anything that was
 * shown of it.
 */
export type Needed = "whole" | "party" | "part";

/** Whether what is seen of something is as much as is needed. */
function covers(seen: Extent | undefined, needed: Needed): boolean {
  if (seen === undefined || seen === "whole") return seen === "whole";
  return needed === "part" || (needed === "party" && OF_A_PARTY.every((each) => seen.includes(each)));
}

/** Tells what a caller may see: what their agency owns, was given or answers for, and is not sealed from them. */
export class Sight {
  readonly #ofRequests = new WeakMap<RequestContext, Looked>();

  constructor(
    private readonly views: ReadModel,
    private readonly store: Pick<EventStore, "head">,
    private readonly clock: Clock,
    private readonly narrowings: Pick<Narrowings, "newest" | "unsure" | "narrowsAt">,
    private readonly waitMs = WAIT_MS,
  ) {}

  /**
   * Waits where the views are behind, so that who has just recorded something sees it. What isn't there takes the same
   * way as what is out of sight, and as long.
   * @param emergency whether emergency access counts: it lets see, and not act
   * @param extent how much of it must be seen
   * @throws NotFound in both cases alike; ViewBehind when the views don't get there in time
   */
  async assertSees(
    caller: Caller,
    category: Concealed,
    id: string,
    emergency: boolean,
    extent: Needed = "whole",
  ): Promise<void> {
    if (await this.#sees(caller, category, id, emergency, extent)) return;
    throw new NotFound("there is nothing here that the caller may see");
  }

  /**
   * Waits, within bounds, until what was recorded up to there counts: a seal is shut when whoever made it is told so.
   * @throws ViewBehind when the views don't get there in time
   */
  async upTo(number: number): Promise<void> {
    const there = await Promise.all(SIGHT_VIEWS.map((view) => this.views.waitFor(number, this.waitMs, view)));
    const behind = there.indexOf(false);
    if (behind >= 0) throw await this.#behind(SIGHT_VIEWS[behind]!);
  }

  /**
   * Waits, within bounds, for the newest event that may take sight away: before that nothing may be decided. What gives
   * sight may come later.
   * @param also a view that is asked by who sees it, and must have that event, too
   * @returns what is closed even so, as such an event of it can't be read
   * @throws ViewBehind when it isn't there in time, or it isn't known which one is the newest
   */
  async certain(also?: string): Promise<Unsure> {
    const newest = await this.narrowings.newest(this.waitMs);
    if (newest === undefined) throw await this.#behind(needToKnowView.name);
    for (const view of also === undefined ? SIGHT_VIEWS : [...SIGHT_VIEWS, also])
      if (!(await this.views.waitFor(newest, this.waitMs, view))) throw await this.#behind(view);
    try {
      return await this.narrowings.unsure(newest);
    } catch (error) {
      if (error instanceof AllUnsure) throw await this.#behind(needToKnowView.name);
      throw error;
    }
  }

  /**
   * What closes a file is not given up: without it the file would be open to all.
   * @throws Rejection for an event that may take sight away, in a view that decides sight
   */
  async assertMayGiveUp(view: string, stream: string, revision: number): Promise<void> {
    const decides = SIGHT_VIEWS.some((each) => each === view);
    if (decides && (await this.narrowings.narrowsAt(stream, revision))) throw new Rejection(KEPT_CLOSED, { view });
  }

  async #behind(view: string): Promise<ViewBehind> {
    const { recordedAt } = await this.views.freshness(view);
    return new ViewBehind(view, recordedAt);
  }

  /**
   * Whether a thing that a command names is seen; whatever is no person's file is.
   * @param whole also of a person, whom a command may else name as a party of the agency's work
   * @throws ViewBehind
   */
  async sees(caller: Caller, category: string, id: string, whole = false): Promise<boolean> {
    const kept = concealed(category);
    return kept === null || this.#sees(caller, kept, id, false, kept === "person" && !whole ? "party" : "whole");
  }

  #sees(caller: Caller, category: Concealed, id: string, emergency: boolean, needed: Needed): Promise<boolean> {
    const key = sightKey(category, id);
    return this.#now(async () => covers((await this.extents(caller, [key], emergency)).get(key), needed));
  }

  /** Those of these keys (`person-<id>`, `case-<id>` …) that the caller sees, as the views stand. */
  async seen(caller: Caller, keys: readonly string[], needed: Needed = "party"): Promise<ReadonlySet<string>> {
    const extents = [...(await this.extents(caller, keys))];
    return new Set(extents.flatMap(([key, seen]) => (covers(seen, needed) ? key : [])));
  }

  /**
   * How much the caller sees of these keys, as the views stand; nothing of those that are left out. What isn't there is
   * looked up as if it concerned one person, so that it takes the same look-ups as what is out of sight; so is no key
   * at all, as of a search that finds nobody.
   */
  async extents(caller: Caller, keys: readonly string[], emergency = true): Promise<ReadonlyMap<string, Extent>> {
    const closed = await this.#closedFrom(caller);
    return this.#seenAmong(caller, keys, await this.#recorded(keys, closed), emergency, closed);
  }

  /** Those under which something is recorded that is not closed. */
  async #recorded(keys: readonly string[], closed: Unsure): Promise<ReadonlyMap<string, NeedToKnow>> {
    const documents = await this.#lookUp<NeedToKnow>(needToKnowView.name, keys, "asked");
    return new Map(documents.flatMap((each) => (each.exists && !closed.streams.has(each.id) ? [[each.id, each]] : [])));
  }

  /**
   * Those of these keys that the caller must not be told of: something is recorded under them, and it is out of their
   * sight or sealed from them. What nothing is recorded under is none of them.
   */
  async concealedAmong(caller: Caller, keys: readonly string[]): Promise<ReadonlySet<string>> {
    if (keys.length === 0 || SEES_ALL.includes(caller.role)) return new Set();
    const closed = await this.#closedFrom(caller);
    const persons = keys.filter((key) => key.startsWith("person-"));
    const sealed = await this.#sealedFrom(
      caller,
      persons.map((key) => splitStream(key)[1]),
      closed,
    );
    const concealedKeys = new Set(persons.filter((key) => sealed.has(splitStream(key)[1])));
    // Who answers for the nation sees every person who is not sealed.
    const asked = tokensOf(caller) === "all" ? keys.filter((key) => !key.startsWith("person-")) : keys;
    if (asked.length === 0) return concealedKeys;
    const documents = await this.#lookUp<NeedToKnow>(needToKnowView.name, asked, "asked");
    const existing = documents.filter(({ exists }) => exists);
    const open = new Map(existing.flatMap((each) => (closed.streams.has(each.id) ? [] : [[each.id, each]])));
    const seen = await this.#seenAmong(caller, [...open.keys()], open, true, closed);
    for (const { id } of existing) if (!seen.has(id)) concealedKeys.add(id);
    return concealedKeys;
  }

  async #seenAmong(
    caller: Caller,
    keys: readonly string[],
    recorded: ReadonlyMap<string, NeedToKnow>,
    emergency: boolean,
    closed: Unsure,
  ): Promise<ReadonlyMap<string, Extent>> {
    const personsOf = (key: string) => recorded.get(key)?.persons ?? [splitStream(key)[1]];
    const named = keys.every((key) => key.startsWith("person-")) ? "asked" : "found";
    const sealed = await this.#sealed(caller, keys.flatMap(personsOf), closed, named);
    const tokens = tokensOf(caller);
    const isShut = (document: NeedToKnow) =>
      document.persons.some((person) => sealed.has(person)) && !isHeld(document, caller);
    const now = this.clock.now();
    const isOpen = (document: NeedToKnow) => !isShut(document) && (tokens === "all" || isNear(document, tokens, now));
    const far = new Set(
      keys.filter((key) => {
        const document = recorded.get(key);
        return document === undefined || !isOpen(document);
      }),
    );
    const near = keys.length > 0 && far.size === 0;
    const through =
      near || tokens === "all" ? new Map<string, Extent>() : await this.#through([...far], recorded, tokens, closed);
    const seen = new Map<string, Extent>();
    const missed: string[] = [];
    for (const key of keys) {
      const document = recorded.get(key);
      const extent = far.has(key) ? through.get(key) : "whole";
      if (document && extent && !isShut(document)) seen.set(key, extent);
      else missed.push(key);
    }
    if (seen.size > 0 && missed.length === 0) return seen;
    if (!emergency) return seen;
    const granted = await this.#granted(caller, closed);
    for (const key of missed.filter((each) => recorded.has(each))) {
      const concerned = personsOf(key);
      const others = concerned.filter((person) => !granted.has(person));
      if (others.length < concerned.length && !others.some((person) => sealed.has(person))) seen.set(key, "whole");
    }
    return seen;
  }

  /** Those of these persons whose fields are sealed from the caller. */
  async sealedFrom(caller: Caller, persons: readonly string[]): Promise<ReadonlySet<string>> {
    return this.#sealedFrom(caller, persons, await this.#closedFrom(caller));
  }

  async #sealedFrom(caller: Caller, persons: readonly string[], closed: Unsure): Promise<ReadonlySet<string>> {
    if (persons.length === 0) return new Set();
    const sealed = await this.#sealed(caller, persons, closed, "asked");
    if (sealed.size === 0) return sealed;
    const granted = await this.#granted(caller, closed);
    return new Set([...sealed].filter((person) => !granted.has(person)));
  }

  /**
   * How much the caller is shown of each of these keys (`person-<id>`, `company-<id>`, `case-<id>` …): those of which
   * no field is shown, as they are out of sight or sealed, are left out.
   */
  async shown(caller: Caller, keys: readonly string[]): Promise<ReadonlyMap<string, Extent>> {
    if (keys.length === 0) return new Map();
    if (tokensOf(caller) !== "all") return this.extents(caller, keys);
    const concealedKeys = await this.concealedAmong(caller, keys);
    return new Map(keys.flatMap((key) => (concealedKeys.has(key) ? [] : [[key, "whole"]])));
  }

  /** Those of these keys (`offer-<id>` …) that the caller's agencies registered, or were given for good. */
  async registered(caller: Caller, keys: readonly string[]): Promise<ReadonlySet<string>> {
    if (keys.length === 0) return new Set();
    const own = agenciesOf(caller).flatMap(agencyToken);
    const documents = await this.#lookUp<NeedToKnow>(needToKnowView.name, keys, "asked");
    return new Set(documents.flatMap(({ id, sight }) => (sight.some((token) => own.includes(token)) ? id : [])));
  }

  /** Those of these works (`referral-<id>` …) that the caller's agencies were given, and that have ended. */
  async overFor(caller: Caller, keys: readonly string[]): Promise<ReadonlySet<string>> {
    if (keys.length === 0 || tokensOf(caller) === "all") return new Set();
    const own = agenciesOf(caller).flatMap(agencyToken);
    const works = await this.#lookUp<NeedToKnow>(needToKnowView.name, keys, "asked");
    const wereGiven = ({ turns }: Work) =>
      turns.some(({ takes }) => takes && !takes.first && own.includes(takes.holder));
    return new Set(works.flatMap(({ id, work }) => (work && work.ended !== null && wereGiven(work) ? id : [])));
  }

  /**
   * All persons whose files are sealed from the caller, and the streams that are closed: what a figure counts by tokens
   * is less than these.
   */
  async shutFrom(caller: Caller): Promise<Unsure> {
    const closed = await this.#closedFrom(caller);
    if (SEES_ALL.includes(caller.role)) return closed;
    const sealed = new Set(closed.persons);
    let after: string | undefined;
    do {
      const page = await this.views.find<SealedSubject>(sealedSubjectsView.name, {
        where: [],
        limit: MOST_LINKED,
        after,
      });
      for (const { id } of page.documents) sealed.add(id);
      after = page.next;
    } while (after !== undefined);
    const records = await this.#recordsOf([...sealed], "found");
    const all = [...records.values()].flatMap(({ person, others }) => [person, ...others]);
    return { streams: closed.streams, persons: await this.sealedFrom(caller, [...new Set(all)]) };
  }

  /** Those of these persons whose files are sealed, from whomever. */
  async sealedAmong(persons: readonly string[]): Promise<ReadonlySet<string>> {
    const closed = (await this.certain()).persons;
    const records = await this.#recordsOf(persons, "found");
    const seals = (await this.#seals(records, "found")).map(({ id }) => id);
    return new Set([...persons.filter((person) => isAnyOf(records.get(person)!, closed)), ...seals]);
  }

  /**
   * Whether the caller is told that a person's file is sealed, though it is shut to them: they guard its owner, or are
   * of the national desk and the seal is late.
   */
  async isNoticed(caller: Caller, person: string): Promise<boolean> {
    await this.certain();
    return (await this.#seals(await this.#recordsOf([person], "found"), "found")).some((seal) =>
      this.noticesSeal(caller, seal),
    );
  }

  /** As `isNoticed`, of a seal that is known. */
  noticesSeal(caller: Caller, seal: SealedSubject): boolean {
    return isGuard(caller, seal) || (isOfDesk(caller) && this.isLate(seal)) || isOfSealingAgency(caller, seal);
  }

  /** Whether a seal should have been confirmed by now, and was not. */
  isLate({ at, confirmed }: Pick<SealedSubject, "at" | "confirmed">): boolean {
    return confirmed === null && Date.parse(this.clock.now()) - Date.parse(at) >= CONFIRMED_WITHIN_MS;
  }

  /** Each of these persons, with all records of the same human being by links that a second officer confirmed. */
  async #recordsOf(persons: readonly string[], named: Named): Promise<ReadonlyMap<string, Records>> {
    const known = this.#looked()?.linked ?? new Map<string, readonly SameHuman[]>();
    const missing = [...new Set(persons)].filter((person) => !known.has(person));
    if (missing.length > 0 || !isAsked(persons, named)) {
      const found = Map.groupBy(await this.#linked(missing), ({ from }) => from!);
      for (const person of missing) known.set(person, found.get(person) ?? []);
    }
    return new Map(
      persons.map((person) => {
        const of = known.get(person)!;
        const others = of.flatMap(({ to }) => (to === person ? [] : to!));
        return [person, { person, others, owner: of.find(({ to }) => to === person)?.owner ?? null }];
      }),
    );
  }

  /** Of these records those that are linked, each with every other one of the same human being. */
  async #linked(persons: readonly string[]): Promise<readonly SameHuman[]> {
    const where: Condition[] = [{ field: "from", in: filled(persons) }];
    const documents: SameHuman[] = [];
    let after: string | undefined;
    do {
      const page = await this.views.find<SameHuman>(sameHumanView.name, { where, limit: MOST_LINKED, after });
      documents.push(...page.documents);
      after = page.next;
    } while (after !== undefined);
    return documents;
  }

  /**
   * Seals that stand today on these persons. A record that has none of its own is shut by those of the other records of
   * the same human being, and the agency that registered it guards it: a seal of its own decides alone who sees it, so
   * that no link lets somebody in.
   */
  async #seals(records: ReadonlyMap<string, Records>, named: Named): Promise<SealedSubject[]> {
    const asked = [...records.values()].flatMap(({ person, others }) => [person, ...others]);
    const found = await this.#lookUp<SealedSubject>(sealedSubjectsView.name, asked, named);
    const now = this.clock.now();
    const standing = new Map(found.flatMap((seal) => (stands(seal, now) ? [[seal.id, seal]] : [])));
    return [...records.values()].flatMap(({ person, others, owner }) => {
      const own = standing.get(person);
      if (own) return [own];
      return others.flatMap((other) => {
        const seal = standing.get(other);
        if (!seal) return [];
        return [{ ...seal, id: person, owner, ownerSuspected: seal.ownerSuspected && seal.owner === owner }];
      });
    });
  }

  /** An auditor sees every file, and no personal field: also of what is closed to all others. */
  async #closedFrom({ role }: Caller): Promise<Unsure> {
    const unsure = await this.certain();
    return SEES_ALL.includes(role) ? { streams: new Set(), persons: new Set() } : unsure;
  }

  async #sealed(
    caller: Caller,
    persons: readonly string[],
    closed: Unsure,
    named: Named,
  ): Promise<ReadonlySet<string>> {
    if (SEES_ALL.includes(caller.role)) return new Set();
    const admitted = (seal: SealedSubject) =>
      seal.officers.includes(caller.actor.id) ||
      isOfSealingAgency(caller, seal) ||
      (this.isLate(seal) && isGuard(caller, seal));
    const records = await this.#recordsOf(persons, named);
    const shut = persons.filter((person) => isAnyOf(records.get(person)!, closed.persons));
    return new Set([
      ...shut,
      ...(await this.#seals(records, named)).filter((each) => !admitted(each)).map(({ id }) => id),
    ]);
  }

  /**
   * What is seen though its own tokens don't say so: a person or company through the work that the agency has, a file
   * or link through a person whose it is.
   */
  async #through(
    keys: readonly string[],
    recorded: ReadonlyMap<string, NeedToKnow>,
    tokens: readonly string[],
    closed: Unsure,
  ): Promise<ReadonlyMap<string, Extent>> {
    const owners = await this.#ownersOf(keys.filter(isOfPerson), recorded);
    const documents = keys.flatMap((key) => recorded.get(key) ?? []);
    const byWork = await this.#throughWork([...documents, ...owners], tokens, closed);
    const now = this.clock.now();
    const whole = new Set(
      owners.flatMap((owner) => (isNear(owner, tokens, now) || byWork.get(owner.id) === "whole" ? owner.persons : [])),
    );
    const through = new Map<string, Extent>();
    for (const { id, persons } of documents) {
      const extent = isOfPerson(id) && persons.some((person) => whole.has(person)) ? "whole" : byWork.get(id);
      if (extent) through.set(id, extent);
    }
    return through;
  }

  /** Those whose files and links these are. */
  async #ownersOf(keys: readonly string[], recorded: ReadonlyMap<string, NeedToKnow>): Promise<readonly NeedToKnow[]> {
    if (keys.length === 0) return [];
    const persons = keys.flatMap((key) => recorded.get(key)?.persons ?? [splitStream(key)[1]]);
    return this.#lookUp<NeedToKnow>(
      needToKnowView.name,
      persons.map((person) => sightKey("person", person)),
      "found",
    );
  }

  /** Persons and companies that take part in work which the agency has now, or which lets see by its places. */
  async #throughWork(
    documents: readonly NeedToKnow[],
    tokens: readonly string[],
    closed: Unsure,
  ): Promise<ReadonlyMap<string, Extent>> {
    const works = await this.#worksOf(documents, closed);
    const held = [...works].filter(([, work]) => work.holders.some((holder) => tokens.includes(holder)));
    const now = this.clock.now();
    const through = new Map<string, Extent>();
    for (const document of documents) {
      const { id, works: own } = document;
      for (const [key, work] of held) {
        const shown = own.includes(key) ? shownBy(work, id) : undefined;
        if (shown) through.set(id, both(through.get(id) ?? [], shown));
      }
      if (
        standsByPlace(
          placesLapse(document, tokens, (key) => works.get(key)?.ended ?? null),
          now,
        )
      )
        through.set(id, "whole");
    }
    return through;
  }

  /** The work that these take part in, or are seen by the places of; of what is closed it isn't known who has it. */
  async #worksOf(documents: readonly NeedToKnow[], closed: Unsure): Promise<ReadonlyMap<string, Work>> {
    const keys = documents.flatMap(({ works, stays }) => [...works, ...worksIn(stays)]);
    const found = await this.#lookUp<NeedToKnow>(needToKnowView.name, keys, "found");
    return new Map(found.flatMap(({ id, work }) => (work && !closed.streams.has(id) ? [[id, work]] : [])));
  }

  /**
   * Until when the caller saw something by a place, of which their agency has records of its own: these stay theirs,
   * and so do facts that they tell late (I11). What never was theirs, or isn't there, takes the same look-ups.
   * @returns ISO 8601; undefined where nothing stays theirs
   */
  async keepsRecordsUntil(caller: Caller, category: Concealed, id: string): Promise<string | undefined> {
    const key = sightKey(category, id);
    const closed = await this.#closedFrom(caller);
    const document = (await this.#recorded([key], closed)).get(key);
    const sealed = await this.#sealed(caller, document?.persons ?? [id], closed, "found");
    const works = await this.#worksOf(document ? [document] : [], closed);
    const tokens = tokensOf(caller);
    if (!document || sealed.size > 0 || tokens === "all") return undefined;
    if (
      !agenciesOf(caller)
        .flatMap(agencyToken)
        .some((own) => document.recordedBy.includes(own))
    )
      return undefined;
    return placesLapse(document, tokens, (work) => works.get(work)?.ended ?? null) ?? undefined;
  }

  /**
   * Persons whom the caller may see in an emergency that goes on, in the order of their ids: no index tells of them.
   */
  async inEmergency(caller: Caller): Promise<string[]> {
    return filled([...(await this.#granted(caller, await this.#closedFrom(caller)))].toSorted());
  }

  async #granted({ actor }: Caller, closed: Unsure): Promise<ReadonlySet<string>> {
    const now = this.clock.now();
    const { documents } = await this.views.find<BrokenGlass>(brokenGlassView.name, {
      where: [{ field: "officer", is: actor.id }],
      sort: { field: "at", direction: "desc" },
      limit: MOST_GRANTS,
    });
    const open = documents.filter(({ until, person }) => until > now && !closed.persons.has(person));
    return new Set(open.map(({ person }) => person));
  }

  /**
   * Documents of a view by their ids. What this request has looked up already is not looked up again: a page asks for
   * its rows, then for their personal fields, then for all that the answer names.
   */
  async #lookUp<D extends { readonly id: string }>(view: string, ids: readonly string[], named: Named): Promise<D[]> {
    const looked = this.#looked();
    const known = looked === undefined ? new Map<string, object | undefined>() : (looked.documents[view] ??= new Map());
    const distinct = [...new Set(ids)];
    const missing = distinct.filter((id) => !known.has(id));
    if (missing.length > 0 || !isAsked(ids, named)) {
      const found = await this.views.getMany<D>(view, filled(missing));
      for (const id of missing) known.set(id, undefined);
      for (const document of found) known.set(document.id, document);
    }
    return distinct.flatMap((id) => (known.get(id) as D | undefined) ?? []);
  }

  /**
   * What the request under way has looked up since the views were known to be as far as they are now. So nothing of it
   * is older than what anybody was told to be there, nor than the newest event that may take sight away.
   */
  #looked(): Looked | undefined {
    const request = requestContext();
    const reached = SIGHT_VIEWS.map((view) => this.views.reached(view));
    if (request === undefined || reached.includes(undefined)) return undefined;
    const at = reached.join();
    const looked = this.#ofRequests.get(request);
    if (looked?.at === at) return looked;
    const fresh: Looked = { at, documents: {}, linked: new Map() };
    this.#ofRequests.set(request, fresh);
    return fresh;
  }

  /** Looks again once the views have come as far as the store. */
  async #now(look: () => Promise<boolean>): Promise<boolean> {
    if (await look()) return true;
    const head = await this.store.head();
    let current = true;
    for (const view of SIGHT_VIEWS) current = (await this.views.waitFor(head, this.waitMs, view)) && current;
    if (await look()) return true;
    if (!current) throw new ViewBehind();
    return false;
  }
}

/**
 * By whom ids were named: by whoever asks, or by what was found for that. What was found takes a look-up in any case,
 * so that none tells whether anything was found, or whom it names.
 */
type Named = "asked" | "found";

/** A search that finds nobody asks for nobody. */
function isAsked(ids: readonly string[], named: Named): boolean {
  return named === "asked" && ids.length > 0;
}

/** What a request has looked up in the views that decide sight. */
interface Looked {
  /** How far they were known to have come. */
  readonly at: string;
  /** By view and id; undefined for what is not there. */
  readonly documents: { [view: string]: Map<string, object | undefined> };
  /** By record. */
  readonly linked: Map<string, readonly SameHuman[]>;
}

/** A record, with the others of the same human being, and the agency that registered it, where it is linked. */
interface Records {
  readonly person: string;
  readonly others: readonly string[];
  readonly owner: string | null;
}

/** Whether a narrowing event that can't be read concerns one of the records of a human being. */
function isAnyOf({ person, others }: Records, closed: ReadonlySet<string>): boolean {
  return closed.has(person) || others.some((other) => closed.has(other));
}

/** A supervisor of the agency that sealed a file. */
function isOfSealingAgency(caller: Caller, { agencies }: SealedSubject): boolean {
  return caller.role === "SUPERVISOR" && agenciesOf(caller).some((own) => agencies.includes(own));
}

/**
 * Whoever sees to it that a seal is not turned against the owner of the file; where the owner is suspected, the desk.
 */
function isGuard(caller: Caller, { owner, ownerSuspected }: SealedSubject): boolean {
  if (ownerSuspected) return isOfDesk(caller);
  return caller.role === "SUPERVISOR" && owner !== null && agenciesOf(caller).includes(owner);
}

/** A supervisor of the national desk (Desk P2MI). */
export function isOfDesk({ role, jurisdiction: { kind, region, country } }: Caller): boolean {
  return role === "SUPERVISOR" && kind === "COORDINATION" && region === null && country === null;
}

/**
 * Work that the caller's agency recorded or was given: a seal masks the sealed person there, and takes nothing away.
 * Else whoever seals a person whom a case names would take the case from who has it in hand.
 */
function isHeld({ id, work, ...document }: NeedToKnow, caller: Caller): boolean {
  const known = [...standingSight(document), ...(work?.holders ?? [])];
  return (
    WORK.includes(splitStream(id)[0]) &&
    agenciesOf(caller)
      .flatMap(agencyToken)
      .some((own) => known.includes(own))
  );
}

const WORK: readonly string[] = ["case", "repatriation", "referral"];

/** Whether its own tokens or places say so, or it is work that the agency has. */
function isNear(document: NeedToKnow, tokens: readonly string[], now: string): boolean {
  const { id, stays, ends, work } = document;
  if ([...standingSight(document), ...(work?.holders ?? [])].some((token) => tokens.includes(token))) return true;
  const own = stays.filter(({ kind, of }) => kind !== "work" || of === id);
  return standsByPlace(
    placesLapse({ stays: own, ends }, tokens, () => work?.ended ?? null),
    now,
  );
}

/** @param lapse as of `placesLapse` */
function standsByPlace(lapse: string | null | undefined, now: string): boolean {
  return lapse === null || (lapse !== undefined && now < lapse);
}

function worksIn(stays: NeedToKnow["stays"]): string[] {
  return stays.flatMap(({ kind, of }) => (kind === "work" ? of : []));
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
