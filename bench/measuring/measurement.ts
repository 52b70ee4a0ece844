import type { FilledLog } from "../log/fill.ts";
import type { Result } from "../results.ts";
import type { StoreFolder } from "../store.ts";

/** What a measurement is given. Each runs in a process of its own. */
export interface Given {
  /** A folder for its own files, empty. */
  readonly folder: string;
  readonly ids: ReadonlySet<string>;
  /** How much there is to measure with: events of a log, or documents of a view. */
  readonly size: number;
  /** A filled store, for the measurements that need one. */
  readonly log: (FilledLog & { readonly store: StoreFolder }) | null;
  /** How far it has come, 0 to 1. */
  readonly progress: (share: number) => void;
  /** Told to whoever runs the benchmark: why something was left out. */
  readonly note: (text: string) => void;
}

export interface Measurement {
  readonly name: string;
  readonly ids: readonly string[];
  readonly needsLog: boolean;
  /** About how long it takes, in seconds, for the progress bar. */
  readonly seconds: number;
  readonly measure: (given: Given) => Promise<Result[]>;
}

/** Runs one contender over and over for a while; answers how often a second. */
export async function rate(seconds: number, once: () => Promise<unknown> | void): Promise<number> {
  const begun = performance.now();
  const until = begun + seconds * 1000;
  let times = 0;
  let now = begun;
  while (now < until) {
    await once();
    times++;
    now = performance.now();
  }
  return times / ((now - begun) / 1000);
}

/** Contenders in turn, so that whatever slows the machine for a while slows all of them; the first round warms up. */
export async function inRounds<Name extends string>(
  rounds: number,
  contenders: { readonly [K in Name]?: () => Promise<number> },
  progress: (share: number) => void,
): Promise<{ readonly [K in Name]?: readonly number[] } & { readonly memory: { readonly [K in Name]?: number } }> {
  const names = Object.keys(contenders) as Name[];
  const values: { [name: string]: number[] } = Object.fromEntries(names.map((name) => [name, []]));
  const memory: { [name: string]: number } = {};
  for (let round = 0; round <= rounds; round++)
    for (const [i, name] of names.entries()) {
      const value = await contenders[name]!();
      if (round > 0) values[name]!.push(value);
      memory[name] = process.memoryUsage.rss();
      progress((round * names.length + i + 1) / ((rounds + 1) * names.length));
    }
  return { ...values, memory } as never;
}
