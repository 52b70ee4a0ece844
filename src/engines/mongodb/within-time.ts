import { MongoError } from "mongodb";

/** How long an operation may take, in ms: longer than the choice of a new primary. */
export const ANSWER_MS = 15_000;

/**
 * Waits for the driver, but not for ever: it has no limit of its own over an operation and its repeats. What it failed
 * at, or was too slow with, may have taken effect all the same, or may yet.
 * @param gone makes the error of the port
 */
export async function withinTime<T>(work: Promise<T>, ms: number, gone: (reason: string) => Error): Promise<T> {
  try {
    return await limited(work, ms, gone);
  } catch (error) {
    throw error instanceof MongoError ? gone(`MongoDB: ${error.message}`) : error;
  }
}

/** The same, with the driver's errors as they are. */
export async function limited<T>(work: Promise<T>, ms: number, gone: (reason: string) => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(gone(`MongoDB did not answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
