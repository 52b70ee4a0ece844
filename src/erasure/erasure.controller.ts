import { Body, Controller, HttpCode, Inject, Param, Post, Req, Res } from "@nestjs/common";
import { CommandBus } from "@nestjs/cqrs";
import { ApiHeader, ApiOperation, ApiProperty, ApiResponse, ApiTags } from "@nestjs/swagger";
import type { FastifyReply, FastifyRequest } from "fastify";
import { contextOf } from "../access/caller.js";
import { currentCaller } from "../access/current-caller.js";
import { Permits } from "../access/permit.js";
import { timelineView } from "../timeline/timeline.view.js";
import { CommandHandling, type Answer } from "../event-sourcing/deciding/command-handling.js";
import { anyDecider } from "../event-sourcing/deciding/decider.js";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import { EVENT_STORE, KEY_STORE } from "../event-sourcing/ports.js";
import { NotFound, Rejection } from "../event-sourcing/deciding/rejection.js";
import { CommandAnswer, idempotencyKey, idParam, pathOf, validated, notesOn } from "../http/command-routes.js";
import { Positions } from "../http/positions.js";
import { ViewBehind } from "../event-sourcing/projecting/read-model.js";
import { StreamCommand, withLookedUp } from "../http/stream-command.js";
import { Views } from "../http/views.js";
import { Approvals } from "../person/approvals.js";
import { personAggregate, personOf } from "../person/person.js";
import { PROPOSAL_UNKNOWN } from "../person/second-officer.js";
import type { KeyStore } from "../privacy/key-store.js";
import type { ErasePerson } from "../person/erase-person.js";
import { ErasePersonDto } from "../person/erasure.commands.js";
import { Erasures } from "./erasures.js";
import { findForErasure } from "./found.js";

/** How long the timeline is waited for, and how long an answer waits for keys to be destroyed, in ms. */
const WAIT_MS = 5_000;

export class ErasureAnswer extends CommandAnswer {
  @ApiProperty({ description: "False while the store of the keys does not answer: it is tried until it is done" })
  keysDestroyed!: boolean;
}

const IDEMPOTENT = ApiHeader({
  name: "Idempotency-Key",
  required: true,
  description: "A UUID; a repeat with it gets the first answer",
});

/** The erasure of a person, as another officer proposed it (UU 27/2022 art. 43, 44). */
@ApiTags("persons")
@Controller("persons")
export class ErasureController {
  constructor(
    private readonly bus: CommandBus,
    private readonly handling: CommandHandling,
    private readonly views: Views,
    private readonly positions: Positions,
    private readonly erasures: Erasures,
    private readonly approvals: Approvals,
    @Inject(EVENT_STORE) private readonly events: EventStore,
    @Inject(KEY_STORE) private readonly keys: KeyStore,
  ) {}

  @Post(":id/erasures")
  @Permits("PERSON_ERASE", "person")
  @HttpCode(200)
  @ApiOperation({
    operationId: "person.ErasePerson",
    summary:
      "Erase what another officer proposed to; what figures are made of stays, under an id that no name leads to",
  })
  @IDEMPOTENT
  @ApiResponse({ status: 200, type: ErasureAnswer })
  @ApiResponse({
    status: 409,
    description: "No other officer proposed it, a legal hold stands, or narratives are undecided; nothing was erased",
  })
  async erase(
    @Param("id", idParam) id: string,
    @Body(validated(ErasePersonDto)) body: ErasePersonDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ErasureAnswer> {
    idempotencyKey(request);
    // Before keys are asked for in the name of somebody who is not there.
    if (!(await this.handling.load(personOf(id))).registered) throw new NotFound(`there is no person ${id}`);
    const proposed = await this.approvals.proposal(id, body.proposal);
    if (proposed?.act !== "ERASURE") throw new Rejection(PROPOSAL_UNKNOWN, { proposal: body.proposal });
    const deciders = await this.approvals.deciders("ERASURE", id, body.proposal);
    const { readModel } = this.views;
    // What is recorded up to now is found; what comes later was said after the erasure was asked for.
    if (!(await readModel.waitFor(await this.events.head(), WAIT_MS, timelineView.name))) throw new ViewBehind();
    const found = await findForErasure(id, proposed.scope ?? [], { readModel, keys: this.keys });
    const lookedUp = { deciders, found, narratives: body.narratives ?? [] };
    const command: ErasePerson = withLookedUp(body, lookedUp);
    const answer = await this.#handle("ErasePerson", id, command, request);
    return { ...this.#answered(answer, body, reply), keysDestroyed: await this.#destroyed(id, answer.revision) };
  }

  #handle(command: string, id: string, data: object, request: FastifyRequest): Promise<Answer> {
    return this.bus.execute(
      new StreamCommand(anyDecider(personAggregate), id, command, data, {
        ...contextOf(currentCaller()),
        route: `POST ${pathOf(request)}`,
        key: idempotencyKey(request),
      }),
    );
  }

  #answered({ id, revision, number }: Answer, body: object, reply: FastifyReply): CommandAnswer {
    void reply.header("etag", `"${revision}"`);
    return { id, revision, position: this.positions.of(number), ...notesOn(body) };
  }

  /** The erasure is recorded by now, so no failure here is one of the command. */
  async #destroyed(id: string, revision: number): Promise<boolean> {
    const late = new Promise<boolean>((resolve) => setTimeout(resolve, WAIT_MS, false).unref());
    const destroying = this.events
      .readStream(`person-${id}`, revision)
      .then(([raw]) => this.erasures.destroy(raw!))
      .then(
        () => true,
        () => false,
      );
    return Promise.race([destroying, late]);
  }
}
