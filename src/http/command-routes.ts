import {
  Body,
  Controller,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
  ValidationPipe,
  type ArgumentMetadata,
  type PipeTransform,
  type Type,
} from "@nestjs/common";
import { ModuleRef } from "@nestjs/core";
import { CommandBus } from "@nestjs/cqrs";
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiPropertyOptional, ApiResponse, ApiTags } from "@nestjs/swagger";
import { IsObject, isUUID, ValidateIf } from "class-validator";
import type { FastifyReply, FastifyRequest } from "fastify";
import { contextOf } from "../access/caller.js";
import { currentCaller } from "../access/current-caller.js";
import { concealed } from "../access/concealed.js";
import { Permits } from "../access/permit.js";
import type { Permission } from "../access/policy.js";
import { requestContext } from "../access/request-context.js";
import { Sight } from "../access/sight.js";
import { CORRECT_FACT } from "../event-sourcing/deciding/correcting.js";
import { anyAggregate, type Aggregate, type AnyAggregate } from "../event-sourcing/deciding/decider.js";
import { Reactions } from "../event-sourcing/reacting/reactions.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { assertAcceptable } from "./acceptable.js";
import { CodeField, NarrativeField, OccurredDto, OccurredField, UuidField } from "./fields.js";
import { freeTextWarnings, type FreeTextWarning } from "./free-text-warnings.js";
import { assertOfItsTime } from "./late-facts.js";
import { Positions } from "./positions.js";
import { invalidRequest, Problem } from "./problems.js";
import { StreamCommand, withLookedUp } from "./stream-command.js";

/** How a command is reached: `POST /api/v1/<base>/:id/<path>`, or `POST /api/v1/<base>` for one that creates. */
export interface CommandRoute {
  readonly command: string;
  /** Absent for the command that creates. */
  readonly path?: string;
  readonly body: new () => object;
  readonly summary: string;
  /** What it needs of its caller, where that is not what the other commands need. */
  readonly permission?: Permission;
  /** The stream need not be in the caller's sight; whether it is there is told only of a request that is in order. */
  readonly unseen?: true;
  /** Who guards the owner of a sealed file may do it, though the seal shuts the file to them. */
  readonly noticed?: true;
  /**
   * An agency that saw the stream by a place, and sees it no longer, may tell late what happened in its time (I11). The
   * events let nobody see anything: else it would see again by telling.
   */
  readonly toldLate?: true;
  /** What the decision must know beside the request and its streams, of a command on `id`. */
  readonly looksUp?: (modules: ModuleRef, id: string, body: never) => Promise<object>;
  /** What is answered beside the position, of what was recorded of `id`: it leaves as the answer of a query does. */
  readonly answersWith?: (modules: ModuleRef, id: string, body: never) => Promise<object>;
  /** The whole of such an answer. */
  readonly answer?: Type<CommandAnswer>;
  /** Wait, within bounds, until what follows elsewhere has been done, before answering. */
  readonly settles?: boolean;
}

/** What a route has beside its path, its body and its summary. `command` where it isn't named as its body is. */
type More = Partial<Omit<CommandRoute, "path" | "body" | "summary">>;

/** A command on something that is there: `POST /api/v1/<base>/:id/<path>`. */
export const route = (path: string, body: new () => object, summary: string, more: More = {}): CommandRoute => ({
  command: body.name,
  path,
  body,
  summary,
  ...more,
});

/** The command that makes something: `POST /api/v1/<base>`. */
export const creation = (body: new () => object, summary: string, more: More = {}): CommandRoute => ({
  command: body.name,
  body,
  summary,
  ...more,
});

/** The route of what may be told late. */
export const late = (told: CommandRoute): CommandRoute => ({ ...told, toldLate: true });

/** How long an answer may wait for what follows elsewhere; it is sent all the same after that. */
const SETTLE_MS = 3000;

export class CommandAnswer {
  id!: string;
  revision!: number;
  position!: string;

  @ApiPropertyOptional({
    description: "Numbers by which somebody is known, in free text: write them into their fields",
  })
  warnings?: FreeTextWarning[];
}

