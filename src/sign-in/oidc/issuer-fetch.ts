import type { FetchImplementation } from "jose";
import { IssuerUnavailable } from "../../access/identity.js";

/** Bytes of what an issuer publishes; an ordinary key set has less than 10,000. */
const LARGEST_ANSWER = 256 * 1024;

/**
 * Asks an issuer for a JSON document, of a bounded size. After a failure it does not ask that address again for a
 * moment: who calls Kawal meanwhile is answered at once, and an issuer that comes back is not met by all at a time.
 * @param restMs how long that moment is
 * @param onFailure told of each failure, but not of what is answered while resting
 */
export function issuerFetch(restMs: number, onFailure: (error: IssuerUnavailable) => void): FetchImplementation {
  const restingUntil = new Map<string, number>();
  return async (url, options) => {
    if (performance.now() < (restingUntil.get(url) ?? 0))
      throw new IssuerUnavailable(`${url} has not answered a moment ago`);
    try {
      return await answerOf(url, options);
    } catch (error) {
      restingUntil.set(url, performance.now() + restMs);
      const failure = new IssuerUnavailable(`${url}: ${reasonOf(error)}`, { cause: error });
      onFailure(failure);
      throw failure;
    }
  };
}

async function answerOf(url: string, options: Parameters<FetchImplementation>[1]): Promise<Response> {
  const response = await fetch(url, options);
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new NoAnswer(`answers ${response.status}`);
  }
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    size += piece.length;
    if (size > LARGEST_ANSWER) throw new NoAnswer(`answers more than ${LARGEST_ANSWER} bytes`);
    pieces.push(piece);
  }
  const text = Buffer.concat(pieces).toString("utf8");
  try {
    JSON.parse(text);
  } catch {
    throw new NoAnswer("answers no JSON");
  }
  return new Response(text);
}

/** What is wrong with an answer, in words that can be told. */
class NoAnswer extends Error {}

function reasonOf(error: unknown): string {
  if (error instanceof NoAnswer) return error.message;
  const { name, cause } = error as Error;
  if (name === "TimeoutError" || name === "AbortError") return "does not answer in time";
  return (cause as { code?: string } | undefined)?.code ?? "can't be reached";
}
