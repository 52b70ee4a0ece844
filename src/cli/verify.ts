import type { Command } from "commander";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { SCHEMA as USERS_SCHEMA } from "../sign-in/embedded-issuer/users-file.js";
import { storeConfigOf } from "../config.js";
import type { ClusterSettings } from "../engines/settings.js";
import { verifyStore } from "../verifying/verify-store.js";
import { masterKeySource } from "../privacy/master-key-source.js";
import { SAMPLE_MASTER_KEY, sampleMasterKey } from "../privacy/master-key.js";
import { projections, registry, viewsOfReads } from "../slices.js";
import type { StoreReport } from "../verifying/finding.js";

/** `kawal verify`: exit code 2 where something is wrong in the store. */
export function addVerifyCommand(program: Command, dataOption: readonly [string, string, string]): void {
  program
    .command("verify")
    .description("check every part of the store against the others; reads only, also while the service runs")
    .option(...dataOption)
    .action(async ({ data }: { data: string }) => {
      for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
      const now = new Date().toISOString();
      const { engines } = process.env["KAWAL_PROFILE"] === "cluster" ? storeConfigOf(process.env) : {};
      tell(engines?.profile === "cluster" ? await verifyEngines(engines, now) : await verifyFolder(resolve(data), now));
    });
}

async function verifyFolder(data: string, now: string): Promise<StoreReport> {
  return verifyStore({
    data,
    masterKey: await masterKeyFor(data),
    events: { projections, registry },
    reads: viewsOfReads,
    usersSchema: USERS_SCHEMA,
    now,
  });
}

async function verifyEngines(settings: ClusterSettings, now: string): Promise<StoreReport> {
  // Loaded when it is wanted: a district's one machine needs no client of a cluster.
  const { verifyCluster } = await import("../verifying/verify-cluster.js");
  const masterKey = (await masterKeySource(settings)?.()) ?? null;
  return verifyCluster({ settings, masterKey, events: { projections, registry }, reads: viewsOfReads, now });
}

function tell({ parts, notes }: StoreReport): void {
  for (const { checked, findings, eventsPerSecond } of parts) {
    const speed = eventsPerSecond === undefined ? "" : ` (${eventsPerSecond} events/s)`;
    console.log(`${checked}, ${findings.length} faults${speed}`);
    for (const finding of findings) console.log(`  ${JSON.stringify(finding)}`);
    if (findings.length > 0) process.exitCode = 2;
  }
  for (const note of notes) console.log(note);
}

/** A sample's lies beside it; else what the environment names. Null where it names none. @throws MasterKeyRefused */
async function masterKeyFor(data: string): Promise<Uint8Array | null> {
  if (existsSync(join(data, SAMPLE_MASTER_KEY))) return sampleMasterKey(data);
  const { KAWAL_MASTER_KEY_FILE: file, KAWAL_MASTER_KEY_COMMAND: masterKeyCommand } = process.env;
  const masterKeyFile = file === undefined ? null : resolve(file);
  return (await masterKeySource({ masterKeyFile, masterKeyCommand }, data)?.()) ?? null;
}
