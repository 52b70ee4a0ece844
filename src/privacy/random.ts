import { randomFillSync } from "node:crypto";

const POOL_BYTES = 8192;

let pool = Buffer.alloc(0);
let taken = 0;

/**
 * Random bytes for nonces and salts, each given once. A call of the system's source costs more than a whole cipher: so
 * it is asked for many at a time. Keys are drawn one by one (`randomBytes`), and never lie in a pool beside others.
 */
export function freshBytes(count: number): Buffer {
  if (taken + count > pool.length) {
    pool = randomFillSync(Buffer.allocUnsafeSlow(Math.max(POOL_BYTES, count)));
    taken = 0;
  }
  return pool.subarray(taken, (taken += count));
}
