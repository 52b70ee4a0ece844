import { randomUUID } from "node:crypto";
import { Body, Controller, HttpCode, Inject, Post, Query, Req } from "@nestjs/common";
import { Type } from "class-transformer";
import type { FastifyRequest } from "fastify";
import { v5 as uuidv5 } from "uuid";
import { agenciesOf } from "../access/caller.js";
import { currentCaller } from "../access/current-caller.js";
import { Permits } from "../access/permit.js";
import { inSight } from "../access/sight.js";
import { orphanedOf } from "../agency/orphaned-work.js";
import { ApiHeader, ApiOperation, ApiTags } from "../described.js";
import type { Clock } from "../event-sourcing/clock.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { CLOCK } from "../event-sourcing/ports.js";
import { idempotencyKey } from "../http/command-headers.js";
import { CommandSender, type Asked } from "../http/command-sender.js";
import { CodeField, IntegerField, ObjectField, PatternField, TextField, UuidField } from "../http/fields.js";
import { problemOf, type ProblemDocument } from "../http/problems.js";
import { DEFAULT_LIMIT, SeenQuery } from "../http/queries.js";
import { withLookedUp } from "../http/stream-command.js";
import { validated } from "../http/validated.js";
import { Views } from "../http/views.js";
import { LIMITS } from "../limits.js";
import type { Masked } from "../privacy/masking.js";
import { ITEM, passingOf, streamOfItem } from "./handing-over.js";
import { pageOfParts } from "./parts-of-list.js";
import { workItemsView, type WorkRow } from "./work-items.view.js";
import { workKey, workOf, type WorkPart } from "./work.controller.js";

const MOST = LIMITS.handoverRows.most;
const ITEM_WORDS = "the name of an item of the list of work";
const ITEM_EXAMPLE = "case/0f5b6c3e-0000-4000-8000-000000000001";

class PreviewQuery extends SeenQuery {
  @IntegerField(1, MOST, { optional: true, description: "Rows of a page; 50 if left out" })
  @Type(() => Number)
  limit?: number;

  @TextField(LIMITS.cursorCharacters.most, { optional: true, description: "The `next` of the page before" })
  after?: string;
}

export class PreviewHandover {
  @UuidField({ optional: true, description: "All that this officer has in one's own office" })
  from?: string;

  @CodeField(["true"], { optional: true, description: "All that is orphaned in one's own office" })
  orphaned?: "true";

  @PatternField(ITEM, ITEM_WORDS, { optional: true, many: true, example: ITEM_EXAMPLE, description: "These items" })
  items?: string[];

  @UuidField({ many: true, description: "Officers of one's own agency; of several each gets one in turn" })
  to!: string[];
}

export class HandoverRow {
  @PatternField(ITEM, ITEM_WORDS, { example: ITEM_EXAMPLE })
  item!: string;

  @IntegerField(0, Number.MAX_SAFE_INTEGER, {
    description: "Of the case or repatriation, as the preview shows it: if it has changed since, the row is refused",
  })
  revision!: number;

  @UuidField({ description: "The officer of one's own agency who gets it" })
  to!: string;
}

export class HandOverWork {
  @ObjectField(() => HandoverRow, { many: true, description: `Up to ${MOST}, each item once` })
  rows!: HandoverRow[];
}

/** What would be handed over, or why it can't be. */
export interface PreviewedRow {
  readonly item: string;
  /** Who has it now; both null for what is not there, or out of sight. */
  readonly agency: string | null;
  readonly officer: string | null;
  readonly due: string | null;
  /** Who would get it; null where it can't be handed over. */
  readonly to: string | Masked | null;
  /** To be sent with the row; null where it can't be handed over. */
  readonly revision: number | null;
  readonly problem: ProblemDocument | null;
}

