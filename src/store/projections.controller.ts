import { setTimeout as delay } from "node:timers/promises";
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req } from "@nestjs/common";
import type { FastifyRequest } from "fastify";
import { Permits } from "../access/permit.js";
import { requestContext } from "../access/request-context.js";
import { ApiHeader, ApiOperation, ApiTags } from "../described.js";
import { NotFound } from "../event-sourcing/deciding/rejection.js";
import { EVENT_STORE, VIEWS_PROGRESS } from "../event-sourcing/ports.js";
import { VIEW_ORDERS, ViewOrdered, type ViewOrder } from "../event-sourcing/projecting/view-ordered.js";
import type { OrderOutcome } from "../event-sourcing/projecting/view-store.js";
import type { ViewsProgress } from "../event-sourcing/projecting/views-progress.js";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import type { CommandAnswer } from "../http/command-answer.js";
import { idempotencyKey } from "../http/command-headers.js";
import { CommandSender } from "../http/command-sender.js";
import { CodeField, PatternField, TextField } from "../http/fields.js";
import { withLookedUp } from "../http/stream-command.js";
import { validated } from "../http/validated.js";
import { Views } from "../http/views.js";
import { storeAggregate } from "./store.js";
import { parkedInView, viewsInOperation, type ParkedInView, type ViewInOperation } from "./view-builds.js";

/** How long an order is waited for; whoever asks later finds what became of it. */
const WAIT_MS = 5_000;
const LOOK_MS = 20;

export class OrderView {
  @TextField(100, { description: "Name of the view" })
  projection!: string;

  @CodeField(VIEW_ORDERS, {
    description: `REBUILD: build the view anew beside the build that is served. CANCEL, RESUME: stop building one, and go on where it was stopped. VERIFY: compare a build with the log, document by document. SWITCH: serve a build that has come to the end of the log and is found right; the one before is kept. ROLL_BACK: serve the one that was kept. DROP: take one away that is not served`,
  })
  order!: ViewOrder;

  @PatternField(/^\d{1,9}\.\d{1,9}$/, "a version and a number, as GET projections lists them", {
    optional: true,
    example: "4.57",
    description: "The build that it is about; left out: the only one of which it can be ordered",
  })
  build?: string;
}

export interface OrderedView {
  /** Number of the order: `GET projections/orders/<order>` tells what became of it. */
  readonly order: number;
  /** Null while it is not done yet. */
  readonly outcome: OrderOutcome | null;
}

/** How an operator looks after the views: what is built, checked, served and kept of each. */
@ApiTags("operations")
@Controller("projections")
export class ProjectionsController {
  constructor(
    private readonly views: Views,
    private readonly sender: CommandSender,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(VIEWS_PROGRESS) private readonly progress: Pick<ViewsProgress, "look">,
  ) {}

  @Get()
  @Permits("OPERATE")
  @ApiOperation({ summary: "Every view: its builds, how far each is, and how many subjects it has parked" })
  async list(): Promise<{ data: readonly ViewInOperation[] }> {
    return { data: await this.#all() };
  }

  @Get(":projection")
  @Permits("OPERATE")
  @ApiOperation({ summary: "One view: its builds, and what it has parked" })
  async one(
    @Param("projection") projection: string,
  ): Promise<{ data: ViewInOperation & { readonly parkedSubjects: readonly ParkedInView[] } }> {
    const view = (await this.#all()).find((each) => each.projection === projection);
    if (view === undefined) throw new NotFound(`there is no view ${projection}`);
    const parked = await this.views.readModel.parked();
    const parkedSubjects = parked.filter((each) => each.projection === projection).map(parkedInView);
    // Whoever is to take or discard it must name it; of whose id it is they are told nothing else.
    disclose(parkedSubjects.flatMap(({ subject, stream }) => [subject, stream]));
    return { data: { ...view, parkedSubjects } };
  }

  @Post("orders")
  @Permits("OPERATE")
  @HttpCode(200)
  @ApiOperation({ summary: "Order something of a view; answers what became of it, if that is known within 5 seconds" })
  @ApiHeader({ name: "Idempotency-Key", required: true })
  async order(
    @Body(validated(OrderView)) body: OrderView,
    @Req() request: FastifyRequest,
  ): Promise<CommandAnswer & OrderedView> {
    const key = idempotencyKey(request);
    const data = withLookedUp(body, { views: await this.#all() });
    const answer = await this.sender.send(request, { decider: storeAggregate, id: "", name: "OrderOfView", data, key });
    const outcome = await this.#outcomeOf(answer.revision, WAIT_MS);
    return { ...this.sender.shown(answer), id: "store", order: answer.revision, outcome };
  }

  @Get("orders/:order")
  @Permits("OPERATE")
  @ApiOperation({ summary: "What became of an order about a view" })
  async outcome(@Param("order") order: string): Promise<{ data: OrderedView }> {
    const revision = /^\d{1,9}$/.test(order) ? Number(order) : -1;
    const [raw] = revision < 0 ? [] : await this.store.readStream("store", revision);
    if (raw?.type !== ViewOrdered.type) throw new NotFound(`there is no order ${order}`);
    return { data: { order: revision, outcome: await this.#outcomeOf(revision, 0) } };
  }

  #all(): Promise<readonly ViewInOperation[]> {
    return viewsInOperation(this.progress, this.views.readModel);
  }

  async #outcomeOf(revision: number, waitMs: number): Promise<OrderOutcome | null> {
    const [raw] = await this.store.readStream("store", revision);
    for (const end = performance.now() + waitMs; ;) {
      const outcome = await this.views.readModel.outcomeOf(raw!.id);
      // Whose documents differ is what the operator asks.
      if (outcome !== undefined) {
        disclose((outcome.verified?.differences ?? []).flatMap(({ document, subject }) => [document, subject ?? ""]));
        return outcome;
      }
      if (performance.now() >= end) return null;
      await delay(LOOK_MS);
    }
  }
}

/** Ids within these texts, which the gate would hide from who sees nobody. */
function disclose(texts: readonly string[]): void {
  const ids = texts.flatMap((text) => text.toLowerCase().match(UUIDS) ?? []);
  requestContext()!.disclosed = [...new Set(ids)];
}

const UUIDS = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
