import { answered } from "./answered.js";
import { Permits } from "../access/permit.js";
import { Controller, Get, Inject, Res, VERSION_NEUTRAL } from "@nestjs/common";
import { ApiOperation, ApiTags } from "../described.js";
import type { FastifyReply } from "fastify";
import { PartReplaced, type EventStore } from "../event-sourcing/stored-event/event-store.js";
import { EVENT_STORE, KEY_STORE, READ_MODEL, READS_STORE, VIEWS_PROGRESS } from "../event-sourcing/ports.js";
import type { ReadModel } from "../event-sourcing/projecting/read-model.js";
import type { KeyStore } from "../privacy/key-store.js";
import type { ViewProgress, ViewsProgress } from "../event-sourcing/projecting/views-progress.js";
import { viewFaults } from "../event-sourcing/projecting/view-standing.js";

/** How far the views may be behind before the service says that it is not ready. */
const LAG_MS = 1000;

/** A version of a view that is late, or is being built. */
type LateView = Omit<ViewProgress, "projection" | "log" | "checkpoint" | "late" | "state"> & { readonly view: string };

function lateView({
  projection,
  log: _log,
  checkpoint: _checkpoint,
  late: _late,
  state: _state,
  ...progress
}: ViewProgress): LateView {
  return { view: projection, ...progress };
}

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
    @Inject(VIEWS_PROGRESS) private readonly progress: Pick<ViewsProgress, "look">,
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
    let parked = null as number | null;
    let late: readonly LateView[] = [];
    const views = await this.#works(async () => {
      // Asked of the views themselves, as how far they have come may be remembered.
      parked = (await this.views.parked()).length;
      // Whether they are of these events, and how far, is read of both and not remembered. Views that no newer event
      // can be compared with are as good as they were.
      if (events !== "ok") return;
      // Nobody waits for a build that is kept to go back to, or was cancelled.
      const awaited = (await this.progress.look()).filter(({ state }) => state === undefined);
      const progress = awaited.filter((each) => each.late || !each.serving);
      late = progress.map(lateView);
      await this.#viewsFollow(progress);
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
      late,
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

  async #viewsFollow(progress: readonly ViewProgress[]): Promise<void> {
    const versions = (await this.views.versions()).filter(({ apart }) => !apart);
    for (const [view, fault] of await viewFaults(this.store, versions)) throw new Behind(`${view} is ${fault}`);
    const stalled = progress.find((each) => each.stalled);
    if (stalled !== undefined) throw new Behind(`${stalled.projection} has stalled`);
    if (!(await this.views.waitFor(await this.store.head(), LAG_MS))) throw new Behind("behind the events");
  }
}
