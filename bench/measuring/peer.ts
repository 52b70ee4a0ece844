import type * as Peer from "@event-driven-io/emmett-sqlite";

/** Emmett's SQLite event store, loaded when it is measured; it runs on node:sqlite (`sqlite3.ts`). */
export const loadPeer = (): Promise<typeof Peer> => import("@event-driven-io/emmett-sqlite");

/** `PRAGMA synchronous`, as the peer's own connections have it: 2 is FULL. */
export async function synchronousOf(peer: typeof Peer, fileName: string): Promise<number> {
  const connection = peer.sqliteConnection({ fileName });
  const row = await connection.querySingle<{ synchronous: number }>("PRAGMA synchronous");
  connection.close();
  return row!.synchronous;
}
