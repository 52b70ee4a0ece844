import { Injectable, type CanActivate, type ExecutionContext } from "@nestjs/common";
import { APP_GUARD } from "@nestjs/core";
import type { FastifyRequest } from "fastify";
import { requestContext } from "../../src/access/request-context.js";
import type { Narrowings } from "../../src/access/narrowings.js";
import { Sight } from "../../src/access/sight.js";
import type { Clock } from "../../src/event-sourcing/clock.js";
import type { EventStore } from "../../src/event-sourcing/event-store.js";
import type { ReadModel } from "../../src/event-sourcing/read-model.js";
import { AGENCY } from "../given.js";
import { unrecorded } from "../http/unrecorded.js";

/** Lets everybody in, as a supervisor who answers for the nation: for tests of a slice on its own. */
@Injectable()
class LetIn implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    requestContext()!.caller = {
      actor: {
        kind: "OFFICER",
        id: request.headers["kawal-officer"] as string,
        onBehalfOf: null,
        agency: AGENCY,
        role: "SUPERVISOR",
      },
      role: "SUPERVISOR",
      jurisdiction: { kind: "COORDINATION", region: null, country: null },
      purpose: "PROTECTION",
      lawfulBasis: "PUBLIC_TASK",
    };
    return true;
  }
}

/** Where nobody takes sight away from anybody. */
export const NOTHING_NARROWED: Pick<Narrowings, "newest" | "unsure" | "narrowsAt"> = {
  newest: async () => -1,
  narrowsAt: async () => false,
  unsure: async () => ({ streams: new Set(), persons: new Set() }),
};

/** Providers that a module needs in place of the service's own access; its views must be kept, too. */
export function asSupervisor(readModel: ReadModel, store: EventStore, clock: Clock, narrowings = NOTHING_NARROWED) {
  const sight = new Sight(readModel, store, clock, narrowings);
  return [{ provide: Sight, useValue: sight }, unrecorded(sight), { provide: APP_GUARD, useClass: LetIn }];
}
