import { resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { BadConfig, configOf, storeConfigOf } from "../src/config.js";

const CLUSTER = {
  KAWAL_PROFILE: "cluster",
  KAWAL_EVENTSTORE: "esdb://admin:secret@events:2113",
  KAWAL_MONGODB: "mongodb://kawal:secret@views/kawal?replicaSet=rs0",
  KAWAL_MASTER_KEY_FILE: "/keys/master",
  KAWAL_ISSUER: "https://issuer.example/realms/kawal",
};
const ISSUER = { KAWAL_ISSUER: CLUSTER.KAWAL_ISSUER };
const REAL = { KAWAL_DATA: "data", KAWAL_MASTER_KEY_FILE: "/keys/master" };

test("with nothing set a sample is served on loopback, from a folder", () => {
  expect(configOf({})).toEqual({
    host: "127.0.0.1",
    port: 3000,
    engines: { profile: "embedded", data: resolve("data"), masterKeyFile: null },
    sample: 200,
    identity: { kind: "embedded" },
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
    identity: {
      kind: "oidc",
      issuer: "https://issuer.example/realms/kawal",
      audience: "kawal",
      officerClaim: null,
      administrators: [],
    },
  });
});

test("an issuer is named with what its tokens say, and then other machines may call", () => {
  const env = {
    ...REAL,
    HOST: "0.0.0.0",
    KAWAL_ISSUER: "https://issuer.example/",
    KAWAL_AUDIENCE: "kawal-test",
    KAWAL_OFFICER_CLAIM: "kawal_officer",
    KAWAL_ADMINISTRATORS: "7f1c, root,,",
  };
  expect(configOf(env)).toMatchObject({
    host: "0.0.0.0",
    identity: {
      kind: "oidc",
      issuer: "https://issuer.example/",
      audience: "kawal-test",
      officerClaim: "kawal_officer",
      administrators: ["7f1c", "root"],
    },
  });
  for (const issuer of ["http://127.0.0.1:8080/realms/kawal", "http://localhost:8080", "http://[::1]:8080"])
    expect(configOf({ ...REAL, KAWAL_ISSUER: issuer }).identity).toMatchObject({ issuer });
});

test("what is done without the service needs no issuer", () => {
  const { KAWAL_ISSUER: _, ...env } = CLUSTER;
  expect(storeConfigOf(env)).toMatchObject({ engines: { profile: "cluster" }, sample: null });
  expect(() => configOf(env)).toThrow(/KAWAL_ISSUER must name/);
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
    ["an address that others reach, without an issuer", { ...REAL, HOST: "0.0.0.0" }, /without KAWAL_ISSUER/],
    ["a sample that others reach", { HOST: "0.0.0.0" }, /sample is served on loop/],
    ["a sample with an issuer", { KAWAL_ISSUER: CLUSTER.KAWAL_ISSUER }, /KAWAL_ISSUER is set: a sample/],
    ["a sample in a folder with an issuer", { ...REAL, ...ISSUER, KAWAL_SAMPLE: "3" }, /KAWAL_ISSUER is set: a sample/],
    ["a sample on a cluster", { ...CLUSTER, KAWAL_SAMPLE: "3" }, /KAWAL_ISSUER is set: a sample/],
    ["a cluster without an issuer", { ...CLUSTER, KAWAL_ISSUER: undefined }, /KAWAL_ISSUER must name/],
    ["no issuer", { ...REAL, KAWAL_ISSUER: "" }, /KAWAL_ISSUER must be the issuer's URL/],
    ["an issuer in the clear", { ...REAL, KAWAL_ISSUER: "http://issuer.example" }, /https:\/\//],
    ["an issuer in a file", { ...REAL, KAWAL_ISSUER: "file:///issuer" }, /https:\/\//],
    ["an issuer with a query", { ...REAL, KAWAL_ISSUER: "https://issuer.example/?realm=secret" }, /without query/],
    ["an issuer with a password", { ...REAL, KAWAL_ISSUER: "https://me:secret@issuer.example" }, /holds a user/],
    ["an audience that is none", { ...REAL, ...ISSUER, KAWAL_AUDIENCE: "" }, /KAWAL_AUDIENCE is empty/],
    ["a claim that is none", { ...REAL, ...ISSUER, KAWAL_OFFICER_CLAIM: "" }, /KAWAL_OFFICER_CLAIM is empty/],
    ["administrators of no issuer", { ...REAL, KAWAL_ADMINISTRATORS: "root" }, /KAWAL_ADMINISTRATORS is set/],
    ["a port that is none", { PORT: "70000" }, /PORT is "70000"/],
  ])("%s", (_, env, message) => {
    const configuring = () => configOf(env);
    expect(configuring).toThrow(BadConfig);
    expect(configuring).toThrow(message);
    expect(configuring).not.toThrow(/secret/);
  });
});
