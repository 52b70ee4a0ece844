import type { ModuleRef } from "@nestjs/core";
import type { Permission } from "../access/policy.js";
import type { Answer } from "../event-sourcing/deciding/command-handling.js";
import type { Aggregate, AnyDecision, Decider, Decision } from "../event-sourcing/deciding/decider.js";
import { assertTimesPossible } from "./date-bounds.js";
import { assertNamed, namedLoads } from "./references.js";

/** How a command is reached: `POST /api/v1/<base>/:id/<path>`, or `POST /api/v1/<base>` for one that creates. */
export interface Reached {
  /** Absent for the command that creates. */
  readonly path?: string;
  /** In OpenAPI: what it does, as an order. */
  readonly summary: string;
  /**
   * Of a command that creates, the id of what it makes, where that follows from what it says: so that two at once meet
   * in one stream. Left out: an id of the command's own.
   * @param command id of the command
   */
  readonly idOf?: (modules: ModuleRef, body: never, command: string) => Promise<string>;
  /** What it needs of its caller, where that is not what the other commands of the stream need. */
  readonly permission?: Permission;
  /** The stream need not be in the caller's sight; whether it is there is told only of a request that is in order. */
  readonly unseen?: true;
  /** Who guards the owner of a sealed file may do it, though the seal shuts the file to them. */
  readonly noticed?: true;
  /**
   * An agency that saw the stream by a place, and sees it no longer, may record late what happened in its time (I11).
   * The events let nobody see anything: else it would see again by recording.
   */
  readonly lateFact?: true;
  /** Wait, within bounds, until what follows elsewhere has been done, before answering. */
  readonly settles?: true;
  /** What the answer says beside the usual: found after the command is recorded, also for a repeat. It never fails. */
  readonly answers?: {
    readonly type: new () => object;
    readonly more: (modules: ModuleRef, answer: Answer, body: never) => Promise<object>;
  };
}

/** Finds what a decision must know beside the request and its streams, for a command on `id`. */
type LooksUp<Body, LookedUp> = (modules: ModuleRef, id: string, body: Body) => Promise<LookedUp>;

/** A command as its file declares it: what it takes, how it is reached, what it loads, what it decides. */
export interface DeclaredCommand<State> extends AnyDecision<State> {
  /** Part of the ids of commands; never changes. */
  readonly name: string;
  /** Absent for a command that only process managers send, or a route that takes several at once. */
  readonly route?: Reached & { readonly body: new () => object; readonly looksUp?: LooksUp<never, object> };
}

/**
 * Declares a command, named as the class of its body. Before its own rules it is checked that what its fields name is
 * there (`ReferenceField`), and that its dates and times are possible.
 * @param declared how it is reached, and what it decides
 */
export function command<Body extends object, State, Loaded = unknown, LookedUp extends object = object>(
  body: new () => Body,
  declared: Reached & { readonly looksUp?: LooksUp<Body, LookedUp> } & Decision<Body & LookedUp, State, Loaded>,
): DeclaredCommand<State> {
  const { creates, loads, decide, ...reached } = declared;
  const checked: Decision<Body & LookedUp, State, Loaded> = {
    loads: (data, state, id) => ({ ...namedLoads(body, data), ...loads?.(data, state, id) }) as never,
    decide: (data, state, given) => {
      assertTimesPossible(body, data, given.now);
      assertNamed(body, data, state, given);
      return decide(data, state, given);
    },
  };
  return { name: body.name, ...(creates && { creates }), ...checked, route: { ...reached, body } };
}

/** A command without a route of its own: a route sends it for each row of several that it takes at once. */
export function ofBatch<State>({ route: _, ...declared }: DeclaredCommand<State>): DeclaredCommand<State> {
  return declared;
}

/** Declares a command that only process managers send: it has no route. */
export function internalCommand<Data, State, Loaded = unknown>(
  name: string,
  decision: Decision<Data, State, Loaded>,
): DeclaredCommand<State> {
  return { name, ...decision };
}

/** An aggregate with its commands: those who send them find each by its name. */
export interface DeclaredDecider<State> extends Decider<State> {
  readonly commands: readonly DeclaredCommand<State>[];
}

export function deciderOf<State>(
  aggregate: Aggregate<State>,
  commands: readonly DeclaredCommand<State>[],
): DeclaredDecider<State> {
  return { ...aggregate, commands, decisions: Object.fromEntries(commands.map((each) => [each.name, each])) };
}
