import { randomUUID } from "node:crypto";
import { MongoClient, type Db } from "mongodb";

/** The server that the tests of this engine run against; without one they are skipped. */
export const MONGODB_URL = process.env["MONGODB_URL"];

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
