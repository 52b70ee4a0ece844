import type { HeldEvent } from "./view-store.js";

/**
 * The events that one projection could not take, and those that wait behind them, by parked subject. An event waits
 * when its subject or its stream is parked, or when an earlier event of its subject waits.
 */
export class HeldEvents {
  readonly #events: Map<number, HeldEvent>;
  readonly #changed = new Set<number>();
  /** By subject of a held event: behind whom it stands, and the number of the first that does. */
  #holders: Map<string, { readonly subject: string; readonly first: number }> | undefined;

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

  numbers(): Iterable<number> {
    return this.#events.keys();
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
   * The parked subject behind which an event of this subject and stream has to wait.
   * @param number of the event, where it comes in its turn: it does not wait behind a later one, of which an engine
   * without transactions may have stored that it is held, and no checkpoint
   */
  holder(own: string, stream: string, number = Infinity): string | undefined {
    if (this.#events.size === 0) return undefined;
    if (this.#holders === undefined) {
      this.#holders = new Map();
      for (const held of this.#events.values()) this.#stand(held);
    }
    const holding = [this.#holders.get(own), this.#holders.get(stream)];
    return holding.find((holder) => holder !== undefined && holder.first < number)?.subject;
  }

  hold(event: HeldEvent): void {
    this.#events.set(event.event, event);
    this.#changed.add(event.event);
    this.#stand(event);
  }

  release(event: number): void {
    this.#events.delete(event);
    this.#changed.add(event);
    this.#holders = undefined;
  }

  #stand({ own, subject, event }: HeldEvent): void {
    this.#holders?.set(own, { subject, first: Math.min(event, this.#holders.get(own)?.first ?? event) });
  }

  changes(): { held: HeldEvent[]; released: number[] } {
    const changed = [...this.#changed];
    return {
      held: changed.flatMap((event) => this.#events.get(event) ?? []),
      released: changed.filter((event) => !this.#events.has(event)),
    };
  }
}
