import { Logger } from "@nestjs/common";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { assertStoreIsOfThisForm } from "../event-sourcing/stored-event/first-form.js";
import { systemClock } from "../event-sourcing/clock.js";
import { alone } from "../event-sourcing/reacting/one-at-a-time.js";
import type { EmbeddedSettings } from "./settings.js";
import { masterKeySource } from "../privacy/master-key-source.js";
import { MasterKeyRefused, SAMPLE_MASTER_KEY, sampleMasterKey } from "../privacy/master-key.js";
import { officerIds } from "../privacy/officer-ids.js";
import { assertKeysOfStore } from "../privacy/keys-of-store.js";
import { createSealing } from "../privacy/sealing.js";
import { lookupTokens } from "../privacy/lookup-tokens.js";
import { closing } from "./closing.js";
import { LogsCut } from "./store-faults.js";
import { KeysMissing, type Engines } from "./engines.js";
import { openFolderCheckpoints } from "./folder/checkpoints.js";
import { closeToOthers } from "./folder/close-to-others.js";
import { openPastDays } from "./past-days.js";
import { reportsToLog } from "./projecting/reports.js";
import type { ViewsOfLog } from "./projecting/thread.js";
import { warnOfClock } from "./clock-check.js";
import { FileWatch, watched } from "./folder/file-watch.js";
import { KeptLogEnds } from "./kept-log-ends.js";
import { folderLogEnds, LOG_ENDS } from "./folder/log-ends.js";
import { lossesIn } from "./log-ends.js";
import { openFolderFileStore } from "./folder/file-store.js";
import { folderSizes } from "./folder/sizes.js";
import { assertImportFinished } from "./folder/unfinished-import.js";
import { assertDatabasesReadable, removeDamagedViews, withSentence } from "./sqlite/damage.js";
import { openSqliteEventStore } from "./sqlite/event-store.js";
import { openKeyStore } from "./sqlite/key-store.js";
import { keyWriter } from "./sqlite/key-writer-thread.js";
import type { ProjectionKeysSource } from "./sqlite/projection-keys.js";
import { sqliteProjector, startSqliteProjections } from "./sqlite/projections.js";
import { openSqliteReadModel } from "./sqlite/read-model.js";
import { acquireStoreLock, LOCK } from "./sqlite/store-lock.js";
import { eventWriter } from "./sqlite/writer-thread.js";

const EVENTS = "events.db";
const READS = "reads.db";
const KEYS = "keys.db";
const VIEWS = "views.db";

const SLICES = new URL("../slices.js", import.meta.url);

type EmbeddedFolder = Pick<EmbeddedSettings, "data" | "masterKeyFile" | "masterKeyCommand">;

/**
 * Opens the embedded engine in the folder of a store, for the one process that writes.
 * @param sample number of invented people, null for a store of real ones
 * @param onLoss whether logs are taken that lack events which they had: the loss is then to be recorded
 * @throws StoreLocked, StoreUnavailable, StoreDamaged, LogsCut, MasterKeyRefused, ImportUnfinished, KeysMissing,
 *   KeysOfOtherEvents, WrongMasterKey, FirstForm
 */
