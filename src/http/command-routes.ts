import {
  Body,
  Controller,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
  type PipeTransform,
  type Type,
} from "@nestjs/common";
import { ModuleRef } from "@nestjs/core";
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiResponse, ApiTags } from "../described.js";
import type { FastifyReply, FastifyRequest } from "fastify";
import { concealed } from "../access/concealed.js";
import { Permits } from "../access/permit.js";
import type { Permission } from "../access/policy.js";
import { CORRECT_FACT } from "../event-sourcing/deciding/correcting.js";
import { anyDecider, type AnyDecider } from "../event-sourcing/deciding/decider.js";
import { Reactions } from "../event-sourcing/reacting/reactions.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { CommandAnswer, notesOn } from "./command-answer.js";
import { idempotencyKey, ifMatch } from "./command-headers.js";
import { CommandSender } from "./command-sender.js";
import type { DeclaredCommand, DeclaredDecider } from "./command.js";
import { CorrectFactDto } from "./correct-fact.js";
import { idParam, pathOf } from "./ids-in-path.js";
import { assertOfItsTime } from "./late-facts.js";
import { withLookedUp } from "./stream-command.js";
import { validated } from "./validated.js";

/** A command with its route. */
type Routed = DeclaredCommand<never> & { readonly route: NonNullable<DeclaredCommand<never>["route"]> };

/** How long an answer may wait for what follows elsewhere; it is sent all the same after that. */
const SETTLE_MS = 3000;

/**
 * A controller with one route per command of a decider, and the correction that every aggregate takes.
 * @param permission what a command needs that names none itself
 * @param more.correctable false where every fact follows from others, and nothing is corrected by itself
 */
export function commandRoutes<State>(
  decider: DeclaredDecider<State>,
  base: string,
  permission: Permission,
  { correctable = true }: { readonly correctable?: boolean } = {},
): Type {
  @ApiTags(base)
  @Controller(base)
  class CommandController {
    constructor(
      readonly sender: CommandSender,
      readonly reactions: Reactions,
      readonly modules: ModuleRef,
    ) {}
  }
  const correction: Routed = {
    name: CORRECT_FACT,
    // Decided by the command handling itself, for every aggregate alike.
    decide: () => [],
    route: {
      path: "corrections",
      body: CorrectFactDto,
      summary: "Correct a recorded fact, personal field or time",
      // What rested on the fact is judged anew.
      settles: true,
      permission: concealed(decider.category) === null ? permission : "FACT_CORRECT",
    },
  };
  const routed = (decider.commands as readonly DeclaredCommand<never>[]).filter(
    (each): each is Routed => "route" in each,
  );
  for (const each of [...routed, ...(correctable ? [correction] : [])])
    addRoute(CommandController, anyDecider(decider), each, permission);
  Object.defineProperty(CommandController, "name", { value: `${base}-commands` });
  return CommandController;
}

interface CommandController {
  readonly sender: CommandSender;
  readonly reactions: Reactions;
  readonly modules: ModuleRef;
}

function addRoute(
  controller: Type<CommandController>,
  decider: AnyDecider,
  { name, route }: Routed,
  byDefault: Permission,
): void {
  const creates = route.path === undefined;
  const method = async function (
    this: CommandController,
    body: object,
    params: { id?: string },
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<CommandAnswer> {
    const named = params.id === undefined ? undefined : idParam.transform(params.id);
    if (route.lateFact) assertOfItsTime(body);
    const headers = { key: idempotencyKey(request), ifMatch: ifMatch(request, creates || route.unseen === true) };
    const command = () => this.sender.commandIdOf(request, headers.key);
    const id = named ?? (await route.idOf?.(this.modules, body as never, command()));
    const lookedUp = await route.looksUp?.(this.modules, id!, body as never);
    const data = lookedUp ? withLookedUp(body, lookedUp) : body;
    const answer = await this.sender.send(request, { decider, id, name, data, ...headers });
    if (route.settles === true) await this.reactions.settled(answer.number, SETTLE_MS, answer.correlation);
    void reply.header("etag", `"${answer.revision}"`);
    if (creates) void reply.header("location", `${pathOf(request)}/${answer.id}`);
    return {
      ...this.sender.shown(answer),
      ...notesOn(body),
      ...(await route.answers?.more(this.modules, answer, body as never)),
    };
  };
  const { prototype } = controller;
  Object.defineProperty(prototype, name, { value: method, writable: true, configurable: true });
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name)!;
  const decorate = (decorator: MethodDecorator) => decorator(prototype, name, descriptor);
  Body(validated(route.body))(prototype, name, 0);
  Param()(prototype, name, 1);
  Req()(prototype, name, 2);
  Res({ passthrough: true })(prototype, name, 3);
  Query(NO_PARAMETERS)(prototype, name, 4);
  Reflect.defineMetadata("design:paramtypes", [route.body, Object, Object, Object], prototype, name);
  decorate(Post(creates ? "" : `:id/${route.path}`));
  decorate(HttpCode(creates ? 201 : 200));
  const { permission = byDefault, unseen, noticed, lateFact } = route;
  const of = creates ? null : concealed(decider.category);
  decorate(
    Permits(permission, of, {
      ...(unseen && { unseen }),
      ...(noticed && { noticed }),
      ...(lateFact && { afterwards: "LATE_FACTS" }),
    }) as MethodDecorator,
  );
  decorate(ApiOperation({ operationId: `${decider.category}.${name}`, summary: route.summary }));
  decorate(
    ApiHeader({
      name: "Idempotency-Key",
      required: true,
      description: "A UUID; a repeat with it gets the first answer",
    }),
  );
  if (!creates) decorate(ApiParam({ name: "id", schema: { type: "string", format: "uuid" } }));
  if (!creates && !route.unseen)
    decorate(
      ApiHeader({ name: "If-Match", required: false, description: 'The revision that the caller has seen, e.g. "3"' }),
    );
  decorate(ApiBody({ type: route.body }));
  decorate(ApiResponse({ status: creates ? 201 : 200, type: route.answers?.type ?? CommandAnswer }));
  decorate(ApiResponse({ status: 400, description: "A field that can't be taken; nothing was appended" }));
  decorate(ApiResponse({ status: 409, description: "A rule forbids it; nothing was appended" }));
}

/** A command takes nothing from its query, so what is there is a mistake. */
const NO_PARAMETERS: PipeTransform = {
  transform(query: object) {
    const [name] = Object.keys(query);
    if (name !== undefined) throw new InvalidField("unknown-field", name, "is no parameter of this command");
  },
};
