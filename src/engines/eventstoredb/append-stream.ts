import type { Duplex } from "node:stream";
import type { EventStoreDBClient } from "@eventstore/db-client";

type StreamCreator = (
  kind: unknown,
  name: string,
  creator: (grpc: unknown) => unknown,
  cache?: WeakMap<object, unknown>,
) => unknown;

/**
 * Keeps two faults of the client (6.2.1) in the stream that carries its appends from ending the process:
 * - While the stream is full, appends wait in a queue of the client's; when it then breaks, a promise that nobody holds
 *   is rejected for each. So the stream is never said to be full: what is under way is bounded by who waits for
 *   answers.
 * - When one such stream breaks, the appends of a newer one are forgotten with its own, and the answer to a forgotten
 *   append throws where nobody catches. Whoever waited has been told that the outcome is unknown.
 */
export function guardAppends(client: EventStoreDBClient): void {
  const internals = client as unknown as { GRPCStreamCreator: StreamCreator };
  const create = internals.GRPCStreamCreator;
  internals.GRPCStreamCreator = (kind, name, creator, cache) =>
    create(
      kind,
      name,
      (grpc) => {
        const stream = creator(grpc);
        if (isDuplex(stream)) guard(stream);
        return stream;
      },
      cache,
    );
}

function guard(stream: Duplex): void {
  const write = stream.write.bind(stream) as (message: unknown) => boolean;
  stream.write = (message: unknown) => {
    write(message);
    return true;
  };
  const listeners = stream.listeners("data");
  stream.removeAllListeners("data");
  stream.on("data", (answer) => {
    try {
      for (const listener of listeners) listener(answer);
    } catch {
      // An answer to an append that was forgotten.
    }
  });
}

function isDuplex(stream: unknown): stream is Duplex {
  return typeof (stream as Partial<Duplex>).write === "function";
}
