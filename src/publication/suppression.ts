import type { Highs, Model } from "highs";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { FEWEST_TOLD } from "../figures/small-cells.js";

/** A number of a table, or of several that have it. */
export interface Quantity {
  readonly key: string;
  readonly value: number;
  /** What everybody knows of it by how tables are made. */
  readonly least: number;
  readonly most: number;
  /** What it is worth beside others: of two that would do, that which is worth less is suppressed. */
  readonly worth: number;
}

/** What everybody knows to hold: least <= sum of times × number <= most. */
export interface Relation {
  readonly terms: readonly (readonly [key: string, times: number])[];
  readonly least: number;
  readonly most: number;
}

/** Numbers that are published together. */
export interface Numbers {
  readonly quantities: readonly Quantity[];
  readonly relations: readonly Relation[];
}

/** What a published number may not let anybody know of a suppressed one: that it is not any of 0 to 4. */
const MOST_HIDDEN = FEWEST_TOLD - 1;
/** Numbers are whole: less than this is the solver's own error. */
const TOLERANCE = 1e-6;

const NOT_HIDDEN: Rule = {
  id: "tables-not-hidden",
  source: "[design] nobody may work out a suppressed number",
  en: "A small number in a public table could be worked out, whatever else were suppressed",
  indonesian: "Angka kecil pada tabel publik masih dapat dihitung kembali, apa pun yang disembunyikan",
};

/** Model statuses of HiGHS. */
const OPTIMAL = 7;
const UNBOUNDED = [9, 10];

/** HiGHS, as WebAssembly; loaded when somebody publishes. */
async function loadSolver(): Promise<Highs> {
  // Its types are those of a CommonJS module, and what is loaded is an ES module.
  const { default: load } = (await import("highs")) as unknown as { readonly default: () => Promise<Highs> };
  return load();
}

let loaded: Promise<Highs> | undefined;

function solver(): Promise<Highs> {
  loaded ??= loadSolver();
  // What failed once may be there the next time.
  loaded.catch(() => (loaded = undefined));
  return loaded;
}

/** Whether it is suppressed for what it says itself. Nought is, too: else a suppressed number were known not to be nought. */
export function isSmall({ value }: Pick<Quantity, "value">): boolean {
  return value < FEWEST_TOLD;
}

/**
 * The keys of numbers that are not published: those of fewer than five, and as few others as it takes that nobody can
 * work one of these back to less than 0 to 4, from what is published and how tables are made.
 *
 * For each small number, and each end of 0 to 4, the solver finds other numbers that would look the same and have it
 * there, changing as few published ones as it can (Kelly, Golden and Assad 1992); those that change are suppressed. In
 * the end each that turns out not to be needed is published again.
 * @throws Rejection tables-not-hidden where there are none, or these do not stand up to `narrowed`
 */
export async function suppressed(numbers: Numbers): Promise<ReadonlySet<string>> {
  const small = new Set(numbers.quantities.filter(isSmall).map(({ key }) => key));
  if (small.size === 0) return small;
  const highs = await solver();
  const search = new Search(highs, numbers, small);
  try {
    await search.hideMore();
    await search.publishAgain();
  } finally {
    search.end();
  }
  const told = await narrowed(numbers, search.hidden);
  if (told.length > 0) throw new Rejection(NOT_HIDDEN);
  return search.hidden;
}

/**
 * What somebody can work out who has the published numbers and a solver: the small ones that are hidden, and can't have
 * been all of 0 to 4.
 */
export async function narrowed(numbers: Numbers, hidden: ReadonlySet<string>): Promise<readonly string[]> {
  const highs = await solver();
  const { quantities } = numbers;
  const model = highs.createModel({
    numCols: quantities.length,
    numRows: numbers.relations.length,
    colCost: quantities.map(() => 0),
    colLower: quantities.map(({ key, value, least }) => (hidden.has(key) ? least : value)),
    colUpper: quantities.map(({ key, value, most }) => (hidden.has(key) ? most : value)),
    ...relationsOf(numbers, 1),
  });
  const told: string[] = [];
  try {
    model.options.set({ output_flag: false });
    for (const [i, quantity] of quantities.entries()) {
      if (!isSmall(quantity)) continue;
      if (!hidden.has(quantity.key)) throw new Error(`${quantity.key} is small, and published`);
      const end = async (sense: 1 | -1): Promise<number> => {
        model.changeColCost(i, sense);
        const status = await solve(model);
        const found = status === OPTIMAL ? model.getSolution().colValue[i]! : undefined;
        model.changeColCost(i, 0);
        if (UNBOUNDED.includes(status)) return sense === 1 ? -Infinity : Infinity;
        if (found === undefined) throw new Error(`the solver ended with status ${status}`);
        return found;
      };
      if ((await end(1)) > TOLERANCE || (await end(-1)) < MOST_HIDDEN - TOLERANCE) told.push(quantity.key);
    }
  } finally {
    model.dispose();
  }
  return told;
}

/** Solves, and lets others have the thread. */
async function solve(model: Model): Promise<number> {
  model.run();
  await new Promise((resolve) => setImmediate(resolve));
  return model.getModelStatus();
}

/**
 * The relations as rows of a model.
 * @param parts variables of each number: 1, or 2 for what it goes up and what it goes down
 */
