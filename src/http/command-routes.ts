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
import {
  ApiBody,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiProperty,
  ApiPropertyOptional,
  ApiResponse,
  ApiTags,
} from "@nestjs/swagger";
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
import { anyDecider, type AnyDecider } from "../event-sourcing/deciding/decider.js";
import { Reactions } from "../event-sourcing/reacting/reactions.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { assertAcceptable } from "./acceptable.js";
import { CodeField, NarrativeField, OccurredDto, OccurredField, UuidField } from "./fields.js";
import type { DeclaredCommand, DeclaredDecider } from "./command.js";
import { freeTextWarnings, FreeTextWarning } from "./free-text-warnings.js";
import { assertOfItsTime } from "./late-facts.js";
import { takenAs, TakenAs } from "./taken-as.js";
import { Positions } from "./positions.js";
import { invalidRequest, Problem } from "./problems.js";
import { StreamCommand, withLookedUp } from "./stream-command.js";

/** A command with its route. */
type Routed = DeclaredCommand<never> & { readonly route: NonNullable<DeclaredCommand<never>["route"]> };

/** How long an answer may wait for what follows elsewhere; it is sent all the same after that. */
const SETTLE_MS = 3000;

export class CommandAnswer {
  @ApiProperty({ format: "uuid", description: "Of what the command made or changed" })
  id!: string;

  @ApiProperty({ type: "integer", description: "Its revision now, for If-Match" })
  revision!: number;

  @ApiProperty({
    description: "Where this is in the history: ask a query with it as `seen`, and its answer includes this",
  })
  position!: string;

  @ApiPropertyOptional({
    type: FreeTextWarning,
    isArray: true,
    description: "Numbers by which somebody is known, in free text: write them into their fields",
  })
  warnings?: FreeTextWarning[];

  @ApiPropertyOptional({
    type: TakenAs,
    isArray: true,
    description: "How values that can be read in two ways were taken",
  })
  takenAs?: TakenAs[];
}

/** What an answer to a command says of its body; nothing at all where there is nothing. */
export function notesOn(body: object): Pick<CommandAnswer, "warnings" | "takenAs"> {
  const warnings = freeTextWarnings(body);
  const taken = takenAs(body);
  return { ...(warnings.length > 0 && { warnings }), ...(taken.length > 0 && { takenAs: taken }) };
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
 * A controller with one route per command of a decider, and the correction that every aggregate takes.
 * @param permission what a command needs that names none itself
 */
export function commandRoutes<State>(decider: DeclaredDecider<State>, base: string, permission: Permission): Type {
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
  for (const each of [...routed, correction]) addRoute(CommandController, anyDecider(decider), each, permission);
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
    const id = params.id === undefined ? undefined : idParam.transform(params.id);
    const caller = currentCaller();
    if (route.lateFact) assertOfItsTime(body);
    const headers = { key: idempotencyKey(request), ifMatch: ifMatch(request, creates || route.unseen === true) };
    const lookedUp = await route.looksUp?.(this.modules, id!, body as never);
    const answer = await this.bus.execute(
      new StreamCommand(decider, id, name, lookedUp ? withLookedUp(body, lookedUp) : body, {
        ...contextOf(caller),
        sees: (category, named, whole) => this.sight.sees(caller, category, named, whole),
        grantsNothing: requestContext()?.sawUntil !== undefined,
        route: `${request.method} ${pathOf(request)}`,
        ...headers,
      }),
    );
    if (route.settles === true) await this.reactions.settled(answer.number, SETTLE_MS, answer.correlation);
    void reply.header("etag", `"${answer.revision}"`);
    if (creates) void reply.header("location", `${pathOf(request)}/${answer.id}`);
    return {
      id: answer.id,
      revision: answer.revision,
      position: this.positions.of(answer.number),
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
