import { SingleBar } from "cli-progress";
import type { Command } from "commander";
import { resolve } from "node:path";
import { BadConfig, storeConfigOf } from "./config.js";
import { backUp, BackupRefused, restoreBackup } from "./engines/backup.js";
import { ImportUnfinished } from "./engines/folder/unfinished-import.js";
import { openSource, openTarget, SampleStays } from "./engines/moving.js";
import { NoStore } from "./engines/reading.js";
import { StoreLocked } from "./engines/sqlite/store-lock.js";
import { RevisionConflict, StoreUnavailable } from "./event-sourcing/event-store.js";
import { askPassphrase } from "./moving/ask-passphrase.js";
import { ExportDamaged } from "./moving/events-file.js";
import { exportStore, NotExported } from "./moving/export-store.js";
import { importStore, NotImported } from "./moving/import-store.js";
import { CopyDamaged } from "./moving/manifest.js";
import { PassphraseRefused, readPassphrase } from "./moving/passphrase.js";
import { FileExists } from "./privacy/file-store.js";
import { KeyConflict, WrongMasterKey } from "./privacy/key-store.js";
import { MasterKeyRefused } from "./privacy/master-key.js";
import { registry } from "./slices.js";

/** What a person can mend: told in a sentence, with no stack. */
const MENDABLE = [
  BadConfig,
  BackupRefused,
  CopyDamaged,
  ExportDamaged,
  FileExists,
  ImportUnfinished,
  KeyConflict,
  MasterKeyRefused,
  NoStore,
  NotExported,
  NotImported,
  PassphraseRefused,
  RevisionConflict,
  SampleStays,
  StoreLocked,
  StoreUnavailable,
  WrongMasterKey,
];

const KEYS_LIFETIME_DAYS = 30;

/** `kawal export | import | backup | restore`: whole stores, configured by the environment as the service is. */
export function addStoreCommands(program: Command): void {
  const passphrase = [
    "--passphrase-file <file>",
    "the keys lie under the passphrase in its first line; asked for at a terminal if not given",
    process.env["KAWAL_PASSPHRASE_FILE"],
  ] as const;

  program
    .command("export <folder>")
    .description("write the whole store into a new folder: events, files, and the keys under a passphrase")
    .option(...passphrase)
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
    .option(...passphrase)
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
        const { events, files } = await backUp(embedded(), resolve(folder), resolve(options.keys), days, now);
        console.log(
          `${events} events and ${files} files are in ${resolve(folder)}, the keys in ${resolve(options.keys)}.`,
        );
        console.log(`Destroy this copy of the keys within ${days} days: it opens what is erased from now on.`);
      }),
    );

  program
    .command("restore <folder>")
    .description("bring a backup back into KAWAL_DATA, which must be empty")
    .requiredOption("--keys <folder>", "where the keys are")
    .action((folder: string, options: { keys: string }) =>
      telling(async () => {
        const data = embedded();
        const restored = await restoreBackup(data, resolve(folder), resolve(options.keys), new Date().toISOString());
        console.log(`${restored.events} events and ${restored.files} files are in ${data}; every hash chain holds.`);
        console.log(
          `The keys are of ${restored.keysMadeAt}: what was erased since is open again, and must be erased anew.`,
        );
        if (restored.keysOverdueSince !== undefined)
          console.log(`This copy of them was to be destroyed by ${restored.keysOverdueSince}.`);
      }),
    );
}

interface Passphrase {
  readonly passphraseFile?: string;
}

/** From its file, else asked for; never an argument, which every process of the machine can see. */
async function passphraseOf(file: string | undefined, twice: boolean): Promise<string> {
  if (file !== undefined) return readPassphrase(file);
  if (process.stdin.isTTY) return askPassphrase(process.stdin, process.stderr, twice);
  throw new PassphraseRefused("Name the file of the passphrase by --passphrase-file.");
}

function embedded(): string {
  const { engines } = storeConfigOf(process.env);
  if (engines.profile !== "embedded")
    throw new BackupRefused("a cluster is backed up by the tools of its engines: see docs/moving-a-store.md");
  return engines.data;
}

async function telling(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!MENDABLE.some((kind) => error instanceof kind)) throw error;
    console.error((error as Error).message);
    process.exitCode = 1;
  }
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
