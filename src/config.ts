import { isIP } from "node:net";
import { resolve } from "node:path";
import { Mendable } from "./event-sourcing/mendable.js";
import { isTrustworthy } from "./sign-in/oidc/issuer-url.js";
import type { ClusterSettings, EmbeddedSettings, StoreConfig } from "./engines/settings.js";
import type { Edges } from "./http/edges/settings.js";
import { LIMITS } from "./limits.js";
import { readSecretFile } from "./privacy/secret-file.js";
import type { EmbeddedIdentity, OidcSettings } from "./sign-in/settings.js";

/** How the service is run, as the environment says. */
export interface Config extends StoreConfig {
  readonly host: string;
  readonly port: number;
  readonly identity: EmbeddedIdentity | OidcSettings;
  readonly edges: Edges;
}

/** A setting that can't be; the message says what to mend, and quotes no secret. */
export class BadConfig extends Mendable {}

export const SAMPLE_PEOPLE = 200;
const LOOPBACK = ["127.0.0.1", "::1", "localhost"];
const NETWORKS = ["loopback", "linklocal", "uniquelocal"];

/** Reads the configuration of the service. @throws BadConfig */
export function configOf(env: NodeJS.ProcessEnv): Config {
  const store = storeConfigOf(env);
  const identity = identityOf(env);
  const host = env["HOST"] ?? "127.0.0.1";
  if (!LOOPBACK.includes(host) && store.sample !== null)
    throw new BadConfig(`HOST is ${JSON.stringify(host)}: a sample is served on loopback (127.0.0.1) only`);
  if (identity.kind === "oidc" && store.sample !== null)
    throw new BadConfig(
      "KAWAL_ISSUER is set: a sample has users of its own; KAWAL_DATA, without KAWAL_SAMPLE, names a store of real people",
    );
  if (identity.kind === "embedded" && !LOOPBACK.includes(host))
    throw new BadConfig(
      `HOST is ${JSON.stringify(host)}: without KAWAL_ISSUER, an OpenID Connect issuer, only loopback (127.0.0.1) is served`,
    );
  if (identity.kind === "embedded" && store.engines.profile === "cluster")
    throw new BadConfig(
      "KAWAL_ISSUER must name an OpenID Connect issuer: the instances of a cluster have no users of their own",
    );
  const edges: Edges = {
    requestsPerMinute: numberOf(env, "KAWAL_RATE_LIMIT", LIMITS.requestsPerMinute.most, 1, 1_000_000),
    loopback: LOOPBACK.includes(host),
    trustedProxies: trustedProxiesOf(env),
    metricsToken: metricsTokenOf(env),
  };
  return { ...store, host, port: numberOf(env, "PORT", 3000, 0, 65535), identity, edges };
}

/** Reads which store there is, for what is done without the service. @throws BadConfig */
export function storeConfigOf(env: NodeJS.ProcessEnv): StoreConfig {
  const engines = enginesOf(env);
  const sample =
    env["KAWAL_SAMPLE"] !== undefined
      ? numberOf(env, "KAWAL_SAMPLE", SAMPLE_PEOPLE, 0, 100_000)
      : engines.profile === "embedded" && env["KAWAL_DATA"] === undefined
        ? SAMPLE_PEOPLE
        : null;
  if (sample === null && engines.masterKeyFile === null && engines.masterKeyCommand === undefined)
    throw new BadConfig(
      "KAWAL_MASTER_KEY_FILE must name a file of 32 random bytes outside of KAWAL_DATA: a store of real people needs a master key",
    );
  return { engines, sample };
}

/** The folder of an embedded store, for what needs no key of it; undefined for a cluster. @throws BadConfig */
export function folderOf(env: NodeJS.ProcessEnv): string | undefined {
  const profile = env["KAWAL_PROFILE"] ?? "embedded";
  // Of a cluster nothing else is looked at: what is missing there is not what is wrong.
  if (profile === "cluster") return undefined;
  const engines = enginesOf(env);
  return engines.profile === "embedded" ? engines.data : undefined;
}

function identityOf(env: NodeJS.ProcessEnv): EmbeddedIdentity | OidcSettings {
  const issuer = env["KAWAL_ISSUER"];
  if (issuer === undefined) {
    for (const name of ["KAWAL_AUDIENCE", "KAWAL_OFFICER_CLAIM", "KAWAL_ADMINISTRATORS"])
      if (env[name] !== undefined) throw new BadConfig(`${name} is set: it belongs to KAWAL_ISSUER, which is not`);
    return { kind: "embedded" };
  }
  const url = URL.parse(issuer);
  if (url === null || !isTrustworthy(url) || /[?#]/.test(issuer))
    throw new BadConfig(
      "KAWAL_ISSUER must be the issuer's URL as its tokens name it: https:// (http:// on loopback only), without query",
    );
  if (url.username !== "" || url.password !== "")
    throw new BadConfig("KAWAL_ISSUER holds a user or a password: an issuer's keys are public, and need none");
  return {
    kind: "oidc",
    issuer,
    audience: namedBy(env, "KAWAL_AUDIENCE") ?? "kawal",
    officerClaim: namedBy(env, "KAWAL_OFFICER_CLAIM") ?? null,
    administrators: (env["KAWAL_ADMINISTRATORS"] ?? "")
      .split(",")
      .map((subject) => subject.trim())
      .filter((subject) => subject !== ""),
  };
}

/** What a monitor sends as its bearer token. */
function metricsTokenOf(env: NodeJS.ProcessEnv): string | null {
  const file = namedBy(env, "KAWAL_METRICS_TOKEN_FILE");
  if (file === undefined) return null;
  const token = firstLineOf(resolve(file), "KAWAL_METRICS_TOKEN_FILE");
  // As RFC 6750 writes a bearer token.
  if (!/^[\w.~+/-]{32,512}=*$/.test(token))
    throw new BadConfig(
      "KAWAL_METRICS_TOKEN_FILE must name a file whose first line is the token: 32 letters, digits or -._~+/ at least",
    );
  return token;
}

/** Addresses, networks, or the names of networks that `proxy-addr` knows. */
function trustedProxiesOf(env: NodeJS.ProcessEnv): string[] {
  const named = namedBy(env, "KAWAL_TRUSTED_PROXY");
  if (named === undefined) return [];
  const proxies = named.split(",").map((each) => each.trim());
  for (const proxy of proxies) {
    const [address = "", bits, ...more] = proxy.split("/");
    const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)]!;
    const isNetwork = most > 0 && more.length === 0 && (bits === undefined || (/^\d+$/.test(bits) && +bits <= most));
    // Whoever is believed by everybody may be anybody.
    if (!(isNetwork && bits !== "0") && !NETWORKS.includes(proxy))
      throw new BadConfig(
        `KAWAL_TRUSTED_PROXY has ${JSON.stringify(proxy)}: each must be an address, a network (10.0.0.0/8) or ${NETWORKS.join(", ")}`,
      );
  }
  return proxies;
}

