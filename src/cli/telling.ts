import { BadConfig } from "../config.js";
import { BackupRefused } from "../moving/backup.js";
import { KeysMissing } from "../engines/engines.js";
import { ImportUnfinished } from "../engines/folder/unfinished-import.js";
import { SampleStays } from "../moving/open-stores.js";
import { NoStore } from "../engines/reading.js";
import { LogsCut, StoreDamaged } from "../engines/store-faults.js";
import { StoreLocked } from "../engines/sqlite/store-lock.js";
import { RevisionConflict, StoreUnavailable } from "../event-sourcing/stored-event/event-store.js";
import { FirstForm } from "../event-sourcing/stored-event/first-form.js";
import { ErasuresDamaged } from "../moving/erasures-file.js";
import { ExportDamaged } from "../moving/events-file.js";
import { NotExported } from "../moving/export-store.js";
import { NotImported } from "../moving/import-store.js";
import { KeysExpired } from "../moving/keys-file.js";
import { CopyDamaged } from "../moving/manifest.js";
import { PassphraseRefused } from "../moving/passphrase.js";
import { FileExists } from "../privacy/file-store.js";
import { KeysOfOtherEvents } from "../privacy/keys-of-store.js";
import { KeyConflict, KeyDamaged, RotationUnfinished, WrongMasterKey } from "../privacy/key-store.js";
import { MasterKeyRefused } from "../privacy/master-key.js";

/** What a person can mend: told in a sentence, with no stack. */
const MENDABLE = [
  KeysMissing,
  KeysOfOtherEvents,
  FirstForm,
  BadConfig,
  BackupRefused,
  CopyDamaged,
  ErasuresDamaged,
  ExportDamaged,
  FileExists,
  ImportUnfinished,
  KeyConflict,
  KeyDamaged,
  KeysExpired,
  LogsCut,
  StoreDamaged,
  MasterKeyRefused,
  NoStore,
  NotExported,
  NotImported,
  PassphraseRefused,
  RevisionConflict,
  RotationUnfinished,
  SampleStays,
  StoreLocked,
  StoreUnavailable,
  WrongMasterKey,
];

/** Runs a command; what stopped it is told, and the exit code is 1 then. */
export async function telling(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!MENDABLE.some((kind) => error instanceof kind)) throw error;
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
