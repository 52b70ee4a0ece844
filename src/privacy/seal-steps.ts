import type { FieldClass } from "../event-sourcing/stored-event/envelope.js";

export interface SealSteps {
  /** Commitments of a part: a multiple of this many. */
  readonly fields: number;
  /** Bytes of its plain text: a multiple of this many. */
  readonly bytes: number;
}

/**
 * To what the parts of a class are filled up when they are sealed, so that neither the number of commitments nor the
 * size of the ciphertext tells what is in them. A step holds what an event of the class usually says. A finding of
 * trafficking is of one size whatever was found: the step holds all of its fields, with grounds and dissent of 4,000
 * letters each. Others may take two steps or more, and a long narrative then says that it is long.
 *
 * What is stored keeps the size that it has: a reader needs none of these numbers.
 */
export const SEAL_STEPS: { readonly [C in FieldClass]: SealSteps } = {
  identity: { fields: 8, bytes: 512 },
  contact: { fields: 6, bytes: 512 },
  health: { fields: 2, bytes: 512 },
  trafficking: { fields: 16, bytes: 12_288 },
  shelter: { fields: 4, bytes: 512 },
  finance: { fields: 2, bytes: 256 },
  reporter: { fields: 8, bytes: 512 },
  narrative: { fields: 2, bytes: 512 },
};

/** The next multiple of a step; at least one step. */
export function filledUp(size: number, step: number): number {
  return Math.max(1, Math.ceil(size / step)) * step;
}