/** What an answer to a command warns of; nothing at all where there is nothing. */
export function warningsOf(body: object): Pick<CommandAnswer, "warnings"> {
  const warnings = freeTextWarnings(body);
  return warnings.length > 0 ? { warnings } : {};
}

export class CorrectFactDto {
  @UuidField({ description: "Id of the event to correct" })
  event!: string;

  @CodeField(["MISREPORTED", "MISTYPED", "NEW_EVIDENCE", "WRONG_PERSON"])
  reason!: string;

  @ApiPropertyOptional({ type: Object, description: "Plain facts as they should have been" })
  @ValidateIf((_, value) => value !== undefined)
  @IsObject()
  facts?: Record<string, unknown>;

  @ApiPropertyOptional({ type: Object, description: "Personal fields by class, as they should have been" })
  @ValidateIf((_, value) => value !== undefined)
  @IsObject()
  personal?: Record<string, Record<string, string>>;

  @OccurredField()
  occurred?: OccurredDto;

  @NarrativeField({ optional: true })
  explanation?: string;

  @UuidField({ many: true, optional: true, description: "Whom the narratives given here name; left out: as before" })
  names?: string[];
}

/**
 * A controller with one route per command of an aggregate, and the correction that every aggregate takes.
 * @param permission what a route needs that names none itself
 */
export function commandRoutes<State>(
  aggregate: Aggregate<State>,
  base: string,
  permission: Permission,
  routes: readonly CommandRoute[],
): Type {
  @ApiTags(base)
  @Controller(base)
  class CommandController {
    constructor(
      readonly bus: CommandBus,
      readonly positions: Positions,
      readonly reactions: Reactions,
      readonly sight: Sight,
      readonly modules: ModuleRef,
    ) {}
  }
  const all: CommandRoute[] = [
    ...routes,
    {
      command: CORRECT_FACT,
      path: "corrections",
      body: CorrectFactDto,
      summary: "Correct a recorded fact, personal field or time",
      permission: concealed(aggregate.category) === null ? permission : "FACT_CORRECT",
    },
  ];
  for (const each of all) addRoute(CommandController, anyAggregate(aggregate), { permission, ...each });
  Object.defineProperty(CommandController, "name", { value: `${base}-commands` });
  return CommandController;
}

interface CommandController {
  readonly bus: CommandBus;
  readonly positions: Positions;
  readonly reactions: Reactions;
  readonly sight: Sight;
  readonly modules: ModuleRef;
}