export async function openEmbedded(
  settings: EmbeddedFolder,
  sample: number | null,
  onLoss: "refuse" | "accept" = "refuse",
): Promise<Engines> {
  const { data } = settings;
  const opened = closing();
  try {
    const lock = withSentence(data, () => acquireStoreLock(data));
    opened.push(() => lock.release());
    // They load their code while all else is looked at, and open nothing until it is their turn.
    const threads = {
      keys: keyWriter(),
      events: eventWriter(EVENTS),
      reads: eventWriter(READS),
      views: sqliteProjector(SLICES.href),
    };
    for (const thread of Object.values(threads)) opened.push(() => thread.end());
    await closeToOthers(data);
    assertKind(settings, sample);
    assertImportFinished(data);
    const log = new Logger("Store");
    for (const gone of removeDamagedViews(data)) log.warn(gone);
    assertDatabasesReadable(data);
    const masterKey = await (masterKeySource(settings, data) ?? (() => sampleMasterKey(data)))();
    if (existsSync(join(data, EVENTS)) && !existsSync(join(data, KEYS)))
      throw new KeysMissing(
        `${data} has events but no keys.db: restore it first, or what is sealed can never be opened`,
      );
    const keys = await openKeyStore({ file: join(data, KEYS), masterKey, thread: threads.keys });
    opened.push(() => keys.close());
    let fail: (error: Error) => void;
    const failed = new Promise<Error>((resolve) => (fail = resolve));
    const eventStore = await openSqliteEventStore({
      file: join(data, EVENTS),
      mode: "write",
      onWriterDeath: (error) => fail(error),
      thread: threads.events,
    });
    opened.push(() => eventStore.close());
    await assertStoreIsOfThisForm(eventStore);
    // Before any key is made among them.
    await assertKeysOfStore(keys, eventStore);
    const readsStore = await openSqliteEventStore({
      file: join(data, READS),
      mode: "write",
      onWriterDeath: (error) => fail(error),
      thread: threads.reads,
    });
    opened.push(() => readsStore.close());
    const logs = { events: eventStore, reads: readsStore };
    const logEnds = folderLogEnds(data);
    const ends = await logEnds.read();
    const losses = ends === null ? [] : await lossesIn(logs, ends);
    if (losses.length > 0 && onLoss === "refuse") throw new LogsCut(losses, "embedded");
    opened.push(await warnOfClock(eventStore, systemClock.now(), (sentence) => log.warn(sentence)));
    // Of a loss the ends are written down only once it is recorded, by who accepts it.
    if (losses.length === 0) {
      const kept = new KeptLogEnds(logEnds, logs, ends, ({ name }) =>
        log.warn(`${LOG_ENDS} can't be written: ${name}`),
      );
      opened.push(() => kept.stop());
    }
    const watch = new FileWatch(
      [LOCK, EVENTS, READS, KEYS, VIEWS].map((name) => join(data, name)),
      (sentence) => log.error(sentence),
    );
    opened.push(() => watch.stop());
    // Without the lock another service may write in the folder: then nothing of it is to be relied on.
    const guarded = <T extends object>(port: T, name: string) =>
      watched(
        port,
        watch,
        [LOCK, name].map((each) => join(data, each)),
      );
    const guardedKeys = guarded(keys, KEYS);
    const files = await openFolderFileStore({ folder: join(data, "files"), keys: guardedKeys });
    // Before the projections, which need the lookup key to be there.
    const tokens = await lookupTokens(guardedKeys);
    const { viewsOfReads } = (await import(SLICES.href)) as { readonly viewsOfReads: ViewsOfLog };
    const readModel = openSqliteReadModel(
      join(data, VIEWS),
      viewsOfReads.projections.map(({ name }) => name),
    );
    opened.push(() => readModel.close());
    const pastDays = openPastDays({ file: join(data, EVENTS) });
    opened.push(() => pastDays.close());
    const checkpoints = await openFolderCheckpoints(join(data, "checkpoints"));
    const keySource: ProjectionKeysSource = { file: join(data, KEYS), masterKey };
    const projections = await startSqliteProjections(
      {
        data: {
          events: join(data, EVENTS),
          reads: join(data, READS),
          views: join(data, VIEWS),
          slices: SLICES.href,
          keys: new URL("./sqlite/projection-keys.js", import.meta.url).href,
          keySource,
        },
        reads: readModel,
        ...reportsToLog(),
        onDeath: (error) => fail(error),
      },
      threads.views,
    );
    opened.push(() => projections.stop());
    return {
      profile: "embedded",
      eventStore: guarded(eventStore, EVENTS),
      readsStore: guarded(readsStore, READS),
      readModel: guarded(readModel, VIEWS),
      pastDays: guarded(pastDays, EVENTS),
      sealing: createSealing(guardedKeys),
      lookupTokens: tokens,
      officerIds: officerIds(guardedKeys),
      files,
      keys: guardedKeys,
      checkpoints,
      oneAtATime: alone,
      losses,
      logEnds,
      failed,
      sizes: () => folderSizes(data, [EVENTS, READS, KEYS, VIEWS]),
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
  if (masterKeyFile === null && masterKeyCommand === undefined && !ofSample && existsSync(join(data, KEYS)))
    throw new MasterKeyRefused(
      `${data} holds a store whose master key is kept elsewhere: start it without KAWAL_SAMPLE, with KAWAL_MASTER_KEY_FILE`,
    );
}
