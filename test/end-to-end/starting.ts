import { randomBytes } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/*
 * What tests start, and how. Node.js imports this file as it is, too (test/whole-run/host.mjs): it imports nothing of
 * these tests, and has no syntax that types alone don't explain.
 */

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The root of the project. */
export const ROOT = at("");
/** The command as it is installed; it starts the entry point `cli` on the Node.js that the package pins. */
export const KAWAL = at("bin/kawal.js");
const ENTRIES = { main: at("dist/main.js"), cli: at("dist/cli.js") };

/** An option of Node.js by which a process ends with whoever started it. */
export const ENDS_WITH_PARENT = `--import=${new URL("./ends-with-parent.mjs", import.meta.url).href}`;

/** Under `npm run test:watch` all is started from the source. */
const FROM_SOURCE =
  process.env["KAWAL_FROM_SOURCE"] === undefined
    ? []
    : [`--import=${new URL("../from-source.mjs", import.meta.url).href}`];

/** What Node.js is given to run the service (`main`) or the command (`cli`). */
export function nodeArguments(entry: "main" | "cli"): string[] {
  return ["--disable-warning=ExperimentalWarning", ENDS_WITH_PARENT, ...FROM_SOURCE, ENTRIES[entry]];
}

/** What a process gets of this environment, and where compiled code is kept, as tests start the same code often. */
export function environment(): Record<string, string | undefined> {
  return {
    PATH: process.env["PATH"],
    HOME: process.env["HOME"],
    NODE_COMPILE_CACHE: join(tmpdir(), "kawal-compiled"),
  };
}

/** The service's own line when it can be asked. */
export const LISTENS = /listens on (http:\/\/\S+?),/;

/** Whose token opens every store of these tests: they register the first officers. */
export const FIRST_ADMINISTRATOR = "first-administrator";
export const OFFICER_CLAIM = "kawal_officer";

/** Settings of a service over a folder, for officers of an issuer. */
export function settings(data: string, issuer: string): Record<string, string | undefined> {
  return {
    PORT: "0",
    // Some tests ask more in a minute than any officer.
    KAWAL_RATE_LIMIT: "1000000",
    ...storeIn(data),
    ...trusting(issuer),
  };
}

/** What trusts an issuer; a store of real people, as a sample has an issuer of its own. */
export function trusting(issuer: string): Record<string, string> {
  return {
    KAWAL_ISSUER: issuer,
    KAWAL_OFFICER_CLAIM: OFFICER_CLAIM,
    KAWAL_ADMINISTRATORS: FIRST_ADMINISTRATOR,
  };
}

/** A folder of its own; or the one store of a cluster, which `npm run test:engines` names for the lives. */
function storeIn(data: string): Record<string, string | undefined> {
  const { KAWAL_TEST_EVENTSTORE, KAWAL_TEST_MONGODB, KAWAL_TEST_MASTER_KEY_FILE } = process.env;
  if (KAWAL_TEST_EVENTSTORE === undefined) return { KAWAL_DATA: data, KAWAL_MASTER_KEY_FILE: masterKeyOf(data) };
  return {
    KAWAL_PROFILE: "cluster",
    KAWAL_EVENTSTORE: KAWAL_TEST_EVENTSTORE,
    KAWAL_MONGODB: KAWAL_TEST_MONGODB,
    KAWAL_MASTER_KEY_FILE: KAWAL_TEST_MASTER_KEY_FILE,
  };
}

/** The file of a store's master key, beside its folder: made the first time. */
export function masterKeyOf(data: string): string {
  const file = `${data}.key`;
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600 });
  return file;
}
