import { join } from "node:path";
import type { Caller } from "../../src/access/caller.js";
import { hiddenFrom } from "../../src/access/masked-fields.js";
import { sightKey } from "../../src/access/need-to-know.view.js";
import { inSight, Sight } from "../../src/access/sight.js";
import { openKeyStore } from "../../src/engines/sqlite/key-store.js";
import { openSqliteReadModel } from "../../src/engines/sqlite/read-model.js";
import { systemClock } from "../../src/event-sourcing/clock.js";
import { searchPersons, type Found, type Sought } from "../../src/person/person-search.js";
import { lookupTokens } from "../../src/privacy/lookup-tokens.js";
import { openFields } from "../../src/privacy/masking.js";
import { createSealing } from "../../src/privacy/sealing.js";
import { chances, fillViewsOfPersons, inventPersons, type InventedPerson } from "../log/persons.ts";
import { memoryOf, resultOf, type Result } from "../results.ts";
import { percentile } from "../statistics.ts";
import { AGENCY_OFFICER } from "../store.ts";
import type { Given, Measurement } from "./measurement.ts";
import { registry } from "../../src/slices.js";

const SEARCHES = 2_000;
/** So many until the code is compiled. */
const SEARCHES_BEFORE = 200;
const LIMIT = 20;

/**
 * Searches by name among as many persons as the log has events, from what is sought to what is answered: of the
 * officer's own region, agency, or the nation; whole names, with a word of more, less, or other letters, and of nobody.
 * Views are filled as their projections would fill them, without a log.
 */
export const searching: Measurement = {
  name: "searching",
  ids: ["search-name"],
  needsLog: false,
  seconds: 60,
  measure,
};

type Kind = "whole" | "letter" | "some" | "word" | "nobody";

async function measure({ folder, size, progress, note }: Given): Promise<Result[]> {
  const keys = await openKeyStore({ file: join(folder, "keys.db"), masterKey: Buffer.alloc(32, 7) });
  const sealing = createSealing(keys);
  const tokens = await lookupTokens(keys);
  const persons = inventPersons(size);
  const file = await fillViewsOfPersons(folder, persons, tokens, sealing, (share) => progress(0.8 * share));
  const readModel = openSqliteReadModel(file);
  // Nothing was recorded, so that nothing took sight away.
  const narrowings = {
    newest: async () => -1,
    narrowsAt: async () => false,
    unsure: async () => ({ streams: new Set<string>(), persons: new Set<string>() }),
  };
  const sight = new Sight(readModel, { head: async () => -1 }, systemClock, narrowings);
  const chance = chances(30);

  async function search(caller: Caller, sought: Sought): Promise<Found> {
    const now = systemClock.now();
    const found = await searchPersons(readModel, tokens, sought, LIMIT, now, {
      conditions: inSight(caller),
      sealed: (ids) => sight.sealedAmong(ids),
      inEmergency: () => sight.inEmergency(caller),
      async visible(ids) {
        const seen = await sight.seen(
          caller,
          ids.map((id) => sightKey("person", id)),
        );
        return ids.filter((id) => seen.has(sightKey("person", id)));
      },
    });
    await openFields(found.candidates, sealing, hiddenFrom(caller, sight), registry.kindOf);
    return found;
  }

  const times: { [kind in Kind]?: number[] } = {};
  const busy: number[] = [];
  let missed = 0;
  for (let i = -SEARCHES_BEFORE; i < SEARCHES; i++) {
    const person = persons[Math.floor(chance() * persons.length)]!;
    const { kind, name } = nameOf(person, chance);
    const caller = callerNear(person, chance);
    // Half of those who ask know about how old the person is.
    const sought = { name, ...(chance() < 0.5 && { birthYear: person.birthYear }) };
    const worked = process.threadCpuUsage();
    const begun = performance.now();
    const { candidates, more } = await search(caller, sought);
    const took = performance.now() - begun;
    const { user, system } = process.threadCpuUsage(worked);
    if (i < 0) continue;
    busy.push((user + system) / 1000);
    (times[kind] ??= []).push(took);
    const isFound = candidates.some((each) => each.person === person.id);
    if (kind !== "nobody" && !isFound && !more) missed++;
    if (i % 100 === 0) progress(0.8 + (0.2 * i) / SEARCHES);
  }
  if (missed > 0)
    note(`search-name: ${missed} of ${SEARCHES} did not find whom they sought, and said that there were no more`);
  readModel.close();
  await keys.close();
  const all = Object.values(times).flat();
  return [
    resultOf("search-name", "ms (p99)", [percentile(all, 0.99)]),
    resultOf("search-name-p50", "ms", [percentile(all, 0.5)]),
    // What the thread worked, without the time in which others had the processor.
    resultOf("search-name-cpu", "ms (p99)", [percentile(busy, 0.99)]),
    resultOf("search-name-cpu-p50", "ms", [percentile(busy, 0.5)]),
    ...Object.entries(times).map(([kind, each]) =>
      resultOf(`search-name-${kind}`, "ms (p99)", [percentile(each, 0.99)]),
    ),
    memoryOf("search-name", process.memoryUsage.rss()),
  ];
}

/** How somebody's name is asked for. */
function nameOf({ name }: InventedPerson, chance: () => number): { kind: Kind; name: string } {
  const drawn = chance();
  if (drawn < 0.5) return { kind: "whole", name: name.join(" ") };
  if (drawn < 0.7) {
    const wrong = Math.floor(chance() * name.length);
    return { kind: "letter", name: name.map((word, i) => (i === wrong ? mistyped(word, chance) : word)).join(" ") };
  }
  if (drawn < 0.85)
    return {
      kind: "some",
      name: chance() < 0.5 ? `${name.toReversed().join(" ")} tambahanku` : name.slice(-2).join(" "),
    };
  if (drawn < 0.95) return { kind: "word", name: name[Math.floor(chance() * name.length)]! };
  return { kind: "nobody", name: `bukansiapa ${Math.floor(chance() * 1e6).toString(36)}xo tiadanya` };
}

/** A letter is left out, or two change places. */
function mistyped(word: string, chance: () => number): string {
  const at = 1 + Math.floor(chance() * (word.length - 2));
  const letters = [...word];
  if (chance() < 0.5) return letters.toSpliced(at, 1).join("");
  return letters.toSpliced(at, 2, letters[at + 1]!, letters[at]!).join("");
}

/** An officer who sees the person, by their agency, district or province, or all persons. */
function callerNear({ agency, origin }: InventedPerson, chance: () => number): Caller {
  const drawn = chance();
  const [province, district] = [origin.slice(0, 2), origin.slice(0, 5)];
  const of = (kind: string, region: string | null, own: string): Caller =>
    ({
      actor: { ...AGENCY_OFFICER, agency: own },
      role: "CASEWORKER",
      jurisdiction: { kind, region, country: null },
      predecessors: [],
      purpose: "PROTECTION",
      lawfulBasis: "PUBLIC_TASK",
    }) as Caller;
  const nowhere = "0f5b6c3e-0000-4000-8000-0000000000aa";
  if (drawn < 0.3) return of("LABOUR_OFFICE", null, agency);
  if (drawn < 0.65) return of("LABOUR_OFFICE", district, nowhere);
  if (drawn < 0.9) return of("BP3MI", province, nowhere);
  return of("COORDINATION", null, nowhere);
}
