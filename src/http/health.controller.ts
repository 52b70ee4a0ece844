import { Permits } from "../access/permit.js";
import { Controller, Get, Inject, Res, VERSION_NEUTRAL } from "@nestjs/common";
import { ApiOperation, ApiTags } from "../described.js";
import type { FastifyReply } from "fastify";
import { setTimeout } from "node:timers/promises";
import { PartReplaced, type EventStore } from "../event-sourcing/stored-event/event-store.js";
import { EVENT_STORE, KEY_STORE, READ_MODEL, READS_STORE } from "../event-sourcing/ports.js";
import type { ReadModel } from "../event-sourcing/projecting/read-model.js";
import type { KeyStore } from "../privacy/key-store.js";
import { viewFaults } from "../event-sourcing/projecting/view-standing.js";

/** How far the views may be behind before the service says that it is not ready. */
const LAG_MS = 1000;

/** How long a part may take to answer. */
const ANSWER_MS = 3000;

/** The views are there, and can't answer. */
class Behind extends Error {}

@ApiTags("health")
@Controller({ path: "health", version: VERSION_NEUTRAL })
export class HealthController {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(READ_MODEL) private readonly views: ReadModel,
    @Inject(READS_STORE) private readonly reads: Pick<EventStore, "head">,
    @Inject(KEY_STORE) private readonly keys: Pick<KeyStore, "find">,
  ) {}

  @Get("live")
  @Permits("NOBODY")
  @ApiOperation({ summary: "The process answers" })
  live() {
    return { status: "live" };
  }

  @Get("ready")
  @Permits("NOBODY")
  @ApiOperation({ summary: "Every part works; else 503, and which part does not" })
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const events = await this.#works(() => this.store.head());
    let parked: number | null = null;
    const views = await this.#works(async () => {
      // Asked of the views themselves, as how far they have come may be remembered.
      parked = (await this.views.parked()).length;
      // Whether they are of these events, and how far, is read of both and not remembered. Views that no newer event
      // can be compared with are as good as they were.
      if (events === "ok") await this.#viewsFollow();
    });
    const reads = await this.#works(() => this.reads.head());
    const keys = await this.#works(() => this.keys.find([]));
    const parts = { events, views, reads, keys };
    const ready = Object.values(parts).every((state) => state === "ok");
    if (!ready) void reply.status(503).header("retry-after", "5");
    return {
      status: ready ? "ready" : "not ready",
      parts,
      parked,
    };
  }

  async #works(look: () => Promise<unknown>): Promise<string> {
    try {
      await answered(look());
      return "ok";
    } catch (error) {
      // What an engine says of itself, a path perhaps, is not for whoever asks.
      if (error instanceof PartReplaced)
        return `${error.part} is not the ${error.kind} that the service was started with`;
      return error instanceof Behind ? error.message : "does not answer";
    }
  }

  async #viewsFollow(): Promise<void> {
    const versions = (await this.views.versions()).filter(({ apart }) => !apart);
    for (const [view, fault] of await viewFaults(this.store, versions)) throw new Behind(`${view} is ${fault}`);
    if (!(await this.views.waitFor(await this.store.head(), LAG_MS))) throw new Behind("behind the events");
  }
}

/** Rejects when the answer does not come in time. */
async function answered<T>(answer: Promise<T>): Promise<T> {
  const over = new AbortController();
  try {
    return await Promise.race([
      answer,
      setTimeout(ANSWER_MS, undefined, { signal: over.signal }).then(() => Promise.reject(new Error("no answer"))),
    ]);
  } finally {
    over.abort();
  }
}
