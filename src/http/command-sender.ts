import { Injectable } from "@nestjs/common";
import { CommandBus } from "@nestjs/cqrs";
import type { FastifyRequest } from "fastify";
import { contextOf } from "../access/caller.js";
import { currentCaller } from "../access/current-caller.js";
import { requestContext } from "../access/request-context.js";
import { Sight } from "../access/sight.js";
import {
  CommandHandling,
  commandIdOf,
  type Answer,
  type CommandContext,
} from "../event-sourcing/deciding/command-handling.js";
import { anyDecider, type Decider } from "../event-sourcing/deciding/decider.js";
import type { CommandAnswer } from "./command-answer.js";
import { pathOf } from "./ids-in-path.js";
import { Positions } from "./positions.js";
import { StreamCommand } from "./stream-command.js";

/** Which command a request asks for. */
export interface Asked<State> {
  readonly decider: Decider<State>;
  /** Of the aggregate; undefined for what the command creates. */
  readonly id: string | undefined;
  readonly name: string;
  readonly data: object;
  /** The idempotency key of the request. */
  readonly key: string;
  /** Revision that the caller has seen. */
  readonly ifMatch?: number | undefined;
}

/** Sends the commands of requests: who calls, what they see, and the key of the request go with each. */
@Injectable()
export class CommandSender {
  constructor(
    private readonly bus: CommandBus,
    private readonly positions: Positions,
    private readonly sight: Sight,
    private readonly handling: CommandHandling,
  ) {}

  /** @throws whatever the handling of a command throws */
  async send<State>(request: FastifyRequest, asked: Asked<State>): Promise<Answer> {
    const { decider, id, name, data } = asked;
    return this.bus.execute(new StreamCommand(anyDecider(decider), id, name, data, this.#context(request, asked)));
  }

  /**
   * Whether a command would be taken now; it is not sent.
   * @returns the revision on which it was decided. @throws whatever the handling of it would throw
   */
  wouldTake<State>(request: FastifyRequest, asked: Asked<State> & { readonly id: string }): Promise<number> {
    const { decider, id, name, data } = asked;
    return this.handling.wouldTake(decider, id, name, data, this.#context(request, asked));
  }

  #context<State>(request: FastifyRequest, { key, ifMatch }: Asked<State>): CommandContext {
    const caller = currentCaller();
    return {
      ...contextOf(caller),
      sees: (category, named, whole) => this.sight.sees(caller, category, named, whole),
      grantsNothing: requestContext()?.sawUntil !== undefined,
      route: routeOf(request),
      key,
      ifMatch,
    };
  }

  /** The id that a command of this caller has, by the key of the request. */
  commandIdOf(request: FastifyRequest, key: string): string {
    return commandIdOf(contextOf(currentCaller()).caller, routeOf(request), key);
  }

  shown({ id, revision, number }: Answer): CommandAnswer {
    return { id, revision, position: this.positions.of(number) };
  }
}

const routeOf = (request: FastifyRequest) => `${request.method} ${pathOf(request)}`;
