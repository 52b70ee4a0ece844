import { setTimeout } from "node:timers/promises";

/** How long a part may take to answer. */
const ANSWER_MS = 3000;

/** Rejects when the answer does not come in time. */
export async function answered<T>(answer: Promise<T>): Promise<T> {
  const over = new AbortController();
  try {
    return await Promise.race([
      answer,
      setTimeout(ANSWER_MS, undefined, { signal: over.signal }).then(() => Promise.reject(new Error("no answer"))),
    ]);
  } finally {
    over.abort();
  }
}
