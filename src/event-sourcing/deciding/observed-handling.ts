import { APPENDS, COMMANDS, DECISIONS, LOADS, SEALINGS, type ObservedAppend } from "../../observed.js";
import type { Clock } from "../clock.js";
import type { FieldSealing } from "../stored-event/personal-field.js";
import type { EventStore } from "../stored-event/event-store.js";
import type { EventRegistry } from "../stored-event/registry.js";
import { CommandHandling, commandIdOf, type Answer, type CommandContext } from "./command-handling.js";
import type { AnyDecider, AnyDecision, Decider } from "./decider.js";

/** Command handling that tells how long each command and each of its steps takes, and what comes of it. */
export class ObservedCommandHandling extends CommandHandling {
  readonly #observed = new WeakMap<AnyDecider, AnyDecider>();

  constructor(store: EventStore, registry: EventRegistry, sealing: FieldSealing, clock: Clock) {
    super(observedStore(store, "events"), registry, observedSealing(sealing), clock);
  }

  override handle<State>(
    decider: Decider<State>,
    id: string | undefined,
    command: string,
    data: object,
    context: CommandContext,
  ): Promise<Answer> {
    if (!COMMANDS.hasSubscribers) return super.handle(decider, id, command, data, context);
    const told = {
      category: decider.category,
      command,
      correlation: context.correlation ?? commandIdOf(context.caller, context.route, context.key),
      begins: context.correlation === undefined,
      repeated: false,
    };
    return COMMANDS.tracePromise(async () => {
      const answer = await super.handle(this.#deciding(decider), id, command, data, context);
      told.repeated = answer.repeated;
      return answer;
    }, told) as Promise<Answer>;
  }

  #deciding<State>(decider: Decider<State>): Decider<State> {
    if (!DECISIONS.hasSubscribers) return decider;
    const known = this.#observed.get(decider as unknown as AnyDecider);
    if (known) return known as unknown as Decider<State>;
    const decisions = Object.fromEntries(
      Object.entries(decider.decisions).map(([command, decision]) => [command, observedDecision(command, decision)]),
    );
    const observed = { ...decider, decisions };
    this.#observed.set(decider as unknown as AnyDecider, observed as unknown as AnyDecider);
    return observed;
  }
}

function observedDecision<State>(command: string, decision: AnyDecision<State>): AnyDecision<State> {
  const decide: AnyDecision<State>["decide"] = (data, state, given) =>
    DECISIONS.traceSync(() => decision.decide(data, state, given), { command });
  return { ...decision, decide };
}

/** A store that tells of its appends, and of the streams that are read. */
export function observedStore(store: EventStore, log: ObservedAppend["log"]): EventStore {
  return {
    gapless: store.gapless,
    append: (stream, expected, events) =>
      APPENDS.hasSubscribers
        ? (APPENDS.tracePromise(() => store.append(stream, expected, events), {
            log,
            events: events.length,
          }) as Promise<number>)
        : store.append(stream, expected, events),
    readStream: (stream, from) =>
      LOADS.hasSubscribers
        ? (LOADS.tracePromise(() => store.readStream(stream, from), {}) as ReturnType<EventStore["readStream"]>)
        : store.readStream(stream, from),
    readAll: (after, max) => store.readAll(after, max),
    head: () => store.head(),
    newest: () => store.newest(),
    subscribe: (after, max, signal) => store.subscribe(after, max, signal),
    close: () => store.close(),
  };
}

function observedSealing(sealing: FieldSealing): FieldSealing {
  return {
    seal: (stream, event, parts) =>
      SEALINGS.hasSubscribers && parts.length > 0
        ? (SEALINGS.tracePromise(() => sealing.seal(stream, event, parts), {}) as ReturnType<FieldSealing["seal"]>)
        : sealing.seal(stream, event, parts),
    opener: (parts) => sealing.opener(parts),
    fingerprint: (request, now) => sealing.fingerprint(request, now),
    matches: (fingerprint, request) => sealing.matches(fingerprint, request),
  };
}