function namedBy(env: NodeJS.ProcessEnv, name: string): string | undefined {
  if (env[name] === "") throw new BadConfig(`${name} is empty: it must name something, or not be set`);
  return env[name];
}

function enginesOf(env: NodeJS.ProcessEnv): EmbeddedSettings | ClusterSettings {
  const profile = env["KAWAL_PROFILE"] ?? "embedded";
  const masterKeyFile = env["KAWAL_MASTER_KEY_FILE"];
  const named = env["KAWAL_MASTER_KEY_COMMAND"];
  const command = named === undefined ? {} : { masterKeyCommand: named };
  if (masterKeyFile !== undefined && named !== undefined)
    throw new BadConfig("KAWAL_MASTER_KEY_FILE and KAWAL_MASTER_KEY_COMMAND are both set: name one master key");
  if (profile === "embedded") {
    for (const name of ["KAWAL_EVENTSTORE", "KAWAL_MONGODB", "KAWAL_EVENTSTORE_FILE", "KAWAL_MONGODB_FILE"])
      if (env[name] !== undefined) throw new BadConfig(`${name} is set: it belongs to KAWAL_PROFILE=cluster`);
    const data = env["KAWAL_DATA"];
    if (data === "") throw new BadConfig("KAWAL_DATA is empty: it must name the folder of the store, or not be set");
    return {
      profile,
      data: resolve(data ?? "data"),
      masterKeyFile: masterKeyFile === undefined ? null : resolve(masterKeyFile),
      ...command,
    };
  }
  if (profile !== "cluster")
    throw new BadConfig(`KAWAL_PROFILE is ${JSON.stringify(profile)}: it must be "embedded" or "cluster"`);
  if (env["KAWAL_DATA"] !== undefined)
    throw new BadConfig("KAWAL_DATA is set: the cluster profile keeps nothing in a folder");
  if (masterKeyFile === undefined && named === undefined)
    throw new BadConfig("KAWAL_MASTER_KEY_FILE must name a file of 32 random bytes, the same on every instance");
  return {
    profile,
    eventStore: connectionOf(env, "KAWAL_EVENTSTORE", ["esdb", "esdb+discover", "kurrentdb", "kurrentdb+discover"]),
    mongodb: connectionOf(env, "KAWAL_MONGODB", ["mongodb", "mongodb+srv"]),
    masterKeyFile: masterKeyFile === undefined ? null : resolve(masterKeyFile),
    ...command,
  };
}

/** Only what can be told without connecting; the engine's own client says the rest. */
function connectionOf(env: NodeJS.ProcessEnv, name: string, schemes: readonly string[]): string {
  const file = namedBy(env, `${name}_FILE`);
  if (file !== undefined && env[name] !== undefined)
    throw new BadConfig(`${name} and ${name}_FILE are both set: only one of them names the engine`);
  const text = file === undefined ? env[name] : firstLineOf(resolve(file), `${name}_FILE`);
  const wanted = schemes.map((scheme) => `${scheme}://`).join(" or ");
  if (!text)
    throw new BadConfig(
      `${name} must be set to a connection string: ${wanted}…; or ${name}_FILE to a file whose first line it is, as it must be where it holds a password`,
    );
  if (hasPassword(text) && file === undefined)
    throw new BadConfig(
      `${name} holds a password, which an environment shows to others: write it into a file, and name that by ${name}_FILE`,
    );
  if (!schemes.some((scheme) => text.startsWith(`${scheme}://`)))
    throw new BadConfig(`${name} is no connection string that begins with ${wanted}`);
  return text;
}

const hasPassword = (text: string) => /^[^:]+:\/\/[^/?]*:[^/?]*@/.test(text);

function firstLineOf(file: string, name: string): string {
  const bytes = readSecretFile(file, `The file ${file} (${name})`, (message) => new BadConfig(message));
  return bytes.toString("utf8").split(/\r?\n/, 1)[0]!.trim();
}

function numberOf(env: NodeJS.ProcessEnv, name: string, otherwise: number, least: number, most: number): number {
  const text = env[name];
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new BadConfig(`${name} is ${JSON.stringify(text)}: it must be a whole number from ${least} to ${most}`);
  return value;
}
