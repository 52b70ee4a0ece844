import { resolve } from "node:path";

/** How the service is run, as the environment says. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Folder of the store. */
  readonly data: string;
  /** Number of invented people; null for a store of real ones. */
  readonly sample: number | null;
  /** File of the master key; null for the sample's own, which protects nothing. */
  readonly masterKeyFile: string | null;
}

/** A setting that can't be; the message says what to mend. */
export class BadConfig extends Error {}

export const SAMPLE_PEOPLE = 200;
const LOOPBACK = ["127.0.0.1", "::1", "localhost"];

/** Reads the configuration. @throws BadConfig */
export function configOf(env: NodeJS.ProcessEnv): Config {
  const profile = env["KAWAL_PROFILE"] ?? "embedded";
  if (profile !== "embedded")
    throw new BadConfig(`KAWAL_PROFILE is ${JSON.stringify(profile)}: this version runs the profile "embedded" only`);
  const host = env["HOST"] ?? "127.0.0.1";
  if (!LOOPBACK.includes(host))
    throw new BadConfig(
      `HOST is ${JSON.stringify(host)}: callers name themselves by headers, so only loopback (127.0.0.1) is served`,
    );
  const port = numberOf(env, "PORT", 3000, 0, 65535);
  const named = env["KAWAL_DATA"];
  if (named === "") throw new BadConfig("KAWAL_DATA is empty: it must name the folder of the store, or not be set");
  const sample =
    env["KAWAL_SAMPLE"] !== undefined
      ? numberOf(env, "KAWAL_SAMPLE", SAMPLE_PEOPLE, 0, 100_000)
      : named === undefined
        ? SAMPLE_PEOPLE
        : null;
  const masterKeyFile = env["KAWAL_MASTER_KEY_FILE"] ?? null;
  if (sample === null && masterKeyFile === null)
    throw new BadConfig(
      "KAWAL_MASTER_KEY_FILE must name a file of 32 random bytes outside of KAWAL_DATA: a store of real people needs a master key",
    );
  return {
    host,
    port,
    data: resolve(named ?? "data"),
    sample,
    masterKeyFile: masterKeyFile === null ? null : resolve(masterKeyFile),
  };
}

function numberOf(env: NodeJS.ProcessEnv, name: string, otherwise: number, least: number, most: number): number {
  const text = env[name];
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new BadConfig(`${name} is ${JSON.stringify(text)}: it must be a whole number from ${least} to ${most}`);
  return value;
}