function relationsOf({ quantities, relations }: Numbers, parts: 1 | 2) {
  const places = new Map(quantities.map(({ key }, i) => [key, i]));
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (const { terms } of relations) {
    for (const [key, times] of terms) {
      const place = places.get(key)! * parts;
      indices.push(...(parts === 1 ? [place] : [place, place + 1]));
      values.push(...(parts === 1 ? [times] : [times, -times]));
    }
    starts.push(indices.length);
  }
  const now = relations.map(({ terms }) =>
    parts === 1 ? 0 : terms.reduce((sum, [key, times]) => sum + times * quantities[places.get(key)!]!.value, 0),
  );
  return {
    rowLower: relations.map(({ least }, i) => least - now[i]!),
    rowUpper: relations.map(({ most }, i) => most - now[i]!),
    matrix: {
      format: "csr" as const,
      numRows: relations.length,
      numCols: quantities.length * parts,
      starts,
      indices,
      values,
    },
  };
}

/** A small number, and an end of 0 to 4 to which others must be able to bring it. */
interface Aim {
  readonly place: number;
  readonly up: number;
  readonly down: number;
}

/** Looks for numbers to hide, in a model of what each number would go up or down by. */
class Search {
  readonly hidden: Set<string>;
  readonly #model: Model;
  readonly #aims: readonly Aim[];
  /** By aim: the places of numbers that are hidden for it. */
  readonly #used = new Map<Aim, ReadonlySet<number>>();

  constructor(
    highs: Highs,
    private readonly numbers: Numbers,
    private readonly small: ReadonlySet<string>,
  ) {
    const { quantities } = numbers;
    this.hidden = new Set(small);
    this.#aims = quantities.flatMap(({ key, value }, place): Aim[] => {
      if (!small.has(key)) return [];
      const [up, down] = [MOST_HIDDEN - value, value];
      return [...(up > 0 ? [{ place, up, down: 0 }] : []), ...(down > 0 ? [{ place, up: 0, down }] : [])];
    });
    const most = quantities.flatMap((_, place) => this.#mostOf(place));
    this.#model = highs.createModel({
      numCols: quantities.length * 2,
      numRows: numbers.relations.length,
      colCost: quantities.flatMap((quantity) => {
        const cost = small.has(quantity.key) ? 0 : quantity.worth;
        return [cost, cost];
      }),
      colLower: most.map(() => 0),
      colUpper: most,
      ...relationsOf(numbers, 2),
    });
    this.#model.options.set({ output_flag: false });
  }

  end(): void {
    this.#model.dispose();
  }

  async hideMore(): Promise<void> {
    for (const aim of this.#aims) {
      const used = await this.#reach(aim);
      if (used === undefined) throw new Rejection(NOT_HIDDEN);
      for (const place of used) this.#hide(place);
    }
  }

  /** What was hidden for one number may have become needless by what was hidden for others. */
  async publishAgain(): Promise<void> {
    const { quantities } = this.numbers;
    for (const [place, { key }] of quantities.entries()) if (!this.hidden.has(key)) this.#fix(place);
    const more = [...quantities.entries()].filter(([, { key }]) => this.hidden.has(key) && !this.small.has(key));
    // What tells most comes first.
    for (const [place, { key }] of more.toSorted(([, a], [, b]) => b.worth - a.worth || b.value - a.value)) {
      this.#fix(place);
      let needed = false;
      for (const aim of this.#aims)
        if (!needed && this.#used.get(aim)!.has(place)) needed = (await this.#reach(aim)) === undefined;
      if (needed) this.#free(place);
      else this.hidden.delete(key);
    }
  }

  /** Places of what changes where the aim is reached; undefined where it can't be. */
  async #reach(aim: Aim): Promise<ReadonlySet<number> | undefined> {
    const { place, up, down } = aim;
    this.#bound(place, [up, up], [down, down]);
    const status = await solve(this.#model);
    const changes = status === OPTIMAL ? this.#model.getSolution().colValue : undefined;
    const [mostUp, mostDown] = this.#mostOf(place);
    this.#bound(place, [0, mostUp], [0, mostDown]);
    if (changes === undefined) return undefined;
    const used = new Set<number>();
    for (let i = 0; i < this.numbers.quantities.length; i++)
      if (Math.abs(changes[2 * i]! - changes[2 * i + 1]!) > TOLERANCE) used.add(i);
    this.#used.set(aim, used);
    return used;
  }

  #hide(place: number): void {
    const { key } = this.numbers.quantities[place]!;
    if (this.hidden.has(key)) return;
    this.hidden.add(key);
    this.#model.changeColCost(2 * place, 0);
    this.#model.changeColCost(2 * place + 1, 0);
  }

  #fix(place: number): void {
    this.#bound(place, [0, 0], [0, 0]);
  }

  #free(place: number): void {
    const [up, down] = this.#mostOf(place);
    this.#bound(place, [0, up], [0, down]);
  }

  #bound(place: number, [leastUp, mostUp]: Range, [leastDown, mostDown]: Range): void {
    this.#model.changeColBounds(2 * place, leastUp, mostUp);
    this.#model.changeColBounds(2 * place + 1, leastDown, mostDown);
  }

  /** By how much a number can go up and down. */
  #mostOf(place: number): Range {
    const { value, least, most } = this.numbers.quantities[place]!;
    return [most - value, value - least];
  }
}

type Range = readonly [number, number];
