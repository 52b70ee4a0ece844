import { Inject, Injectable, type CanActivate, type ExecutionContext } from "@nestjs/common";
import { Reflector } from "@nestjs/core";
import { isUUID } from "class-validator";
import type { FastifyRequest } from "fastify";
import { NotFound } from "../event-sourcing/deciding/rejection.js";
import { Problem } from "../http/problems.js";
import { CALLERS, type Callers } from "../access/callers.js";
import { PERMIT, type Permit } from "../access/permit.js";
import { permits, type Permission } from "../access/policy.js";
import { requestContext } from "../access/request-context.js";
import { Sight } from "../access/sight.js";

/**
 * What may be read of what is seen in part: of a party of one's work who they are, and what a referral shared. Other
 * fields are hidden, and nothing can be recorded.
 */
const SHOWN_IN_PART: readonly Permission[] = ["PERSON_READ", "CASE_READ", "REPATRIATION_READ"];

/** The one guard: who calls, whether their role may do this, and whether what the path names is in their sight. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(CALLERS) private readonly callers: Callers,
    private readonly sight: Sight,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const permit = this.reflector.get<Permit | undefined>(PERMIT, context.getHandler());
    if (!permit) throw new Error(`${context.getClass().name}.${context.getHandler().name} declares no permission`);
    const { needs, of, unseen, noticed, afterwards } = permit;
    if (needs === "NOBODY") return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const known = requestContext();
    if (!known) throw new Error("a request came without a context");
    const identity = await this.callers.identify(request.headers);
    known.identity = identity;
    if (needs === "SIGNED_IN") return true;
    const caller = await this.callers.callerOf(identity, request.headers);
    known.caller = caller;
    if (!permits(needs, caller.role, caller.jurisdiction.kind))
      throw new Problem(403, "forbidden", "Your role does not permit this", { detail: `it needs ${needs}` });
    const { id } = request.params as { id?: string };
    // An id that is none is refused by name, before anything is looked for.
    if (of === null || id === undefined || !isUUID(id)) return true;
    if (noticed && (await this.sight.isNoticed(caller, id.toLowerCase()))) return true;
    // Of what need not be seen, whether it is there is told by the command, once the whole request is in order.
    if (unseen) return true;
    const extent = SHOWN_IN_PART.some((each) => each === needs) ? "part" : "whole";
    try {
      await this.sight.assertSees(caller, of, id.toLowerCase(), request.method === "GET", extent);
    } catch (error) {
      if (!(error instanceof NotFound) || afterwards === undefined) throw error;
      const sawUntil = await this.sight.keepsRecordsUntil(caller, of, id.toLowerCase());
      if (sawUntil === undefined) throw error;
      known.sawUntil = sawUntil;
    }
    return true;
  }
}