/** What became of one row. */
export interface HandedOver {
  readonly item: string;
  readonly to: string | Masked;
  readonly result: "DONE" | "REFUSED";
  /** Of the case or repatriation now; null where the row was refused. */
  readonly revision: number | null;
  /** Where this is in the history, for `seen`; null where the row was refused. */
  readonly position: string | null;
  readonly problem: ProblemDocument | null;
}

@ApiTags("work")
@Controller("work")
export class WorkHandovers {
  constructor(
    private readonly views: Views,
    private readonly sender: CommandSender,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post("handover-previews")
  @Permits("WORK_HAND_OVER")
  @HttpCode(200)
  @ApiOperation({
    operationId: "work.previewHandover",
    summary: "See what would be handed over, to whom, and what can't be and why; nothing is changed",
    description:
      "Name one of `from`, `orphaned` and `items`. What is due first comes first. Each row is judged by the rules of the " +
      "handover itself, as things are now; send those without a `problem` to `POST /work/handovers`.",
  })
  async preview(
    @Body(validated(PreviewHandover)) asked: PreviewHandover,
    @Query(validated(PreviewQuery)) { seen, after, limit = DEFAULT_LIMIT }: PreviewQuery,
    @Req() request: FastifyRequest,
  ) {
    assertOneWay(asked);
    if (asked.to.length === 0) throw new InvalidField("invalid-field", "to", "needs at least one officer");
    const { data: rows, ...page } = asked.items
      ? await this.#named(asked.items, seen)
      : await this.#found(asked, { seen, after, limit });
    const receivers = turnsOf(asked.to);
    const data: PreviewedRow[] = [];
    // One after another: whose turn it is follows from what the rows before came to.
    for (const { item, work } of rows) data.push(await this.#previewed(request, item, work, receivers));
    return { ...page, data };
  }

  @Post("handovers")
  @Permits("WORK_HAND_OVER")
  @HttpCode(200)
  @ApiOperation({
    operationId: "work.handOver",
    summary: "Hand work of one's own office to officers there: each row is done, or refused with its problem",
    description:
      "Each row is recorded by itself, under the revision that it names: a refused one changes nothing of the others. A " +
      "repeat with the same key answers what was done, and tries again what was refused. Who had it finds it under " +
      "`GET /work?handedOver=true`, and who has it now sees there from whom it came (`former`).",
  })
  @ApiHeader({ name: "Idempotency-Key", required: true, description: "A UUID; a repeat with it does no row twice" })
  async handOver(
    @Body(validated(HandOverWork)) { rows }: HandOverWork,
    @Req() request: FastifyRequest,
  ): Promise<{ readonly data: readonly HandedOver[] }> {
    const key = idempotencyKey(request);
    if (rows.length > MOST) throw new InvalidField("invalid-field", "rows", `has more than ${MOST} rows`);
    const twice = rows.findIndex(({ item }, i) => rows.findIndex((each) => each.item === item) !== i);
    if (twice >= 0) throw new InvalidField("invalid-field", `rows.${twice}.item`, "is there twice");
    const done = new Map<string, HandedOver>();
    const streams = [...Map.groupBy(rows, ({ item }) => streamOfItem(item)).values()];
    const taken = await Promise.allSettled(streams.map((own) => this.#takeInTurn(request, own, key, done)));
    for (const each of taken) if (each.status === "rejected") throw each.reason;
    return { data: rows.map(({ item }) => done.get(item)!) };
  }

  /** Rows of one stream: each is held against the revision that the one before it made. */
  async #takeInTurn(request: FastifyRequest, rows: readonly HandoverRow[], key: string, done: Map<string, HandedOver>) {
    const made = new Map<number, number>();
    for (const { item, revision, to } of rows) {
      try {
        const asked = await this.#asked(item, to, uuidv5(item, key));
        const answer = await this.sender.send(request, { ...asked, ifMatch: made.get(revision) ?? revision });
        made.set(revision, answer.revision);
        const { position } = this.sender.shown(answer);
        done.set(item, { item, to, result: "DONE", revision: answer.revision, position, problem: null });
      } catch (error) {
        const { problem } = problemOf(error, true);
        // A fault of the service is no answer to a row; a repeat with the same key finds what was done.
        if (problem.status === 500) throw error;
        done.set(item, { item, to, result: "REFUSED", revision: null, position: null, problem });
      }
    }
  }

  async #previewed(
    request: FastifyRequest,
    item: string,
    work: WorkRow["work"] | undefined,
    receivers: Turns,
  ): Promise<PreviewedRow> {
    const row = { item, agency: work?.agency ?? null, officer: work?.officer ?? null, due: work?.due ?? null };
    let first: ProblemDocument | undefined;
    for (const to of receivers.fromNext()) {
      try {
        const revision = await this.sender.wouldTake(request, await this.#asked(item, to, randomUUID()));
        receivers.took(to);
        return { ...row, to, revision, problem: null };
      } catch (error) {
        const { problem } = problemOf(error);
        if (problem.status === 500) throw error;
        first ??= problem;
      }
    }
    return { ...row, to: null, revision: null, problem: first! };
  }

  /** @throws NotFound for what is not there, or out of sight; Rejection for what nobody is given */
  async #asked(item: string, officer: string, key: string): Promise<Asked<never> & { readonly id: string }> {
    const caller = currentCaller();
    const { category, id, decider, name, part } = passingOf(item);
    await this.views.sight.assertSees(caller, category, id, false);
    const data = withLookedUp({ ...part, agency: caller.actor.agency, officer }, { offices: agenciesOf(caller) });
    return { decider, id, name, data, key };
  }

  async #named(items: readonly string[], seen: string | undefined) {
    if (items.length > MOST) throw new InvalidField("invalid-field", "items", `has more than ${MOST} items`);
    const dataAsOf = await this.views.upTo(workItemsView.name, seen);
    const rows = await this.views.readModel.getMany<WorkRow>(workItemsView.name, items);
    const visible = await this.views.sight.seen(currentCaller(), rows.map(workKey), "whole");
    const shown = new Map(rows.filter((row) => visible.has(workKey(row))).map((row) => [row.id, row.work]));
    return { data: [...new Set(items)].map((item) => ({ item, work: shown.get(item) })), dataAsOf };
  }

  async #found(
    { from, orphaned }: PreviewHandover,
    { seen, after, limit }: { seen: string | undefined; after: string | undefined; limit: number },
  ) {
    const caller = currentCaller();
    const agencies = agenciesOf(caller);
    const isOrphaned = orphaned && (await orphanedOf(this.views.readModel, agencies, this.clock.now()));
    const parts = agencies.map((agency): WorkPart => ({
      ...workOf({ officer: from, agency }),
      ...(isOrphaned && { isFor: ({ work }) => isOrphaned(work) }),
    }));
    const page = await pageOfParts(parts, { limit, after }, ({ where, sort, isFor }, place) => {
      const query = { where: [...where, ...inSight(caller)], sort, ...place };
      return this.views.rows<WorkRow>(workItemsView.name, query, seen, ({ work }) => work.id, workKey, isFor);
    });
    return { ...page, data: page.data.map(({ id: item, work }) => ({ item, work })) };
  }
}

function assertOneWay({ from, orphaned, items }: PreviewHandover): void {
  const ways = Object.entries({ from, orphaned, items }).filter(([, value]) => value !== undefined);
  if (ways.length !== 1)
    throw new InvalidField("invalid-field", ways[1]?.[0] ?? "from", "name one of `from`, `orphaned` and `items`");
}

/** Whose turn it is to get something. */
interface Turns {
  /** All of them, beginning with whose turn it is. */
  readonly fromNext: () => readonly string[];
  readonly took: (officer: string) => void;
}

function turnsOf(officers: readonly string[]): Turns {
  const queue = [...new Set(officers)];
  return {
    fromNext: () => [...queue],
    took: (officer) => {
      queue.splice(queue.indexOf(officer), 1);
      queue.push(officer);
    },
  };
}
