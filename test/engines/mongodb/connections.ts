import type { Db } from "mongodb";
import { connectMongo } from "../../../src/engines/mongodb/connection.js";
import type { TemporaryDatabase } from "./database.js";

/** Further connections to one database, as other instances have them. */
export function connectionsTo({ url }: Pick<TemporaryDatabase, "url">) {
  const closing: (() => Promise<void>)[] = [];
  return {
    /** @param through `host:port` to connect to in place of the server's */
    async connect(through?: string): Promise<Db> {
      const place = new URL(url);
      if (through !== undefined) place.host = through;
      const { db, close } = await connectMongo(place.href);
      closing.push(close);
      return db;
    },
    async close(): Promise<void> {
      for (const each of closing.splice(0)) await each();
    },
  };
}

/** Where the server of a database is. */
export function serverOf({ url }: Pick<TemporaryDatabase, "url">): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port === "" ? 27_017 : port) };
}
