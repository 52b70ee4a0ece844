import { once } from "node:events";
import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import { StoreUnavailable } from "../../../src/event-sourcing/stored-event/event-store.js";
import { turns } from "../../waiting.js";

/** A network between a client and a server, on which answers may go astray. */
export interface FaultyNetwork {
  /** `host:port` for the client. */
  readonly address: string;
  /** From now on requests arrive and nothing comes back. */
  loseAnswers(): void;
  /** From now on nothing arrives and nothing comes back, though every connection stands. */
  stall(): void;
  /**
   * Cuts every connection, each once the one before it has ended at the client, and lets new ones through. The driver's
   * monitor, where it polls, hangs for ever if its connection ends in the same turn of the event loop as another.
   */
  mend(): Promise<void>;
  close(): void;
}

export async function faultyNetwork(server: { host: string; port: number }): Promise<FaultyNetwork> {
  let requests = true;
  let answers = true;
  const sockets = new Set<Socket>();
  const clients = new Set<Socket>();
  const listener = createServer((client) => {
    clients.add(client);
    client.on("close", () => clients.delete(client));
    const upstream = connect(server.port, server.host);
    for (const [from, to, passes] of [
      [client, upstream, () => requests],
      [upstream, client, () => answers],
    ] as const) {
      sockets.add(from);
      from.on("data", (bytes) => void (passes() && to.write(bytes)));
      from.on("error", () => undefined);
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    address: `127.0.0.1:${(listener.address() as AddressInfo).port}`,
    loseAnswers: () => void (answers = false),
    stall: () => void (requests = answers = false),
    async mend() {
      const stalled = [...clients];
      requests = answers = true;
      for (const client of stalled) {
        if (client.closed) continue;
        // The client answers the end of a connection with its own.
        const closed = once(client, "close");
        client.end();
        await closed;
      }
    },
    close() {
      cut();
      listener.close();
    },
  };
}

/** Tries again while a part is not available. */
export async function onceAvailable<T>(work: () => Promise<T>): Promise<T> {
  for (;;)
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      await turns();
    }
}
