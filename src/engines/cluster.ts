import { failureInWords } from "../event-sourcing/failure.js";
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { Logger } from "@nestjs/common";
import { READS } from "../log-of-reads/reads.events.js";
import type { ClusterSettings } from "./settings.js";
import { systemClock } from "../event-sourcing/clock.js";
import { assertStoreIsOfThisForm } from "../event-sourcing/stored-event/first-form.js";
import { holdLease } from "../event-sourcing/reacting/leases.js";
import type { OneAtATime } from "../event-sourcing/reacting/one-at-a-time.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { lookupTokens } from "../privacy/lookup-tokens.js";
import { officerIds } from "../privacy/officer-ids.js";
import { assertKeysOfStore } from "../privacy/keys-of-store.js";
import { createSealing } from "../privacy/sealing.js";
import type { ClusterProjecting } from "./cluster-projection-worker.js";
import { warnOfClock } from "./clock-check.js";
import { closing } from "./closing.js";
import { openClusterStores } from "./cluster-stores.js";
import type { Engines } from "./engines.js";
import { KeptLogEnds } from "./kept-log-ends.js";
import { lossesIn } from "./log-ends.js";
import { LogWatch, watchedBy, watchedLog } from "./log-watch.js";
import { openMongoCheckpoints } from "./mongodb/checkpoints.js";
import { openMongoFileStore } from "./mongodb/file-store.js";
import { isHeldByAnother, openMongoLeases } from "./mongodb/leases.js";
import { mongoLogEnds } from "./mongodb/log-ends.js";
import { openMongoReadModel } from "./mongodb/read-model.js";
import { openPastDays } from "./past-days.js";
import { startProjections } from "./projecting/projections.js";
import { reportsToLog } from "./projecting/reports.js";
import { LogsCut } from "./store-faults.js";
import { projector, type ViewsOfLog } from "./projecting/thread.js";
import { untilViewsAreOf } from "./views-of-logs.js";
import { ViewsWatch } from "./views-watch.js";

const SLICES = new URL("../slices.js", import.meta.url);

/**
 * Opens the engines of a cluster, for one of any number of equal instances.
 * @param onLoss whether logs are taken that lack events which they had: the loss is then to be recorded
 * @throws MasterKeyRefused, MongoRefused, BadConnection, WrongMasterKey, KeysMissing, KeysOfOtherEvents,
 *   ViewsOfOtherEvents, LogsCut, StoreUnavailable, FirstForm
 */
export async function openCluster(settings: ClusterSettings, onLoss: "refuse" | "accept" = "refuse"): Promise<Engines> {
  const { projections, viewsOfReads } = (await import(SLICES.href)) as {
    readonly projections: readonly Projection[];
    readonly viewsOfReads: ViewsOfLog;
  };
  const holder = `${hostname()}/${process.pid}/${randomUUID()}`;
  let onDrop = (): void => undefined;
  const stores = await openClusterStores(settings, () => onDrop());
  const { events, reads, keys, db, masterKey, categories } = stores;
  const opened = closing();
  opened.push(() => stores.close());
  try {
    await assertStoreIsOfThisForm(events);
    await assertKeysOfStore(keys, events);
    const logEnds = mongoLogEnds(db);
    const ends = await logEnds.read();
    const losses = ends === null ? [] : await lossesIn({ events, reads }, ends);
    if (losses.length > 0 && onLoss === "refuse") throw new LogsCut(losses, "cluster");
    const log = new Logger("Store");
    const logWatch = new LogWatch("EventStoreDB", { events, reads }, (sentence) => log.error(sentence));
    opened.push(() => logWatch.stop());
    onDrop = () => logWatch.doubt();
    await logWatch.look();
    const logs = { events: watchedLog(events, logWatch), reads: watchedLog(reads, logWatch) };
    opened.push(await warnOfClock(events, systemClock.now(), (sentence) => log.warn(sentence)));
    // Of a loss the ends are written down only once it is recorded, by who accepts it.
    if (losses.length === 0) {
      const notWritten = ({ name }: Error) => log.warn(`how far the logs have come can't be written down: ${name}`);
      const kept = new KeptLogEnds(logEnds, logs, ends, notWritten);
      opened.push(() => kept.stop().catch(notWritten));
    }
    const files = await openMongoFileStore({ db, keys });
    // Before the projections, which need the lookup key to be there.
    const tokens = await lookupTokens(keys);
    const readModel = openMongoReadModel({
      db,
      projections: projections.map(({ name }) => name),
      apart: viewsOfReads.projections.map(({ name }) => name),
    });
    opened.push(() => readModel.close());
    const pastDays = openPastDays({ eventStore: settings.eventStore });
    opened.push(() => pastDays.close());
    let fail: (error: Error) => void;
    const failed = new Promise<Error>((resolve) => (fail = resolve));
    const data: ClusterProjecting = {
      ...settings,
      masterKey,
      categories,
      readsCategory: READS,
      holder,
      slices: SLICES.href,
    };
    const projecting = await startProjections({
      thread: projector(new URL("./cluster-projection-worker.js", import.meta.url), SLICES.href),
      data,
      reads: readModel,
      ...reportsToLog(),
      onDeath: (error) => fail(error),
    });
    opened.push(() => projecting.stop());
    await untilViewsAreOf(logs, readModel, () => isHeldByAnother(db, "views", holder));
    const viewsWatch = new ViewsWatch("MongoDB", readModel, (sentence) => log.error(sentence));
    opened.push(() => viewsWatch.stop());
    await viewsWatch.look();
    const watch = {
      assertSame() {
        logWatch.assertSame();
        viewsWatch.assertSame();
      },
    };
    const leases = openMongoLeases(db);
    const leaseLog = new Logger("Leases");
    const oneAtATime: OneAtATime = (name, signal, work) =>
      holdLease(
        {
          leases,
          name,
          holder,
          signal,
          onFailure: (error) => leaseLog.warn(`${name}: trying again: ${failureInWords(error)}`),
        },
        (term) => work(term.signal),
      );
    return {
      profile: "cluster",
      eventStore: logs.events,
      readsStore: logs.reads,
      readModel: watchedBy(readModel, watch),
      pastDays: watchedBy(pastDays, watch),
      sealing: createSealing(keys),
      lookupTokens: tokens,
      officerIds: officerIds(keys),
      files,
      keys,
      checkpoints: openMongoCheckpoints(db),
      oneAtATime,
      losses,
      logEnds,
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
