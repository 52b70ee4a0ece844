import { test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { MongoClient, type Db } from "mongodb";

/** The server that the tests of this engine run against. */
const MONGODB_URL = process.env["MONGODB_URL"];

/** Tests that need a server: skipped, by name, where `MONGODB_URL` names none. */
export function whereThereIsMongo(name: string, tests: () => void): void {
  if (MONGODB_URL !== undefined) tests();
  else test.skip(`MongoDB: ${name} (MONGODB_URL names no server)`, () => undefined);
}

export interface TemporaryDatabase {
  readonly db: Db;
  /** Connection string that names the database. */
  readonly url: string;
  readonly dispose: () => Promise<void>;
}

/** An empty database of its own. */
export async function temporaryDatabase(): Promise<TemporaryDatabase> {
  const name = `kawal-test-${randomUUID()}`;
  const url = new URL(MONGODB_URL!);
  url.pathname = `/${name}`;
  const client = new MongoClient(url.href);
  await client.connect();
  const db = client.db(name);
  return {
    db,
    url: url.href,
    async dispose() {
      await db.dropDatabase();
      await client.close();
    },
  };
}
