import type { ModuleRef } from "@nestjs/core";
import { currentCaller } from "../access/current-caller.js";
import { sightKey } from "../access/need-to-know.view.js";
import { Sight } from "../access/sight.js";
import type { Load } from "../event-sourcing/deciding/decider.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { EVENT_STORE, READ_MODEL } from "../event-sourcing/ports.js";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import { ViewBehind, type ReadModel } from "../event-sourcing/projecting/read-model.js";
import { identityLinkOf, type IdentityLink } from "./identity-link.js";
import { identityLinksView, linksOf } from "./identity-links.view.js";
import { personOf, type Person } from "./person.js";

/*
 * All records of one human being, for a decision. A view tells which links there may be; it is brought to the end of
 * the log first, and the decision then reads the links, and the records that they lead to, from their streams. Those
 * are what the decision is based on. What is recorded at the same moment, a process manager finds.
 */

/** How long the view of links is waited for, in ms. */
const WAIT_MS = 5_000;

/** What was looked up of persons. */
export interface LinkedRecords {
  /** Ids of links that may stand, between any of their records. */
  readonly links: readonly string[];
  /** Ids of the records that these lead to, without the persons themselves. */
  readonly records: readonly string[];
  /** Those of these records that are out of the caller's sight. */
  readonly unseen: readonly string[];
}

/** Beside a request; absent where nobody looked it up. */
export interface Linked {
  readonly linked?: LinkedRecords;
}

const NONE: LinkedRecords = { links: [], records: [], unseen: [] };

export const OTHER_RECORD: Rule = {
  id: "other-record",
  source: "[design] one human being; need-to-know",
  en: "Something stands against it that is not in your sight; your supervisor or the national desk can look into it",
  indonesian: "Ada hal di luar akses Anda yang menghalanginya; atasan Anda atau desk nasional dapat memeriksanya",
};

/** Of whom all records count for a decision. */
export interface Concerned {
  /** Named by the request: who is out of the caller's sight is not looked up, as who isn't there. */
  readonly named?: readonly string[];
  /** Of the stream itself: looked up, though their file may be sealed from the caller. */
  readonly own?: readonly string[];
  /** Only links that a second officer confirmed are asked for, so that the view need not wait for others. */
  readonly confirmed?: true;
}

/**
 * The records of these persons, as far as links that stand lead.
 * @throws ViewBehind when the view does not get to what was recorded in time, or could not take a link of theirs
 */
export async function lookUpRecords(
  modules: ModuleRef,
  { named = [], own = [], confirmed }: Concerned,
): Promise<Required<Linked>> {
  const views = modules.get<ReadModel>(READ_MODEL, { strict: false });
  const sight = modules.get(Sight, { strict: false });
  const keyOf = (person: string) => sightKey("person", person);
  const seen = named.length === 0 ? new Set() : await sight.seen(currentCaller(), named.map(keyOf));
  const persons = [...new Set([...own, ...named.filter((person) => seen.has(keyOf(person)))])];
  if (persons.length === 0) return { linked: NONE };
  // Events that confirm a link, or undo it, narrow sight: who asks of sight is certain of them.
  if (confirmed) await sight.certain(identityLinksView.name);
  else await upToHead(modules, views);
  const links = await linksOf(views, persons);
  const reached = [...new Set(links.flatMap((link) => link.persons))];
  const parked = (await views.parked(identityLinksView.name)).map(({ subject }) => subject);
  if ([...persons, ...reached].some((person) => parked.includes(person))) throw new ViewBehind(identityLinksView.name);
  const records = reached.filter((person) => !persons.includes(person));
  const visible = records.length === 0 ? new Set() : await sight.seen(currentCaller(), records.map(keyOf));
  const unseen = records.filter((person) => !visible.has(keyOf(person)));
  return { linked: { links: links.map(({ id }) => id), records, unseen } };
}

async function upToHead(modules: ModuleRef, views: ReadModel): Promise<void> {
  const head = await modules.get<EventStore>(EVENT_STORE, { strict: false }).head();
  if (!(await views.waitFor(head, WAIT_MS, identityLinksView.name))) throw new ViewBehind(identityLinksView.name);
}

/** To load the links looked up: `link/<id>`. */
export function loadLinks({ linked = NONE }: Linked): { readonly [name: string]: Load<IdentityLink> } {
  return Object.fromEntries(linked.links.map((id) => [`link/${id}`, identityLinkOf(id)]));
}

/** To load what was looked up: `link/<id>`, `record/<id>`. */
export function loadRecords({ linked = NONE }: Linked): { readonly [name: string]: Load<IdentityLink> | Load<Person> } {
  return {
    ...loadLinks({ linked }),
    ...Object.fromEntries(linked.records.map((id) => [`record/${id}`, personOf(id)])),
  };
}

/** Links looked up, with their ids, as their streams have them. */
export function loadedLinks({ linked = NONE }: Linked, loaded: unknown): [id: string, link: IdentityLink][] {
  const all = loaded as { readonly [name: string]: IdentityLink };
  return linked.links.map((id) => [id, all[`link/${id}`]!]);
}

/**
 * The other records of a person, by links that stand.
 * @param confirmed only by links that a second officer confirmed
 */
export function recordsOf(person: string, request: Linked, loaded: unknown, confirmed = false): string[] {
  const links = loadedLinks(request, loaded).flatMap(([, { persons, unlinked, confirmedBy }]) =>
    unlinked === null && (!confirmed || confirmedBy !== null) ? [persons] : [],
  );
  const found = new Set([person]);
  for (const each of found)
    for (const persons of links) if (persons.includes(each)) for (const other of persons) found.add(other);
  found.delete(person);
  return [...found];
}

/** A record that was looked up, as its stream has it. */
export function loadedRecord(record: string, loaded: unknown): Person {
  return (loaded as { readonly [name: string]: Person })[`record/${record}`]!;
}

/**
 * Tries a rule on a record. Where the record is out of the caller's sight, the refusal names neither it nor its ground.
 * @throws Rejection as the rule does, or other-record
 */
export function onRecord(record: string, { linked = NONE }: Linked, rule: () => void): void {
  try {
    rule();
  } catch (error) {
    throw error instanceof Rejection && linked.unseen.includes(record) ? new Rejection(OTHER_RECORD) : error;
  }
}
