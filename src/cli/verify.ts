import type { Command } from "commander";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { SCHEMA as USERS_SCHEMA } from "../sign-in/embedded-issuer/users-file.js";
import { storeConfigOf } from "../config.js";
import type { ClusterSettings } from "../engines/settings.js";
import { openReading } from "../engines/reading.js";
import { verifyStore } from "../verifying/verify-store.js";
import { masterKeySource } from "../privacy/master-key-source.js";
import { SAMPLE_MASTER_KEY, sampleMasterKey } from "../privacy/master-key.js";
import { projections, registry, viewsOfReads } from "../slices.js";
import type { PartReport, StoreReport } from "../verifying/finding.js";
import { verifyLog } from "../verifying/log.js";

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
      tell(engines?.profile === "cluster" ? await verifyCluster(engines, now) : await verifyFolder(resolve(data), now));
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

/** The logs of a cluster, each by itself. */
async function verifyCluster(settings: ClusterSettings, now: string): Promise<StoreReport> {
  const { events, reads, close } = await openReading(settings);
  try {
    const parts: PartReport[] = [];
    for (const [part, log, reading] of [
      ["events", events, registry],
      ["reads", reads, viewsOfReads.registry],
    ] as const) {
      if (log === null) continue;
      const { events: count, streams, findings, eventsPerSecond } = await verifyLog(log, reading, undefined, now);
      parts.push({ part, checked: `${count} ${part} in ${streams} streams`, findings, eventsPerSecond });
    }
    return { parts, notes: ["Of a cluster only the logs are checked: not its keys, files and views."] };
  } finally {
    await close();
  }
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
