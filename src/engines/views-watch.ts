import { PartReplaced, StoreUnavailable } from "../event-sourcing/stored-event/event-store.js";
import type { ReadModel } from "../event-sourcing/projecting/read-model.js";

/** How often the views are looked at, in ms. */
const LOOK_MS = 5_000;

/**
 * Checks that no stored view falls behind where it was. The service remembers how far each view has come; without this
 * check it would trust an older copy to hold the newest seals.
 */
export class ViewsWatch {
  /** By projection, the highest event number that was seen in its checkpoint. */
  readonly #reached = new Map<string, number>();
  /** Whether the last look found a view behind. A primary that was just elected may answer so for a moment. */
  #suspects = false;
  #fault: string | undefined;
  #looking: Promise<void> = Promise.resolve();
  readonly #timer: NodeJS.Timeout;

  /**
   * @param part what keeps the views
   * @param onFault told once, in a sentence
   */
  constructor(
    private readonly part: string,
    private readonly views: Pick<ReadModel, "versions">,
    private readonly onFault: (sentence: string) => void,
    everyMs = LOOK_MS,
  ) {
    this.#timer = setInterval(() => void this.look(), everyMs);
    this.#timer.unref();
  }

  /** @throws PartReplaced once two looks found a view behind where it had been */
  assertSame(): void {
    if (this.#fault !== undefined) throw new PartReplaced(this.part, "database", this.#fault);
  }

  /** Views that do not answer are looked at the next time. */
  look(): Promise<void> {
    return (this.#looking = this.#looking.then(() => this.#look()));
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    if (this.#fault !== undefined) return;
    try {
      const served = (await this.views.versions()).filter(({ serving }) => serving);
      this.#take(new Map(served.map(({ projection, checkpoint }) => [projection, checkpoint?.number ?? -1])));
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
    }
  }

  #take(found: ReadonlyMap<string, number>): void {
    const behind = [...this.#reached].find(([view, number]) => (found.get(view) ?? -1) < number);
    if (behind !== undefined && this.#suspects) {
      const [view, number] = behind;
      this.#fault = `The views in ${this.part} are not those that the service was started with: ${view} had event ${number}. Stop every instance. If only views were put back, the next start brings them up to date; otherwise put the newest copy back first.`;
      this.onFault(this.#fault);
    }
    this.#suspects = behind !== undefined;
    for (const [view, number] of found) this.#reached.set(view, Math.max(number, this.#reached.get(view) ?? -1));
  }
}
