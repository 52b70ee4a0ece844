import type { HeldEvent } from "./view-store.js";

/**
 * The events that one projection could not take, and those that wait behind them, by parked subject. An event waits
 * when its subject or its stream is parked, or when an earlier event of its subject waits.
 */
export class HeldEvents {
  readonly #events: Map<number, HeldEvent>;
  readonly #changed = new Set<number>();
  /** Those that wait, by what orders them. */
  #waiting: Map<string, HeldEvent[]> | undefined;

  constructor(events: Iterable<HeldEvent> = []) {
    this.#events = new Map([...events].map((event) => [event.event, event]));
  }

  /** A copy to work on: what a failed batch did to it is forgotten with it. */
  fork(): HeldEvents {
    return new HeldEvents(this.#events.values());
  }

  has(event: number): boolean {
    return this.#events.has(event);
  }

  get subjects(): Set<string> {
    return new Set([...this.#events.values()].map((event) => event.subject));
  }

  /** Events behind a parked subject, in order. */
  of(subject: string): HeldEvent[] {
    return [...this.#events.values()]
      .filter((event) => event.subject === subject)
      .toSorted((a, b) => a.event - b.event);
  }

  /**
   * The parked subject behind which an event of this subject and stream has to wait. Only what stands before it counts:
   * where held events are stored before documents, one that is taken again may find a later one held already.
   */
  holder(event: number, own: string, stream: string): string | undefined {
    if (this.#events.size === 0) return undefined;
    this.#waiting ??= Map.groupBy(this.#events.values(), (held) => held.own);
    const before = (key: string) => this.#waiting!.get(key)?.findLast((held) => held.event < event);
    return (before(own) ?? before(stream))?.subject;
  }

  hold(event: HeldEvent): void {
    this.#events.set(event.event, event);
    this.#changed.add(event.event);
    const those = this.#waiting?.get(event.own);
    if (those) those.push(event);
    else this.#waiting?.set(event.own, [event]);
  }

  release(event: number): void {
    this.#events.delete(event);
    this.#changed.add(event);
    this.#waiting = undefined;
  }

  changes(): { held: HeldEvent[]; released: number[] } {
    const changed = [...this.#changed];
    return {
      held: changed.flatMap((event) => this.#events.get(event) ?? []),
      released: changed.filter((event) => !this.#events.has(event)),
    };
  }
}
