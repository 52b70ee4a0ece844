import type { Collection, Db } from "mongodb";
import { StoreUnavailable } from "../../../src/event-sourcing/stored-event/event-store.js";
import type { Chance } from "../../properties/chance.js";

const WRITES = new Set(["insertOne", "updateOne", "updateMany", "bulkWrite", "deleteMany", "createIndex"]);
const READS = new Set(["find", "findOne", "countDocuments"]);
const COMMANDS = new Set(["createCollection", "dropCollection"]);

type Call = (...given: unknown[]) => Promise<unknown>;

/** Writes whose writer was told that they failed, and that arrive later all the same. */
export class LateWrites {
  readonly #calls: (() => Promise<unknown>)[] = [];

  add(call: () => Promise<unknown>): void {
    this.#calls.push(call);
  }

  /** One of them arrives now. */
  async arrive(chance: Chance): Promise<void> {
    const [call] = this.#calls.splice(chance.nat(this.#calls.length), 1);
    await call?.().catch(() => undefined);
  }

  async allArrive(chance: Chance): Promise<void> {
    while (this.#calls.length > 0) await this.arrive(chance);
  }
}

export interface Faults {
  readonly chance: Chance;
  readonly late: LateWrites;
  /** How many of a hundred writes fail, beside the last one. */
  readonly failing: number;
  /** Of the write at which the writer dies, counted from 0. */
  readonly diesAt: number;
}

export interface UnreliableDatabase {
  readonly db: Db;
  readonly isDead: () => boolean;
}

/**
 * A database as one writer sees it. A write that fails was lost, took effect, or takes effect at some later time; from
 * one write on all fail, so that for this writer that was the end.
 */
export function unreliable(real: Db, { chance, late, failing, diesAt }: Faults): UnreliableDatabase {
  let writes = 0;
  const isDead = () => writes > diesAt;

  async function write(call: () => Promise<unknown>): Promise<unknown> {
    writes += 1;
    if (chance.percent(30)) await late.arrive(chance);
    if (!isDead() && !chance.percent(failing)) return call();
    const fate = chance.one(["lost", "done", "late"]);
    if (fate === "done") await call().catch(() => undefined);
    if (fate === "late") late.add(call);
    throw new StoreUnavailable("no answer");
  }

  function watched<Watched extends object>(target: Watched, isWrite: ReadonlySet<string>): Watched {
    return new Proxy(target, {
      get(of, name) {
        const value: unknown = Reflect.get(of, name, of);
        if (typeof value !== "function" || typeof name !== "string") return value;
        const call: Call = value.bind(of) as Call;
        if (name === "collection")
          return (...given: unknown[]) => watched(call(...given) as unknown as Collection, WRITES);
        if (isWrite.has(name)) return (...given: unknown[]) => write(() => call(...given));
        if (!READS.has(name)) return call;
        return (...given: unknown[]) => {
          if (isDead()) throw new StoreUnavailable("no answer");
          return call(...given);
        };
      },
    });
  }

  return { db: watched(real, COMMANDS), isDead };
}
