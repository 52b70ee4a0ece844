import { resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { BadConfig, configOf } from "../src/config.js";

const CLUSTER = {
  KAWAL_PROFILE: "cluster",
  KAWAL_EVENTSTORE: "esdb://admin:secret@events:2113",
  KAWAL_MONGODB: "mongodb://kawal:secret@views/kawal?replicaSet=rs0",
  KAWAL_MASTER_KEY_FILE: "/keys/master",
};

test("with nothing set a sample is served on loopback, from a folder", () => {
  expect(configOf({})).toEqual({
    host: "127.0.0.1",
    port: 3000,
    engines: { profile: "embedded", data: resolve("data"), masterKeyFile: null },
    sample: 200,
    unsafeHeaderIdentity: false,
  });
});

test("the cluster profile has two engines, a master key and no folder", () => {
  expect(configOf(CLUSTER)).toEqual({
    host: "127.0.0.1",
    port: 3000,
    engines: {
      profile: "cluster",
      eventStore: CLUSTER.KAWAL_EVENTSTORE,
      mongodb: CLUSTER.KAWAL_MONGODB,
      masterKeyFile: "/keys/master",
    },
    sample: null,
    unsafeHeaderIdentity: false,
  });
  expect(configOf({ ...CLUSTER, KAWAL_SAMPLE: "3" }).sample).toBe(3);
});

describe("is refused, with what to mend, and no secret", () => {
  test.each<[string, NodeJS.ProcessEnv, RegExp]>([
    ["another profile", { KAWAL_PROFILE: "mixed" }, /"mixed".*"embedded" or "cluster"/],
    ["engines of a cluster without the profile", { KAWAL_MONGODB: CLUSTER.KAWAL_MONGODB }, /KAWAL_PROFILE=cluster/],
    ["a cluster without events", { ...CLUSTER, KAWAL_EVENTSTORE: "" }, /KAWAL_EVENTSTORE must be set.*esdb:\/\//],
    ["a cluster without views", { ...CLUSTER, KAWAL_MONGODB: undefined }, /KAWAL_MONGODB must be set/],
    ["views on an event store", { ...CLUSTER, KAWAL_MONGODB: "esdb://admin:secret@events" }, /KAWAL_MONGODB is no/],
    ["a cluster with a folder", { ...CLUSTER, KAWAL_DATA: "data" }, /KAWAL_DATA is set/],
    ["a cluster without a master key", { ...CLUSTER, KAWAL_MASTER_KEY_FILE: undefined }, /KAWAL_MASTER_KEY_FILE/],
    ["real people without a master key", { KAWAL_DATA: "data" }, /KAWAL_MASTER_KEY_FILE/],
    ["a folder without a name", { KAWAL_DATA: "" }, /KAWAL_DATA is empty/],
    ["an address that others reach", { ...CLUSTER, HOST: "0.0.0.0" }, /KAWAL_UNSAFE_HEADER_IDENTITY=1/],
    ["a sample that others reach", { HOST: "0.0.0.0", KAWAL_UNSAFE_HEADER_IDENTITY: "1" }, /sample is served on loop/],
    ["a port that is none", { PORT: "70000" }, /PORT is "70000"/],
  ])("%s", (_, env, message) => {
    const configuring = () => configOf(env);
    expect(configuring).toThrow(BadConfig);
    expect(configuring).toThrow(message);
    expect(configuring).not.toThrow(/secret/);
  });
});

test("other machines are served only where it is said that whoever calls is believed", () => {
  const env = { ...CLUSTER, HOST: "0.0.0.0", KAWAL_UNSAFE_HEADER_IDENTITY: "1" };
  expect(configOf(env)).toMatchObject({ host: "0.0.0.0", unsafeHeaderIdentity: true });
});
