import { describe, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { openSqliteEventStore } from "../../src/engines/sqlite/event-store.js";
import { openScopedStore } from "../engines/eventstoredb/scoped-store.js";
import { memoryEventStore } from "../event-sourcing/memory-event-store.js";
import { temporaryFolder } from "../temporary.js";
import { readLogContract } from "./read-log.contract.js";

const url = process.env["EVENTSTORE_URL"];

readLogContract("SQLite", "embedded", async () => {
  const { folder, remove } = temporaryFolder();
  const store = await openSqliteEventStore({ file: join(folder, "reads.db"), mode: "write" });
  const dispose = async () => {
    await store.close();
    remove();
  };
  return { store, dispose };
});

readLogContract("a store in memory", "cluster", async () => {
  const store = memoryEventStore();
  return { store, dispose: () => store.close() };
});

if (url === undefined)
  describe("the log of reads on EventStoreDB", () =>
    test.skip("not run: EVENTSTORE_URL names no server", () => undefined));
else
  readLogContract("EventStoreDB", "cluster", async () => {
    const prefix = `t${randomUUID().replaceAll("-", "")}`;
    const store = await openScopedStore(prefix, { connectionString: url });
    return { store, dispose: () => store.close() };
  });
