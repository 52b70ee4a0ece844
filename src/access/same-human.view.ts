import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import type { FindIds, Projection } from "../event-sourcing/projecting/projection.js";
import { IdentitiesUnlinked, IdentityLinkConfirmed } from "./identity-link.events.js";

/**
 * A confirmed link, or that one record is of the same human being as another by such links, however many steps away.
 */
export interface SameHuman {
  /** `<link>/<person>/<person>`, or `<from>/<to>`. */
  readonly id: string;
  /** Of a link: its two records. */
  readonly ends?: readonly string[];
  /** A record, and another of the same human being; every linked record is beside itself, too. */
  readonly from?: string;
  readonly to?: string;
  /** Of a record beside itself: the agency that registered it; null where that is not known. */
  readonly owner?: string | null;
}

/**
 * Which records are one human being, by links that a second officer confirmed and nobody undid. All steps are gone when
 * an event is taken, so that a single look-up finds all of a human being: how many steps there are, or whether there is
 * any, is then told by no look-up.
 */
export const sameHumanView: Projection<SameHuman> = {
  name: "same-human",
  version: 1,
  types: [IdentityLinkConfirmed.type, IdentitiesUnlinked.type],
  order: "recorded",
  indexes: [
    { field: "from", type: "text" },
    { field: "ends", type: "set" },
  ],
  // Neither whose records they are nor who registered them can be corrected.
  ids(event, find) {
    if (event.corrects !== null) return [];
    const [a, b] = endsOf(event);
    const link = `${splitStream(event.stream)[1]}/${a}/${b}`;
    if (event.type === IdentityLinkConfirmed.type) return [link, ...pairs(recordsOf(a, find), recordsOf(b, find))];
    if (!find("ends", a).includes(link)) return [];
    const left = reached(a, link, find);
    if (left.includes(b)) return [link];
    const right = reached(b, link, find);
    const alone = [left, right].flatMap((part) => (part.length === 1 ? [`${part[0]}/${part[0]}`] : []));
    return [link, ...alone, ...between(left, right)];
  },
  evolve(document, event, id) {
    if (event.type !== IdentityLinkConfirmed.type) return undefined;
    const ends = endsOf(event);
    const [from, to, last] = id.split("/") as [string, string, string?];
    if (last !== undefined) return { id, ends };
    if (from !== to) return { id, from, to };
    const { owners } = event.facts as { readonly owners: readonly (string | null)[] };
    // Another record of the same human being that this link does not name stays as it was.
    return ends.includes(from) ? { id, from, to, owner: owners[ends.indexOf(from)] ?? null } : document;
  },
};

function endsOf({ subjects }: EventRecord): [string, string] {
  return [subjects[0]!.person, subjects[1]!.person];
}

/** All records of a human being, by the pairs that are known. */
function recordsOf(person: string, find: FindIds): string[] {
  return [...new Set([person, ...find("from", person).map((id) => id.split("/")[1]!)])];
}

/** Those reached from a record over links, without one. */
function reached(from: string, without: string, find: FindIds): string[] {
  const found = new Set([from]);
  for (const person of found)
    for (const link of find("ends", person)) {
      if (link === without) continue;
      const [, a, b] = link.split("/") as [string, string, string];
      found.add(a).add(b);
    }
  return [...found];
}

/** Every record of the one side with each of the other, both ways, and each beside itself. */
function pairs(left: readonly string[], right: readonly string[]): string[] {
  return [...new Set([...[...left, ...right].map((person) => `${person}/${person}`), ...between(left, right)])];
}

function between(left: readonly string[], right: readonly string[]): string[] {
  return left.flatMap((one) => right.flatMap((other) => [`${one}/${other}`, `${other}/${one}`]));
}
