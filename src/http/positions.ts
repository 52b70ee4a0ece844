import { InvalidField } from "../event-sourcing/deciding/rejection.js";

/** A store's positions as clients hold them: opaque to them, and of no use against another store. */
export class Positions {
  readonly #store: string;

  /** @param storeId UUID of the store */
  constructor(storeId: string) {
    this.#store = storeId.replaceAll("-", "").slice(0, 12);
  }

  of(number: number): string {
    return `${this.#store}.${number}`;
  }

  /** @throws InvalidField for a text that is no position, or one of another store */
  numberOf(position: string, field: string): number {
    const match = /^([0-9a-f]{12})\.(\d{1,16})$/.exec(position);
    if (!match || !Number.isSafeInteger(Number(match[2])))
      throw new InvalidField("invalid-field", field, "is no position that this service gave out");
    if (match[1] !== this.#store) throw new InvalidField("foreign-position", field, "is a position of another store");
    return Number(match[2]);
  }
}
