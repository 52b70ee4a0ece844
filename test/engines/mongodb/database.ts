import { randomUUID } from "node:crypto";
import { describe, test } from "@jest/globals";
import { MongoClient, type Db } from "mongodb";
import { connectMongo } from "../../../src/engines/mongodb/connection.js";

const url = process.env["MONGODB_URL"];

export interface TemporaryDatabase {
  readonly db: Db;
  /** The same database over another connection. @param through address (`host:port`) to connect to instead */
  beside(through?: string): Promise<Db>;
  /** Drops it and closes every connection. */
  drop(): Promise<void>;
}

/** A database of its own on the server at MONGODB_URL. */
export async function temporaryDatabase(): Promise<TemporaryDatabase> {
  const { db, close } = await connectMongo(url!);
  const name = `kawal-test-${randomUUID()}`;
  const closing: (() => Promise<void>)[] = [close];
  const own = db.client.db(name);
  return {
    db: own,
    async beside(through) {
      const { hosts } = new MongoClient(url!).options;
      const other = await connectMongo(through === undefined ? url! : url!.replace(hosts.join(","), through));
      closing.push(other.close);
      return other.db.client.db(name);
    },
    async drop() {
      await own.dropDatabase();
      for (const each of closing) await each();
    },
  };
}

/** Host and port of the server. */
export function serverAddress(): { readonly host: string; readonly port: number } {
  const [address] = new MongoClient(url!).options.hosts;
  return { host: address!.host!, port: address!.port! };
}

/** Tests that need a server; without MONGODB_URL they are skipped, by name. */
export function onMongo(name: string, define: () => void): void {
  if (url === undefined)
    describe(name, () => {
      test.skip("not run: MONGODB_URL names no server", () => undefined);
    });
  else define();
}
