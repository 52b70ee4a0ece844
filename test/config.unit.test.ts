import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { BadConfig, configOf, storeConfigOf } from "../src/config.js";

const CLUSTER = {
  KAWAL_PROFILE: "cluster",
  KAWAL_EVENTSTORE: "esdb://events:2113?tls=false",
  KAWAL_MONGODB: "mongodb://views/kawal?replicaSet=rs0",
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
    edges: { requestsPerMinute: 600, loopback: true, trustedProxies: [], metricsToken: null },
  });
});

test("who may read the metrics is told by a file that only its owner may read", () => {
  const folder = mkdtempSync(join(tmpdir(), "kawal-"));
  try {
    const file = join(folder, "metrics-token");
    const token = (content: string, mode = 0o600) => {
      writeFileSync(file, content);
      chmodSync(file, mode);
      return configOf({ ...REAL, KAWAL_METRICS_TOKEN_FILE: file }).edges.metricsToken;
    };
    expect(token(`${"a".repeat(32)}\n`)).toBe("a".repeat(32));
    for (const unfit of ["", "short", "a".repeat(31), `${"a".repeat(31)} b`])
      expect(() => token(unfit)).toThrow(/KAWAL_METRICS_TOKEN_FILE must name a file whose first line is the token/);
    expect(() => token("a".repeat(32), 0o644)).toThrow(/can be read by group or others/);
    expect(() => configOf({ ...REAL, KAWAL_METRICS_TOKEN_FILE: join(folder, "gone") })).toThrow(/does not exist/);
  } finally {
    rmSync(folder, { recursive: true });
  }
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
    edges: { requestsPerMinute: 600, loopback: true, trustedProxies: [], metricsToken: null },
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

test("how often an officer may ask, and whose word is taken for where from, are said", () => {
  const env = {
    ...REAL,
    ...ISSUER,
    HOST: "0.0.0.0",
    KAWAL_RATE_LIMIT: "1200",
    KAWAL_TRUSTED_PROXY: "10.1.2.3, 192.168.0.0/16, 2001:db8::/32, uniquelocal",
  };
  expect(configOf(env).edges).toEqual({
    requestsPerMinute: 1200,
    loopback: false,
    trustedProxies: ["10.1.2.3", "192.168.0.0/16", "2001:db8::/32", "uniquelocal"],
    metricsToken: null,
  });
});

describe("engines named in files", () => {
  const folder = mkdtempSync(join(tmpdir(), "kawal-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const inFile = (name: string, text: string, mode = 0o600) => {
    const file = join(folder, name);
    writeFileSync(file, text, { mode });
    chmodSync(file, mode);
    return file;
  };
  const { KAWAL_EVENTSTORE: _events, KAWAL_MONGODB: _views, ...rest } = CLUSTER;
  const inFiles = (mode?: number, mongodb = "mongodb://kawal:secret@views/kawal\r\nthe second line") => ({
    ...rest,
    KAWAL_EVENTSTORE_FILE: inFile("events", "esdb://admin:secret@events:2113\n", mode),
    KAWAL_MONGODB_FILE: inFile("views", mongodb, mode),
  });

  test("may hold passwords, in their first line", () => {
    expect(configOf(inFiles()).engines).toEqual({
      profile: "cluster",
      eventStore: "esdb://admin:secret@events:2113",
      mongodb: "mongodb://kawal:secret@views/kawal",
      masterKeyFile: "/keys/master",
    });
    expect(storeConfigOf(inFiles(0o400)).engines).toMatchObject({ profile: "cluster" });
  });

  test.each<[string, () => NodeJS.ProcessEnv, RegExp]>([
    ["beside a setting of the same", () => ({ ...inFiles(), ...CLUSTER }), /KAWAL_EVENTSTORE_FILE are both set/],
    ["that others may read", () => inFiles(0o640), /KAWAL_EVENTSTORE_FILE\) can be read by group or others/],
    ["that are not there", () => ({ ...rest, KAWAL_EVENTSTORE_FILE: join(folder, "no") }), /does not exist/],
    ["that are folders", () => ({ ...rest, KAWAL_EVENTSTORE_FILE: folder }), /is not a regular file/],
    ["that name no file", () => ({ ...rest, KAWAL_EVENTSTORE_FILE: "" }), /KAWAL_EVENTSTORE_FILE is empty/],
    ["that are empty", () => inFiles(0o600, "\n"), /KAWAL_MONGODB must be set/],
    ["that name something else", () => inFiles(0o600, "esdb://me:secret@x"), /KAWAL_MONGODB is no connection/],
    ["of an embedded store", () => ({ ...REAL, KAWAL_MONGODB_FILE: "/f" }), /KAWAL_MONGODB_FILE is set: it belongs/],
  ])("are refused %s", (_, env, message) => {
    expect(() => configOf(env())).toThrow(BadConfig);
    expect(() => configOf(env())).toThrow(message);
    expect(() => configOf(env())).not.toThrow(/secret/);
  });
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
    ["views on an event store", { ...CLUSTER, KAWAL_MONGODB: "esdb://events" }, /KAWAL_MONGODB is no/],
    [
      "a password that the environment shows",
      { ...CLUSTER, KAWAL_MONGODB: "mongodb://kawal:secret@views/kawal" },
      /KAWAL_MONGODB holds a password.*KAWAL_MONGODB_FILE/,
    ],
    ["no requests at all", { KAWAL_RATE_LIMIT: "0" }, /KAWAL_RATE_LIMIT is "0".*from 1 to 1000000/],
    ["a proxy that is none", { ...REAL, ...ISSUER, KAWAL_TRUSTED_PROXY: "proxy" }, /KAWAL_TRUSTED_PROXY has "proxy"/],
    ["a network that is none", { ...REAL, ...ISSUER, KAWAL_TRUSTED_PROXY: "10.0.0.0/33" }, /"10.0.0.0\/33"/],
    ["everybody for a proxy", { ...REAL, ...ISSUER, KAWAL_TRUSTED_PROXY: "10.0.0.1,0.0.0.0/0" }, /"0.0.0.0\/0"/],
    ["a proxy without a name", { ...REAL, ...ISSUER, KAWAL_TRUSTED_PROXY: "" }, /KAWAL_TRUSTED_PROXY is empty/],
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