function addRoute(
  controller: Type<CommandController>,
  aggregate: AnyAggregate,
  declared: CommandRoute & { readonly permission: Permission },
): void {
  const creates = declared.path === undefined;
  const method = async function (
    this: CommandController,
    body: object,
    params: { id?: string },
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<CommandAnswer> {
    const id = params.id === undefined ? undefined : idParam.transform(params.id);
    const caller = currentCaller();
    if (declared.toldLate) assertOfItsTime(body);
    const headers = { key: idempotencyKey(request), ifMatch: ifMatch(request, creates || declared.unseen === true) };
    const lookedUp = await declared.looksUp?.(this.modules, id!, body as never);
    const answer = await this.bus.execute(
      new StreamCommand(aggregate, id, declared.command, lookedUp ? withLookedUp(body, lookedUp) : body, {
        ...contextOf(caller),
        sees: (category, named, whole) => this.sight.sees(caller, category, named, whole),
        grantsNothing: requestContext()?.sawUntil !== undefined,
        route: `${request.method} ${pathOf(request)}`,
        ...headers,
      }),
    );
    if (declared.settles === true) await this.reactions.settled(answer.number, SETTLE_MS, answer.correlation);
    void reply.header("etag", `"${answer.revision}"`);
    if (creates) void reply.header("location", `${pathOf(request)}/${answer.id}`);
    return {
      id: answer.id,
      revision: answer.revision,
      position: this.positions.of(answer.number),
      ...warningsOf(body),
      ...(await declared.answersWith?.(this.modules, answer.id, body as never)),
    };
  };
  const { prototype } = controller;
  Object.defineProperty(prototype, declared.command, { value: method, writable: true, configurable: true });
  const descriptor = Object.getOwnPropertyDescriptor(prototype, declared.command)!;
  const decorate = (decorator: MethodDecorator) => decorator(prototype, declared.command, descriptor);
  Body(validated(declared.body))(prototype, declared.command, 0);
  Param()(prototype, declared.command, 1);
  Req()(prototype, declared.command, 2);
  Res({ passthrough: true })(prototype, declared.command, 3);
  Query(NO_PARAMETERS)(prototype, declared.command, 4);
  Reflect.defineMetadata("design:paramtypes", [declared.body, Object, Object, Object], prototype, declared.command);
  decorate(Post(creates ? "" : `:id/${declared.path}`));
  decorate(HttpCode(creates ? 201 : 200));
  const { permission, unseen, noticed, toldLate } = declared;
  const of = creates ? null : concealed(aggregate.category);
  decorate(
    Permits(permission, of, {
      ...(unseen && { unseen }),
      ...(noticed && { noticed }),
      ...(toldLate && { afterwards: "LATE_FACTS" }),
    }) as MethodDecorator,
  );
  decorate(ApiOperation({ operationId: `${aggregate.category}.${declared.command}`, summary: declared.summary }));
  decorate(
    ApiHeader({
      name: "Idempotency-Key",
      required: true,
      description: "A UUID; a repeat with it gets the first answer",
    }),
  );
  if (!creates) decorate(ApiParam({ name: "id", schema: { type: "string", format: "uuid" } }));
  if (!creates && !declared.unseen)
    decorate(
      ApiHeader({ name: "If-Match", required: false, description: 'The revision that the caller has seen, e.g. "3"' }),
    );
  decorate(ApiBody({ type: declared.body }));
  decorate(ApiResponse({ status: creates ? 201 : 200, type: declared.answer ?? CommandAnswer }));
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

/** An id in a path. @throws Problem when it is no UUID */
export const idParam = {
  transform(id: string): string {
    if (!isUUID(id)) throw new Problem(400, "invalid-id", "The id is no UUID", { field: "id" });
    return id.toLowerCase();
  },
};

/** The path of a route of which each parameter is an id, in one form however it was written: a command's id is made of it. */
export function pathOf({ routeOptions, params }: FastifyRequest): string {
  const ids = params as Readonly<Record<string, string>>;
  return routeOptions.url!.replaceAll(/:(\w+)/g, (_, name: string) => idParam.transform(ids[name]!));
}

/** Validates a body, or a query, against a class: unknown fields are an error, and no message quotes a value. */
export function validated(type: new () => object): PipeTransform {
  const pipe = new ValidationPipe({
    expectedType: type,
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    validationError: { target: false },
    exceptionFactory: invalidRequest,
  });
  return {
    transform(value: unknown, metadata: ArgumentMetadata) {
      assertAcceptable(value);
      return pipe.transform(value, metadata) as unknown;
    },
  };
}

/** @throws Problem when the header is missing or no UUID */
export function idempotencyKey(request: FastifyRequest): string {
  const key = request.headers["idempotency-key"];
  if (typeof key !== "string" || !isUUID(key))
    throw new Problem(400, "idempotency-key-required", "A command needs the header Idempotency-Key, a UUID", {
      field: "Idempotency-Key",
    });
  return key.toLowerCase();
}

/** @param unknown the caller can know no revision: of what isn't there yet, or what they need not see */
function ifMatch(request: FastifyRequest, unknown: boolean): number | undefined {
  const header = request.headers["if-match"];
  if (header === undefined) return undefined;
  if (unknown)
    throw new Problem(400, "invalid-header", "If-Match is not for what you know no revision of", {
      field: "If-Match",
    });
  const match = /^"(\d{1,15})"$/.exec(header);
  if (!match)
    throw new Problem(400, "invalid-header", 'If-Match is a revision in quotes, e.g. "3"', { field: "If-Match" });
  return Number(match[1]);
}
