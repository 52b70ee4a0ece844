import type { StreamingRead } from "@eventstore/db-client";
import { StoreUnavailable } from "../../event-sourcing/stored-event/event-store.js";
import type { TimeLimit } from "./time-limit.js";

/**
 * Takes all that one bounded read gives, in a limited time. The client itself sets none on reads, and goes on with a
 * call that nobody reads any more.
 * @throws StoreUnavailable when the time is up or the client was given up
 */
export async function take<E>(read: StreamingRead<E>, limit: TimeLimit, givenUp: AbortSignal): Promise<E[]> {
  const end = (why: string) => read.destroy(new StoreUnavailable(`EventStoreDB: ${why}`));
  const stopTimer = limit.begin(() => end(`no answer to a read within ${limit.ms} ms`));
  const onGivenUp = () => end("the connection was given up");
  givenUp.addEventListener("abort", onGivenUp);
  // An error without a listener ends the process; one may come after the read is over.
  read.on("error", () => undefined);
  if (givenUp.aborted) onGivenUp();
  try {
    const taken: E[] = [];
    for await (const event of read as AsyncIterable<E>) taken.push(event);
    return taken;
  } finally {
    stopTimer();
    givenUp.removeEventListener("abort", onGivenUp);
    read.cancel().catch(() => undefined);
    read.destroy();
  }
}
