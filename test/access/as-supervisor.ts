import type { ReadLog } from "../../src/log-of-reads/read-log.js";
import { Injectable, type CanActivate, type ExecutionContext } from "@nestjs/common";
import { APP_GUARD } from "@nestjs/core";
import type { FastifyRequest } from "fastify";
import type { IncomingHttpHeaders } from "node:http";
import { AccessGuard } from "../../src/sign-in/access.guard.js";
import type { Caller } from "../../src/access/caller.js";
import { CALLERS } from "../../src/access/callers.js";
import type { Identity } from "../../src/access/identity.js";
import type { Role } from "../../src/access/roles.js";
import { requestContext } from "../../src/access/request-context.js";
import type { Narrowings } from "../../src/access/narrowings.js";
import { Sight } from "../../src/access/sight.js";
import type { Clock } from "../../src/event-sourcing/clock.js";
import type { EventStore } from "../../src/event-sourcing/stored-event/event-store.js";
import type { ReadModel } from "../../src/event-sourcing/projecting/read-model.js";
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
      predecessors: [],
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

/**
 * Whoever calls is the officer, for the agency and in the role that the headers name, as a registry of officers would
 * say: for tests of the guard itself. `kawal-jurisdiction` is what the agency answers for, as JSON.
 */
const CALLERS_BY_HEADERS = {
  identify: async (headers: IncomingHttpHeaders) => ({
    officer: headers["kawal-officer"] as string,
    administrator: false,
  }),
  callerOf: async ({ officer }: Identity, headers: IncomingHttpHeaders): Promise<Caller> => {
    const role = headers["kawal-role"] as Role;
    return {
      actor: { kind: "OFFICER", id: officer, onBehalfOf: null, agency: headers["kawal-agency"] as string, role },
      role,
      jurisdiction: {
        kind: null,
        region: null,
        country: null,
        ...(JSON.parse((headers["kawal-jurisdiction"] as string | undefined) ?? "{}") as object),
      },
      predecessors: [],
      purpose: "PROTECTION",
      lawfulBasis: "PUBLIC_TASK",
    };
  },
};

/** As `asSupervisor`, with the service's own guard; the headers say who calls. */
export function underGuard(readModel: ReadModel, store: EventStore, clock: Clock, record?: ReadLog["record"]) {
  const sight = new Sight(readModel, store, clock, NOTHING_NARROWED);
  return [
    { provide: Sight, useValue: sight },
    unrecorded(sight, record),
    { provide: CALLERS, useValue: CALLERS_BY_HEADERS },
    { provide: APP_GUARD, useClass: AccessGuard },
  ];
}

/** Providers that a module needs in place of the service's own access; its views must be kept, too. */
export function asSupervisor(readModel: ReadModel, store: EventStore, clock: Clock, record?: ReadLog["record"]) {
  const sight = new Sight(readModel, store, clock, NOTHING_NARROWED);
  return [{ provide: Sight, useValue: sight }, unrecorded(sight, record), { provide: APP_GUARD, useClass: LetIn }];
}
