import { randomUUID } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { join } from "node:path";
import { accessViews } from "../../src/access/access.views.js";
import { needToKnowView, type NeedToKnow } from "../../src/access/need-to-know.view.js";
import { openSqliteViewStore } from "../../src/engines/sqlite/view-store.js";
import { termsIn, writeTerms } from "../../src/engines/sqlite/terms.js";
import {
  openForWriting,
  statementCache,
  tablesOf,
  type Sql,
  type ViewTables,
} from "../../src/engines/sqlite/views-database.js";
import type { Projection } from "../../src/event-sourcing/projecting/projection.js";
import { membersAt } from "../../src/event-sourcing/projecting/view-store.js";
import type { FieldSealing, PersonalRecord } from "../../src/event-sourcing/stored-event/personal-field.js";
import { bornToken, identityLookupView, type IdentityLookupDocument } from "../../src/person/identity-lookup.view.js";
import { identityLinksView } from "../../src/person/identity-links.view.js";
import { lookupForms, lookupToken } from "../../src/person/lookup-forms.js";
import { personProfileView, type PersonProfileDocument } from "../../src/person/person-profile.view.js";
import { initialPerson } from "../../src/person/person-state.js";
import type { LookupTokens } from "../../src/privacy/lookup-tokens.js";

/** Words of which the names are made: the commonest is in every twelfth word, the rarest in one of a million. */
const VOCABULARY = 20_000;
const AGENCIES = 600;
const PROVINCES = 38;
const DISTRICTS = 14;
const SUBDISTRICTS = 14;
/** Names that are sealed: those shown to whoever searches are opened, each of them anew. */
const SEALED = 1_000;
const NAMED_AT_ONCE = 10_000;

export interface InventedPerson {
  readonly id: string;
  readonly name: readonly string[];
  readonly birthYear: number;
  /** UUID. */
  readonly agency: string;
  /** Kemendagri's form, though no such place need be. */
  readonly origin: string;
}

/** The same numbers each time, 0 up to 1. */
export function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Some are common and most are rare, as names are: each the less likely, the later it stands (Zipf). */
function rankedPicker<T>(all: readonly T[], chance: () => number): () => T {
  const sums: number[] = [];
  for (const [i] of all.entries()) sums.push((sums.at(-1) ?? 0) + 1 / (i + 1));
  return () => {
    const wanted = chance() * sums.at(-1)!;
    let [low, high] = [0, all.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! < wanted) low = middle + 1;
      else high = middle;
    }
    return all[low]!;
  };
}

/** Words of two to four syllables that are nobody's. */
function inventedWords(chance: () => number): string[] {
  const pick = (from: string) => from.split(" ")[Math.floor(chance() * from.split(" ").length)]!;
  const words = new Set<string>();
  while (words.size < VOCABULARY) {
    const syllables = 2 + Math.floor(chance() * 3);
    const ends = Array.from({ length: syllables }, () => pick("b d g h j k l m n p r s t w y") + pick("a i u e o"));
    words.add(ends.join("") + (chance() < 0.4 ? pick("n h r s ng t") : ""));
  }
  return [...words];
}

export function inventPersons(count: number): InventedPerson[] {
  const chance = chances(15);
  const word = rankedPicker(inventedWords(chance), chance);
  const agency = rankedPicker(
    Array.from({ length: AGENCIES }, () => randomUUID() as string),
    chance,
  );
  const place = (most: number) => `${11 + Math.floor(chance() * most)}`;
  return Array.from({ length: count }, (): InventedPerson => {
    const words = [0.1, 0.55, 0.9, 1].findIndex((share) => chance() < share) + 1 || 4;
    return {
      id: randomUUID(),
      name: Array.from({ length: words }, word),
      birthYear: 1960 + Math.floor(chance() * 48),
      agency: agency(),
      origin: [place(PROVINCES), place(DISTRICTS), place(SUBDISTRICTS)].join("."),
    };
  });
}

export function regionsOf(origin: string): string[] {
  const parts = origin.split(".");
  return parts.map((_, i) => `region:${parts.slice(0, i + 1).join(".")}`);
}

/**
 * Writes the views by which persons are found, seen and shown, as their projections would, in the order of the file.
 */
