import { applyDecorators, SetMetadata } from "@nestjs/common";
import { ApiExtension } from "../described.js";
import type { Concealed } from "./concealed.js";
import type { Permission } from "./policy.js";

/** What a route needs of its caller. */
export type Needed = Permission | "SIGNED_IN" | "NOBODY";

/** A route's claim: the permission that it needs, and whose `:id` its path has. */
export interface Permit {
  readonly needs: Needed;
  /** The category of the stream that the path's `:id` names, where sight of it is a condition. */
  readonly of: Concealed | null;
  /** The stream need not be in sight: a way in for who must see it out of need. */
  readonly unseen?: true;
  /**
   * What stays open of what the caller's agency saw by a place, and sees no longer: its own records, or facts told
   * late. The route must see to it: `RequestContext.sawUntil` is set.
   */
  readonly afterwards?: "OWN_RECORDS" | "LATE_FACTS";
  /** Of a sealed file, to be told that there is a seal is enough: see `Sight.isNoticed`. */
  readonly noticed?: true;
}

export const PERMIT = "kawal:permit";

/**
 * Declares what a route needs. A route without it serves nobody.
 * @param of the category of what `:id` names: out of the caller's sight it is answered as if it weren't there
 */
export const Permits = (
  needs: Needed,
  of: Concealed | null = null,
  also: Pick<Permit, "unseen" | "noticed" | "afterwards"> = {},
) =>
  applyDecorators(
    SetMetadata(PERMIT, { needs, of, ...also } satisfies Permit),
    ApiExtension("x-kawal-permission", needs),
  );
