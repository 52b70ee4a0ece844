import { Permits } from "../access/permit.js";
import { requestContext } from "../access/request-context.js";
import { idsIn } from "../access/ids-in.js";
import { Body, Controller, Get, HttpCode, Post, Req } from "@nestjs/common";
import type { FastifyRequest } from "fastify";
import { ApiHeader, ApiOperation, ApiTags } from "../described.js";
import { NotFound } from "../event-sourcing/deciding/rejection.js";
import { type CommandAnswer } from "../http/command-answer.js";
import { validated } from "../http/validated.js";
import { idempotencyKey } from "../http/command-headers.js";
import { CommandSender } from "../http/command-sender.js";
import { IntegerField, NarrativeField, TextField } from "../http/fields.js";
import { Views } from "../http/views.js";
import { storeAggregate } from "./store.js";
import { parkedInView, type ParkedInView } from "./view-builds.js";

export class RetryParked {
  @TextField(100)
  projection!: string;

  @TextField(200)
  subject!: string;
}

export class DiscardParked extends RetryParked {
  @TextField(200, { description: "Stream of the event that parked the subject" })
  stream!: string;

  @IntegerField(0, Number.MAX_SAFE_INTEGER, { description: "Its revision there" })
  revision!: number;

  @NarrativeField({ description: "Why this view may go on without it" })
  reason!: string;
}

/** What an operator sees of the views, and may do about what they could not take. */
@ApiTags("operations")
@Controller("parked")
export class OperationsController {
  constructor(
    private readonly views: Views,
    private readonly sender: CommandSender,
  ) {}

  @Get()
  @Permits("OPERATE")
  @ApiOperation({ summary: "Subjects that a view has parked, and the event that did it" })
  async list(): Promise<{ data: readonly ParkedInView[] }> {
    const data = (await this.views.readModel.parked()).map(parkedInView);
    // Whoever is to take or discard it must name it; of whose id it is they are told nothing else.
    requestContext()!.disclosed = [...idsIn(data)];
    return { data };
  }

  @Post("retries")
  @Permits("OPERATE")
  @HttpCode(200)
  @ApiOperation({ summary: "Take the waiting events of a subject again; answers how many still wait" })
  @ApiHeader({ name: "Idempotency-Key", required: true })
  async retry(
    @Body(validated(RetryParked)) body: RetryParked,
    @Req() request: FastifyRequest,
  ): Promise<CommandAnswer & { waiting: number }> {
    const { projection, subject } = body;
    const parked = async () =>
      (await this.views.readModel.parked()).find((each) => each.projection === projection && each.subject === subject);
    if (!(await parked())) throw new NotFound(`${projection} has not parked ${subject}`);
    const answer = await this.#send("RetryParkedSubject", body, request);
    await this.views.upTo(projection, answer.position);
    const still = await parked();
    return { ...answer, waiting: still ? still.waiting + 1 : 0 };
  }

  @Post("discards")
  @Permits("OPERATE")
  @HttpCode(200)
  @ApiOperation({ summary: "Give up the event that parked a subject, for one view, with a reason" })
  @ApiHeader({ name: "Idempotency-Key", required: true })
  async discard(
    @Body(validated(DiscardParked)) body: DiscardParked,
    @Req() request: FastifyRequest,
  ): Promise<CommandAnswer> {
    await this.views.sight.assertMayGiveUp(body.projection, body.stream, body.revision);
    return this.#send("DiscardParkedEvent", body, request);
  }

  async #send(name: string, data: object, request: FastifyRequest): Promise<CommandAnswer> {
    const key = idempotencyKey(request);
    const answer = await this.sender.send(request, { decider: storeAggregate, id: "", name, data, key });
    return { ...this.sender.shown(answer), id: "store" };
  }
}
