import { AsyncLocalStorage } from "node:async_hooks";
import type { Caller } from "./caller.js";
import type { Identity } from "./identity.js";

/** What is known of the request under way: one for each, from its first byte to its answer. */
export interface RequestContext {
  /** Whose token it brought. */
  identity?: Identity;
  /** Who calls, once that is known; never for what needs no caller. */
  caller?: Caller;
  /**
   * Until when (ISO 8601) the caller saw what the path names, who sees no more of it than what its permit leaves open.
   */
  sawUntil?: string;
  /** Ids that the route itself has found that its caller must be told, out of their sight or not. */
  disclosed?: readonly string[];
}

const contexts = new AsyncLocalStorage<RequestContext>();

/** Gives a request a context of its own, for all that is done in answering it. */
export function withRequestContext(answer: () => void): void {
  contexts.run({}, answer);
}

/** The context of the request under way; undefined outside of any. */
export function requestContext(): RequestContext | undefined {
  return contexts.getStore();
}