export async function fillViewsOfPersons(
  folder: string,
  persons: readonly InventedPerson[],
  tokens: LookupTokens,
  sealing: FieldSealing,
  progress: (share: number) => void,
): Promise<string> {
  const file = join(folder, "views.db");
  const views = [...accessViews, identityLookupView, identityLinksView, personProfileView] as readonly Pick<
    Projection,
    "name" | "version" | "indexes"
  >[];
  const store = openSqliteViewStore(file);
  for (const { name, version, indexes } of views) await store.create({ projection: name, version }, indexes, true);
  const checkpoint = { number: -1, position: "", recordedAt: null };
  await store.commit(
    views.map(({ name: projection, version }) => ({
      view: { projection, version },
      documents: [],
      checkpoint,
      held: [],
      released: [],
      discarded: [],
    })),
  );
  await store.close();
  const identities = await sealedNames(persons.slice(0, SEALED), sealing);
  const db = openForWriting(file);
  db.exec("PRAGMA secure_delete = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE;");
  const sorted = persons.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const known = new Map<string, string>();
  const tokensOf = (name: readonly string[]) =>
    lookupForms("name", name.join(" ")).map((form) => {
      let token = known.get(form);
      if (token === undefined) known.set(form, (token = lookupToken(tokens, "name", form)));
      return token;
    });
  const looked = new Filling(db, identityLookupView);
  const needed = new Filling(db, needToKnowView);
  const shown = new Filling(db, personProfileView);
  for (let from = 0; from < sorted.length; from += NAMED_AT_ONCE) {
    db.exec("BEGIN");
    for (const [i, person] of sorted.slice(from, from + NAMED_AT_ONCE).entries()) {
      const { id, name, birthYear, agency, origin } = person;
      const sight = [`agency:${agency}`, ...regionsOf(origin)].toSorted();
      const born = bornToken(birthYear);
      const named = [...new Set(tokensOf(name))].toSorted();
      looked.add(id, {
        id,
        tokens: [...named, born].toSorted(),
        told: { [id]: { birthYear: { key: null, tokens: [born] }, "name/name": { key: id, tokens: named } } },
        sight,
        works: [],
      } satisfies IdentityLookupDocument);
      const key = `person-${id}`;
      const nothing = { revocable: [], stays: [], ends: [], works: [] };
      needed.add(key, {
        id: key,
        sight,
        recordedBy: [sight[0]!],
        persons: [id],
        exists: true,
        ...nothing,
      } satisfies NeedToKnow);
      shown.add(id, {
        ...initialPerson,
        id,
        registered: true,
        sex: "FEMALE",
        birthYear,
        origin: { scheme: "KEMENDAGRI", code: origin },
        identity: identities[(from + i) % identities.length]!,
      } satisfies PersonProfileDocument);
    }
    db.exec("COMMIT");
    progress((0.7 * (from + NAMED_AT_ONCE)) / sorted.length);
  }
  looked.finish();
  progress(0.9);
  db.exec("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);");
  db.close();
  return file;
}

/** Documents of one view; members of sets are put in order in one go at the end. */
class Filling {
  readonly #db: DatabaseSync;
  readonly #tables: ViewTables;
  readonly #insert: StatementSync;
  readonly #members: StatementSync | undefined;
  readonly #sql: Sql;

  constructor(db: DatabaseSync, { name, version, indexes }: Pick<Projection, "name" | "version" | "indexes">) {
    this.#db = db;
    this.#sql = statementCache(db);
    const row = db.prepare("SELECT id FROM views WHERE projection = ? AND version = ?").get(name, version);
    this.#tables = tablesOf(row!["id"] as number, indexes);
    this.#insert = db.prepare(`INSERT INTO ${this.#tables.documents} (id, document, number) VALUES (?, ?, -1)`);
    if (!indexes.some(({ type }) => type === "set")) return;
    db.exec("CREATE TEMP TABLE unsorted (name TEXT, value TEXT, id TEXT)");
    this.#members = db.prepare("INSERT INTO unsorted VALUES (?, ?, ?)");
  }

  add(id: string, document: object): void {
    const { lastInsertRowid } = this.#insert.run(id, JSON.stringify(document));
    if (this.#tables.terms !== undefined) {
      const added = [...termsIn(this.#tables, document)];
      writeTerms(this.#sql, this.#tables.terms, [{ nr: Number(lastInsertRowid), gone: [], added }]);
    }
    for (const { name, field } of this.#sets())
      for (const value of membersAt(document, field)) this.#members!.run(name, value, id);
  }

  #sets(): readonly { readonly name: string; readonly field: string }[] {
    return this.#tables.indexes.filter(({ type }) => type === "set");
  }

  finish(): void {
    for (const { name } of this.#sets())
      this.#db.exec(`DROP INDEX ${name}_id;
        INSERT INTO ${name} (value, id) SELECT value, id FROM unsorted WHERE name = '${name}' ORDER BY value, id;
        CREATE INDEX ${name}_id ON ${name} (id);`);
    this.#db.exec("DROP TABLE unsorted");
  }
}

async function sealedNames(persons: readonly InventedPerson[], sealing: FieldSealing): Promise<PersonalRecord[]> {
  return Promise.all(
    persons.map(async ({ id, name }) => {
      const part = { person: id, class: "identity", values: { name: name.join(" ") } } as const;
      const parts = await sealing.seal(`person-${id}`, randomUUID(), [part]);
      return { parts, fields: parts.map(() => ["name", "alias", "initials"]) };
    }),
  );
}
