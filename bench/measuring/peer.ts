import type * as Peer from "@event-driven-io/emmett-sqlite";

/**
 * Emmett's SQLite event store, where it could be installed: its native package needs a prebuilt binary or a compiler.
 */
export async function loadPeer(note: (text: string) => void): Promise<typeof Peer | undefined> {
  try {
    return await import("@event-driven-io/emmett-sqlite");
  } catch (error) {
    note(
      `the peer is left out, as @event-driven-io/emmett-sqlite can't be loaded: ${(error as Error).message.split("\n")[0]}`,
    );
    return undefined;
  }
}

/** `PRAGMA synchronous`, as the peer's own connections have it: 2 is FULL. */
export async function synchronousOf(peer: typeof Peer, fileName: string): Promise<number> {
  const connection = peer.sqliteConnection({ fileName });
  const row = await connection.querySingle<{ synchronous: number }>("PRAGMA synchronous");
  connection.close();
  return row!.synchronous;
}

const TRIES = 50;

/**
 * Does it again while the peer fails with SQLITE_BUSY: it opens a connection for each call and does not wait for its
 * first statement, which now and then keeps its own commit from happening.
 */
export async function unlessBusy<T>(task: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++)
    try {
      return await task();
    } catch (error) {
      if ((error as { code?: string }).code !== "SQLITE_BUSY" || attempt === TRIES) throw error;
    }
}
