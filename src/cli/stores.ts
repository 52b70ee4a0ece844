import { SingleBar } from "cli-progress";
import type { Command } from "commander";
import { resolve } from "node:path";
import { PASSPHRASE_OPTION, passphraseOf, type Passphrase } from "./passphrase.js";
import { telling } from "./telling.js";
import { folderOf, storeConfigOf } from "../config.js";
import { backUp, BackupRefused, restoreBackup } from "../moving/backup.js";
import { openSource, openTarget } from "../moving/open-stores.js";
import { exportStore } from "../moving/export-store.js";
import { readErasures } from "../moving/erasures-file.js";
import { importStore } from "../moving/import-store.js";
import { registry } from "../slices.js";
import { acceptLoss } from "./accept-loss.js";

const KEYS_LIFETIME_DAYS = 30;

/** `kawal export | import | backup | restore`: whole stores, configured by the environment as the service is. */
export function addStoreCommands(program: Command): void {
  program
    .command("export <folder>")
    .description("write the whole store into a new folder: events, files, and the keys under a passphrase")
    .option(...PASSPHRASE_OPTION)
    .action((folder: string, { passphraseFile }: Passphrase) =>
      telling(async () => {
        const secret = await passphraseOf(passphraseFile, true);
        const source = await openSource(storeConfigOf(process.env));
        try {
          const moved = await withBar("Exporting {bar} {percentage}%", 100, async (bar) => {
            const done = await exportStore(source, registry, resolve(folder), secret, (share) =>
              bar.update(Math.floor(share * 100)),
            );
            bar.update(100);
            return done;
          });
          console.log(`${moved.events} events, ${moved.keys} keys, ${moved.files} files are in ${resolve(folder)}`);
        } finally {
          await source.close();
        }
      }),
    );

  program
    .command("import <folder>")
    .description("bring an export into an empty store; goes on where an earlier import of it was cut off")
    .option(...PASSPHRASE_OPTION)
    .action((folder: string, { passphraseFile }: Passphrase) =>
      telling(async () => {
        const secret = await passphraseOf(passphraseFile, false);
        const target = await openTarget(storeConfigOf(process.env));
        try {
          const moved = await withBar("Importing {value} events", 0, (bar) =>
            importStore(target, resolve(folder), secret, (events) => bar.update(events)),
          );
          console.log(`${moved.events} events, ${moved.keys} keys, ${moved.files} files; every hash chain holds`);
        } finally {
          await target.close();
        }
      }),
    );

  program
    .command("backup <folder>")
    .description("copy the embedded store, also while the service runs")
    .requiredOption("--keys <folder>", "where the keys go: apart from the rest")
    .option(
      "--keys-lifetime <days>",
      "after so many days the copy of the keys is to be destroyed",
      `${KEYS_LIFETIME_DAYS}`,
    )
    .action((folder: string, options: { keys: string; keysLifetime: string }) =>
      telling(async () => {
        const days = Number(options.keysLifetime);
        const now = new Date().toISOString();
        const { events, files, users } = await backUp(embedded(), resolve(folder), resolve(options.keys), days, now);
        console.log(
          `${events} events and ${files} files are in ${resolve(folder)}, ${users ? "the keys and the store's own users" : "the keys"} in ${resolve(options.keys)}.`,
        );
        console.log(`Destroy this copy of the keys within ${days} days: it opens what is erased from now on.`);
      }),
    );

  program
    .command("restore <folder>")
    .description("bring a backup back into KAWAL_DATA, which must be empty")
    .requiredOption("--keys <folder>", "where the keys are")
    .option("--erasures <file>", "what was erased after the backup: made by `kawal erasures` of a later store")
    .action((folder: string, options: { keys: string; erasures?: string }) =>
      telling(async () => {
        const data = embedded();
        const erasures = options.erasures === undefined ? undefined : readErasures(resolve(options.erasures));
        const now = new Date().toISOString();
        const restored = await restoreBackup(data, resolve(folder), resolve(options.keys), now, erasures);
        console.log(`${restored.events} events and ${restored.files} files are in ${data}; every hash chain holds.`);
        console.log(
          erasures === undefined
            ? `The keys are of ${restored.keysMadeAt}. What this log says is erased is destroyed before the service answers; what was erased after its end it can't know, and is open again: give it by --erasures, or erase it anew.`
            : `The keys are of ${restored.keysMadeAt}. What was erased up to ${erasures.madeAt} is destroyed; what was erased later must be erased anew.`,
        );
        console.log(
          restored.users
            ? "The store's own users are there again, with their passwords of then: every one signs in anew."
            : "The backup has no users of the store's own: make them by `kawal users add`, unless an issuer signs them in.",
        );
        if (restored.keysOverdueSince !== undefined)
          console.log(`This copy of them was to be destroyed by ${restored.keysOverdueSince}.`);
      }),
    );

  program
    .command("accept-loss")
    .description(
      "record that a log lacks events which it had, and that nothing newer is there; the service must be stopped",
    )
    .requiredOption("--reason <text>", "why nothing newer can be brought back; it is kept, sealed")
    .action(({ reason }: { reason: string }) =>
      telling(async () => {
        const losses = await acceptLoss(storeConfigOf(process.env), reason);
        if (losses.length === 0) console.log("Nothing is lost: each log reaches where it had been.");
        for (const { log, had, ends } of losses)
          console.log(`${log}.db ends with event ${ends}, and had reached event ${had.number}: this is recorded.`);
      }),
    );
}

function embedded(): string {
  const data = folderOf(process.env);
  if (data === undefined)
    throw new BackupRefused("a cluster is backed up by the tools of its engines: see docs/moving-a-store.md");
  return data;
}

/** Stopped also when the work fails: its timer would keep the process from ending. */
async function withBar<T>(format: string, total: number, work: (bar: SingleBar) => Promise<T>): Promise<T> {
  const bar = new SingleBar({ format, noTTYOutput: true, notTTYSchedule: 5_000 });
  bar.start(total, 0);
  try {
    return await work(bar);
  } finally {
    bar.stop();
  }
}
