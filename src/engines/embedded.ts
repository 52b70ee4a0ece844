import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { assertStoreIsOfThisForm } from "../event-sourcing/first-form.js";
import { alone } from "../event-sourcing/one-at-a-time.js";
import type { EmbeddedSettings } from "../config.js";
import { masterKeySource } from "../privacy/master-key-source.js";
import { MasterKeyRefused, SAMPLE_MASTER_KEY, sampleMasterKey } from "../privacy/master-key.js";
import { officerIds } from "../privacy/officer-ids.js";
import { assertKeysOfStore } from "../privacy/keys-of-store.js";
import { createSealing } from "../privacy/sealing.js";
import { lookupTokens } from "../privacy/lookup-tokens.js";
import { closing } from "./closing.js";
import { KeysMissing, type Engines } from "./engines.js";
import { openFolderCheckpoints } from "./folder/checkpoints.js";
import { closeToOthers } from "./folder/close-to-others.js";
import { reportsToLog } from "./projecting/reports.js";
import type { ViewsOfLog } from "./projecting/thread.js";
import { openFolderFileStore } from "./folder/file-store.js";
import { assertImportFinished } from "./folder/unfinished-import.js";
import { openSqliteEventStore } from "./sqlite/event-store.js";
import { openKeyStore } from "./sqlite/key-store.js";
import type { ProjectionKeysSource } from "./sqlite/projection-keys.js";
import { startSqliteProjections } from "./sqlite/projections.js";
import { openSqliteReadModel } from "./sqlite/read-model.js";
import { acquireStoreLock } from "./sqlite/store-lock.js";

const SLICES = new URL("../slices.js", import.meta.url);

type EmbeddedFolder = Pick<EmbeddedSettings, "data" | "masterKeyFile" | "masterKeyCommand">;

/**
 * Opens the embedded engine in the folder of a store, for the one process that writes.
 * @param sample number of invented people, null for a store of real ones
 * @throws StoreLocked, StoreUnavailable, MasterKeyRefused, ImportUnfinished, KeysMissing, KeysOfOtherEvents, WrongMasterKey, FirstForm
 */
export async function openEmbedded(settings: EmbeddedFolder, sample: number | null): Promise<Engines> {
  const { data } = settings;
  await mkdir(data, { recursive: true, mode: 0o700 });
  const opened = closing();
  try {
    const lock = acquireStoreLock(data);
    opened.push(() => lock.release());
    await closeToOthers(data);
    assertKind(settings, sample);
    assertImportFinished(data);
    const masterKey = await (masterKeySource(settings, data) ?? (() => sampleMasterKey(data)))();
    if (existsSync(join(data, "events.db")) && !existsSync(join(data, "keys.db")))
      throw new KeysMissing(
        `${data} has events but no keys.db: restore it first, or what is sealed can never be opened`,
      );
    const keys = await openKeyStore({ file: join(data, "keys.db"), masterKey });
    opened.push(() => keys.close());
    let fail: (error: Error) => void;
    const failed = new Promise<Error>((resolve) => (fail = resolve));
    const eventStore = await openSqliteEventStore({
      file: join(data, "events.db"),
      mode: "write",
      onWriterDeath: (error) => fail(error),
    });
    opened.push(() => eventStore.close());
    await assertStoreIsOfThisForm(eventStore);
    // Before any key is made among them.
    await assertKeysOfStore(keys, eventStore);
    const files = await openFolderFileStore({ folder: join(data, "files"), keys });
    // Before the projections, which need the lookup key to be there.
    const tokens = await lookupTokens(keys);
    const readsStore = await openSqliteEventStore({
      file: join(data, "reads.db"),
      mode: "write",
      onWriterDeath: (error) => fail(error),
    });
    opened.push(() => readsStore.close());
    const { viewsOfReads } = (await import(SLICES.href)) as { readonly viewsOfReads: ViewsOfLog };
    const readModel = openSqliteReadModel(
      join(data, "views.db"),
      viewsOfReads.projections.map(({ name }) => name),
    );
    opened.push(() => readModel.close());
    const checkpoints = await openFolderCheckpoints(join(data, "checkpoints"));
    const keySource: ProjectionKeysSource = { file: join(data, "keys.db"), masterKey };
    const projections = await startSqliteProjections({
      data: {
        events: join(data, "events.db"),
        reads: join(data, "reads.db"),
        views: join(data, "views.db"),
        slices: SLICES.href,
        keys: new URL("./sqlite/projection-keys.js", import.meta.url).href,
        keySource,
      },
      reads: readModel,
      ...reportsToLog(),
      onDeath: (error) => fail(error),
    });
    opened.push(() => projections.stop());
    return {
      profile: "embedded",
      eventStore,
      readsStore,
      readModel,
      sealing: createSealing(keys),
      lookupTokens: tokens,
      officerIds: officerIds(keys),
      files,
      keys,
      checkpoints,
      oneAtATime: alone,
      failed,
      destroyExpiredKeys: (now) => keys.destroyExpired(now),
      close: opened.close,
    };
  } catch (error) {
    // Why it can't be opened is what has to be told.
    await opened.close().catch(() => undefined);
    throw error;
  }
}

/** What the folder shows before anything is written into it; `openStore` asks the events themselves. */
function assertKind({ data, masterKeyFile, masterKeyCommand }: EmbeddedFolder, sample: number | null): void {
  const ofSample = existsSync(join(data, SAMPLE_MASTER_KEY));
  if (sample === null && ofSample)
    throw new MasterKeyRefused(
      `${data} holds a sample: start it with KAWAL_SAMPLE, or name another folder by KAWAL_DATA`,
    );
  if (masterKeyFile === null && masterKeyCommand === undefined && !ofSample && existsSync(join(data, "keys.db")))
    throw new MasterKeyRefused(
      `${data} holds a store whose master key is kept elsewhere: start it without KAWAL_SAMPLE, with KAWAL_MASTER_KEY_FILE`,
    );
}
