import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { RawEvent, ReadyEvent } from "../../../src/event-sourcing/stored-event/event-store.js";
import { endedAfterTest } from "../../processes.js";

type Reply = { readonly request: number; readonly answer?: unknown; readonly error?: string };

/** A store in a process of its own, which is killed and started again; requests wait while there is none. */
export class KilledStore {
  #child: ChildProcess | undefined;
  #requests = 0;
  readonly #pending = new Map<number, (reply: Reply | "unknown") => void>();
  /** Appends of which a kill took away the answer. */
  unknownOutcomes = 0;

  constructor(private readonly folder: string) {}

  async start(): Promise<void> {
    const child = endedAfterTest(
      fork(fileURLToPath(new URL("store-process.mjs", import.meta.url)), [this.folder], {
        serialization: "advanced",
        execArgv: ["--disable-warning=ExperimentalWarning"],
      }),
    );
    const [first] = await Promise.race([once(child, "message"), once(child, "exit")]);
    if (first !== "ready") throw new Error(`the store's process ended with ${String(first)}`);
    child.on("message", (reply: Reply) => this.#settle(reply.request, reply));
    this.#child = child;
  }

  async kill(): Promise<void> {
    const child = this.#child!;
    this.#child = undefined;
    child.kill("SIGKILL");
    await once(child, "close");
    for (const request of this.#pending.keys()) this.#settle(request, "unknown");
  }

  /** @returns whether the event is known to be stored; false for a conflict, and for an unknown outcome */
  async append(stream: string, expected: number, event: ReadyEvent): Promise<boolean> {
    const reply = await this.#ask({ append: { stream, expected, events: [event] } });
    if (reply === "unknown") this.unknownOutcomes++;
    else if (reply.error !== undefined && reply.error !== "RevisionConflict") throw new Error(reply.error);
    return reply !== "unknown" && reply.error === undefined;
  }

  async readStream(stream: string, from: number): Promise<RawEvent[]> {
    for (;;) {
      const reply = await this.#ask({ read: { stream, from } });
      if (reply === "unknown") continue;
      if (reply.error !== undefined) throw new Error(reply.error);
      return reply.answer as RawEvent[];
    }
  }

  async #ask(what: object): Promise<Reply | "unknown"> {
    while (!this.#child) await setTimeout(1);
    const child = this.#child;
    const request = this.#requests++;
    return new Promise((resolve) => {
      this.#pending.set(request, resolve);
      // A child that is just dying gives an error here; its end settles the request.
      child.send({ request, ...what }, () => {});
    });
  }

  #settle(request: number, reply: Reply | "unknown"): void {
    this.#pending.get(request)?.(reply);
    this.#pending.delete(request);
  }
}
