import { afterEach, describe, expect, test } from "@jest/globals";
import { openEventStoreDbEventStore } from "../../../src/engines/eventstoredb/event-store.js";
import { BadConnection } from "../../../src/engines/eventstoredb/connection-string.js";
import { streamNames } from "../../../src/engines/eventstoredb/stream-names.js";
import { aggregates } from "../../../src/slices.js";
import { MINUTES } from "../../waiting.js";
import { FakeServer } from "./fake-server.js";

let server: FakeServer | undefined;
afterEach(() => {
  server?.kill();
  server = undefined;
});

async function refusal(connectionString: string, openTimeoutMs = 1_000): Promise<Error> {
  const opening = openEventStoreDbEventStore({ connectionString, kawalStreams: /^thing-/, openTimeoutMs });
  const error = await opening.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(BadConnection);
  return error as Error;
}

describe("a connection string", () => {
  test.each([
    ["localhost:2113", /must read "esdb:\/\/host:2113"/],
    ["http://localhost:2113", /must read/],
    ["esdb://", /must read/],
    ["esdb://localhost:port", /a host must be a name/],
    ["esdb://[::1]:2113", /IPv6/],
    ["esdb://localhost?tsl=false", /"tsl" is no setting/],
    ["esdb://localhost?tls", /tls has no value/],
    ["esdb://localhost?throwOnAppendFailure=false", /throwOnAppendFailure/],
    ["esdb://localhost?tlsVerifyCert=false", /tlsCAFile/],
    ["esdb://localhost?tls=maybe", /does not understand/],
    ["esdb://localhost?tlsCAFile=/nowhere.crt", /certificate/],
    ["esdb://admin:changeit@localhost?tls=false", /would not be sent/],
    ["esdb://admin:ch@ngeit@localhost", /URL-encoded/],
    ["esdb://admin:ch:ngeit@localhost", /URL-encoded/],
    ["esdb://admin:100%@localhost", /URL-encoded/],
    ["esdb://admin@localhost", /URL-encoded/],
  ])("%s is refused with what to mend", async (text, told) => {
    const { message } = await refusal(text);
    expect(message).toMatch(told);
    expect(message).toMatch(/KAWAL_EVENTSTORE/);
    expect(message).not.toMatch(/ngeit|100%/);
  });
});

describe("a server", () => {
  test("that is not there", async () => {
    expect((await refusal("esdb://127.0.0.1:1?tls=false")).message).toMatch(
      /no EventStoreDB answers at 127.0.0.1:1: check/,
    );
  });

  test("that speaks no TLS, or says nothing", async () => {
    server = await new FakeServer().start();
    expect((await refusal(`esdb://localhost:${server.port}`)).message).toMatch(/tls=false when it does not/);
    server.faults.reads.push("hang");
    expect((await refusal(server.url)).message).toMatch(/no answer to a read within 1000 ms/);
  });

  test("that refuses the user", async () => {
    server = await new FakeServer().start();
    server.faults.reads.push("denied");
    expect((await refusal(server.url, MINUTES)).message).toMatch(/refuses the user/);
  });

  test("sees every connection closed with the store", async () => {
    server = await new FakeServer().start();
    const store = await openEventStoreDbEventStore({
      connectionString: server.url,
      kawalStreams: /^thing-/,
      openTimeoutMs: MINUTES,
      readTimeoutMs: MINUTES,
    });
    await store.head();
    await store.close();
    await server.drain();
  });
});

describe("the names of Kawal's streams", () => {
  const names = streamNames(aggregates.map(({ category }) => category));
  const id = "0192f1d2-7c1e-7000-8000-000000000000";

  test.each(["store", `person-${id}`, `migrant-${id}`, `identityLink-${id}`, `process-repatriation-at-death-${id}`])(
    "are like %s",
    (name) => expect(name).toMatch(names),
  );

  test.each(["$all", "$$person-1", `$ce-person`, `order-${id}`, `person-${id}-copy`, `my-person-${id}`, "person-1"])(
    "are not like %s",
    (name) => expect(name).not.toMatch(names),
  );
});
