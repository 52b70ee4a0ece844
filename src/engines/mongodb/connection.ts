import {
  MongoAPIError,
  MongoBulkWriteError,
  MongoClient,
  MongoError,
  MongoParseError,
  MongoServerError,
  type Db,
  type MongoClientOptions,
} from "mongodb";
import { StoreUnavailable } from "../../event-sourcing/stored-event/event-store.js";
import { ANSWER_MS, limited } from "./within-time.js";

/** MongoDB can't be used as it is named; the message says what to mend, and tells no password. */
export class MongoRefused extends StoreUnavailable {}

export interface MongoConnection {
  readonly db: Db;
  close(): Promise<void>;
}

const CONNECT_MS = 5_000;
/** Where the connection string names no database. */
const DATABASE = "kawal";

/** What is acknowledged is on the disks of a majority, and what is read can't be rolled back any more. */
const OPTIONS: MongoClientOptions = {
  writeConcern: { w: "majority", journal: true },
  readConcern: { level: "majority" },
  readPreference: "primary",
  retryWrites: true,
  retryReads: true,
  serverSelectionTimeoutMS: CONNECT_MS,
  connectTimeoutMS: CONNECT_MS,
  ignoreUndefined: true,
};

/**
 * Connects, and sees that the server answers to these credentials.
 * @param url connection string; its path names the database
 * @throws MongoRefused
 */
export async function connectMongo(url: string): Promise<MongoConnection> {
  let client: MongoClient;
  try {
    client = new MongoClient(url, OPTIONS);
  } catch (error) {
    // The message of any other error may quote what it could not parse, and the password with it.
    const why = error instanceof MongoParseError || error instanceof MongoAPIError ? error.name : "it can't be parsed";
    throw new MongoRefused(`KAWAL_MONGODB is no connection string that MongoDB's client takes (${why}).`);
  }
  const hosts = client.options.hosts.map(String).join(", ");
  try {
    await client.connect();
    const db = client.db(namedDatabase(client) ?? DATABASE);
    await db.command({ ping: 1 });
    return { db, close: () => client.close() };
  } catch (error) {
    await client.close().catch(() => undefined);
    throw new MongoRefused(whyRefused(error, hosts));
  }
}

function namedDatabase(client: MongoClient): string | undefined {
  // The driver's own default for a string that names none.
  return client.options.dbName === "test" ? undefined : client.options.dbName;
}

const AUTHENTICATION_FAILED = 18;
const UNAUTHORIZED = 13;

function whyRefused(error: unknown, hosts: string): string {
  const code = error instanceof MongoServerError ? error.code : undefined;
  if (code === AUTHENTICATION_FAILED || code === UNAUTHORIZED)
    return `MongoDB at ${hosts} does not take the credentials of KAWAL_MONGODB: mend user, password or authSource.`;
  const name = error instanceof Error ? error.name : "no error";
  return (
    `MongoDB at ${hosts} does not answer within ${CONNECT_MS / 1000} s (${name}): ` +
    "is it running, does KAWAL_MONGODB name its hosts, its replicaSet, and tls=true where it wants TLS?"
  );
}

/** Codes of a server that is on its way out or not the primary, or took too long: nothing is wrong with the request. */
const PASSING = new Set([6, 7, 50, 64, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436]);

/** Whether MongoDB is gone, changing its primary, or too slow; then it is unknown whether a write took effect. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof MongoServerError) {
    if (typeof error.code === "number") return PASSING.has(error.code);
    // A request of several writes that got no answer at all.
    return error instanceof MongoBulkWriteError && [error.writeErrors].flat().length === 0;
  }
  return error instanceof MongoError && !(error instanceof MongoAPIError && isMisuse(error));
}

/** The driver's errors about a connection that is gone are of the same family as those about wrong arguments. */
function isMisuse(error: MongoAPIError): boolean {
  return ![
    "MongoNotConnectedError",
    "MongoTopologyClosedError",
    "MongoExpiredSessionError",
    "MongoClientClosedError",
  ].includes(error.name);
}

/** What an operation gives. @throws StoreUnavailable when MongoDB does not answer */
export async function answered<T>(operation: Promise<T>): Promise<T> {
  try {
    return await limited(operation, ANSWER_MS, (reason) => new StoreUnavailable(reason));
  } catch (error) {
    if (isUnavailable(error)) throw new StoreUnavailable(`MongoDB does not answer: ${(error as Error).name}`);
    throw error;
  }
}

/** Whether a write met a document of the same id or unique field. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === 11_000;
}
