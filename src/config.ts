import { resolve } from "node:path";

/** How the service is run, as the environment says. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly engines: EmbeddedSettings | ClusterSettings;
  /** Number of invented people; null for a store of real ones. */
  readonly sample: number | null;
  /** Callers who are believed whoever they say they are may come from other machines. */
  readonly unsafeHeaderIdentity: boolean;
}

export interface EmbeddedSettings {
  readonly profile: "embedded";
  /** Folder of the store. */
  readonly data: string;
  /** File of the master key; null for the sample's own, which protects nothing. */
  readonly masterKeyFile: string | null;
  /** A command that prints the master key, instead of a file. */
  readonly masterKeyCommand?: string;
}

export interface ClusterSettings {
  readonly profile: "cluster";
  /** Connection string of EventStoreDB or KurrentDB, credentials included. */
  readonly eventStore: string;
  /** Connection string of MongoDB, credentials and the name of the database included. */
  readonly mongodb: string;
  readonly masterKeyFile: string | null;
  readonly masterKeyCommand?: string;
}

/** A setting that can't be; the message says what to mend, and quotes no secret. */
export class BadConfig extends Error {}

export const SAMPLE_PEOPLE = 200;
const LOOPBACK = ["127.0.0.1", "::1", "localhost"];

/** Reads the configuration. @throws BadConfig */
export function configOf(env: NodeJS.ProcessEnv): Config {
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
  const unsafeHeaderIdentity = env["KAWAL_UNSAFE_HEADER_IDENTITY"] === "1";
  const host = env["HOST"] ?? "127.0.0.1";
  if (!LOOPBACK.includes(host) && sample !== null)
    throw new BadConfig(`HOST is ${JSON.stringify(host)}: a sample is served on loopback (127.0.0.1) only`);
  if (!LOOPBACK.includes(host) && !unsafeHeaderIdentity)
    throw new BadConfig(
      `HOST is ${JSON.stringify(host)}: callers name themselves by headers, so only loopback (127.0.0.1) is served, ` +
        "unless KAWAL_UNSAFE_HEADER_IDENTITY=1 says that whoever reaches the port is believed",
    );
  return { host, port: numberOf(env, "PORT", 3000, 0, 65535), engines, sample, unsafeHeaderIdentity };
}

function enginesOf(env: NodeJS.ProcessEnv): EmbeddedSettings | ClusterSettings {
  const profile = env["KAWAL_PROFILE"] ?? "embedded";
  const masterKeyFile = env["KAWAL_MASTER_KEY_FILE"];
  const named = env["KAWAL_MASTER_KEY_COMMAND"];
  const command = named === undefined ? {} : { masterKeyCommand: named };
  if (masterKeyFile !== undefined && named !== undefined)
    throw new BadConfig("KAWAL_MASTER_KEY_FILE and KAWAL_MASTER_KEY_COMMAND are both set: name one master key");
  if (profile === "embedded") {
    for (const name of ["KAWAL_EVENTSTORE", "KAWAL_MONGODB"])
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
  const text = env[name];
  const wanted = schemes.map((scheme) => `${scheme}://`).join(" or ");
  if (!text) throw new BadConfig(`${name} must be set to a connection string: ${wanted}…`);
  if (!schemes.some((scheme) => text.startsWith(`${scheme}://`)))
    throw new BadConfig(`${name} is no connection string that begins with ${wanted}`);
  return text;
}

function numberOf(env: NodeJS.ProcessEnv, name: string, otherwise: number, least: number, most: number): number {
  const text = env[name];
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new BadConfig(`${name} is ${JSON.stringify(text)}: it must be a whole number from ${least} to ${most}`);
  return value;
}
