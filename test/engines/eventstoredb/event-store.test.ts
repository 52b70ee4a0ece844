import { v4 as uuid } from "uuid";
import { describe, test } from "@jest/globals";
import { eventStoreContract } from "../event-store.contract.js";
import { FakeServer } from "./fake-server.js";
import { openScopedStore } from "./scoped-store.js";

const TRAITS = { refusesKnownIds: false };
const url = process.env["EVENTSTORE_URL"];

eventStoreContract(
  "EventStoreDB's client, over a server of the tests,",
  async () => {
    const server = await new FakeServer().start();
    const open = () => openScopedStore("own", { connectionString: server.url });
    let store = await open();
    return {
      store,
      reopen: async () => (store = await open()),
      dispose: async () => {
        await store.close();
        server.kill();
      },
    };
  },
  TRAITS,
);

if (url === undefined)
  describe("EventStoreDB as an event store", () =>
    test.skip("not run: EVENTSTORE_URL names no server", () => undefined));
else
  eventStoreContract(
    "EventStoreDB",
    async () => {
      const prefix = `t${uuid().replaceAll("-", "")}`;
      const open = () => openScopedStore(prefix, { connectionString: url });
      let store = await open();
      return { store, reopen: async () => (store = await open()), dispose: () => store.close() };
    },
    TRAITS,
  );
