import { describe, expect, test } from "@jest/globals";
import { inspect } from "node:util";
import { connectMongo, MongoRefused } from "../../../src/engines/mongodb/connection.js";

describe("MongoDB: a connection string that is refused", () => {
  test.each([
    "mongodb://kawal:hunter2%@127.0.0.1",
    "mongodb://kawal:hunter2@127.0.0.1:port",
    "mongodb://kawal:hunter2@127.0.0.1:99999",
    "mongodb://kawal:hun/ter2@127.0.0.1",
    "mongodb://kawal:hunter2@127.0.0.1/?unheard=of",
    "mongodb://kawal:hunter2@127.0.0.1/?tls=maybe",
    "mongodb://kawal:hunter2@127.0.0.1/?tls=true&tlsCAFile=/nowhere.crt",
    "mongodb://kawal:hunter2@127.0.0.1/?authMechanism=NONE",
    "mongodb://kawal:hunter2@127.0.0.1:1/?serverSelectionTimeoutMS=50",
    "mongodb+srv://kawal:hunter2@nowhere.invalid/?serverSelectionTimeoutMS=50",
  ])("%s: is told without its password", async (url) => {
    const refused = await connectMongo(url).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(MongoRefused);
    expect((refused as Error).message).toContain("KAWAL_MONGODB");
    expect(inspect(refused, { depth: 10, showHidden: true })).not.toMatch(/hunter2|ter2@|hun\//);
  });
});
