import "./metrics/threads.js";
import { flushCompileCache } from "node:module";
import { BadConfig, configOf } from "./config.js";
import { Mendable } from "./event-sourcing/mendable.js";
import { onOneInstance } from "./event-sourcing/reacting/one-at-a-time.js";
import { openEngines } from "./engines/open-engines.js";
import { systemClock } from "./event-sourcing/clock.js";
import { METRICS, type MetricsPage } from "./metrics/metrics-page.js";
import { nodeBinary } from "./node-binary.js";
import { loadRegions } from "./places/regions.js";
import { assertKeysOfStore } from "./privacy/keys-of-store.js";
import { masterKeySource } from "./privacy/master-key-source.js";
import { SAMPLE_MASTER_KEY_NOTICE } from "./privacy/master-key.js";
import { startTraces } from "./tracing/wanted.js";

/** How long a stop waits for requests that are under way. */
const GRACE_MS = 5000;

async function start(): Promise<void> {
  const config = configOf(process.env);
  const endTraces = await startTraces("main");
  // The threads of the engines load their code on another core while this one loads the application.
  const [engines, application] = await Promise.all([openEngines(config), import("./application.js"), loadRegions()]);
  const { AppModule, acceptUploads, closeService, createApplication, openIdentities, openStore } = application;
  const service = application.createService(engines, systemClock);
  const first = (await engines.eventStore.head()) < 0;
  let store;
  let identities;
  let samplePassword;
  try {
    const { sample } = config;
    if (sample !== null) {
      const { fillSample } = await import("./sample/fill-sample.js");
      await onOneInstance(engines.oneAtATime, "sample", () => fillSample(engines, sample));
    }
    store = await openStore(service.handling, config.sample !== null);
    // A new store has its first event only now, by which its keys name it.
    await assertKeysOfStore(engines.keys, engines.eventStore);
    const { officerIds } = engines;
    identities = await openIdentities(config.identity, { engines: config.engines, officerIds, clock: systemClock });
    if (store.sample && identities.embedded && config.engines.profile === "embedded") {
      const { SAMPLE_USERS } = await import("./sample/sign-ins.js");
      samplePassword = application.samplePasswords(config.engines);
      await application.createSampleUsers(identities.embedded.users, SAMPLE_USERS, samplePassword);
    }
  } catch (error) {
    await closeService(service);
    throw error;
  }
  try {
    await engines.destroyExpiredKeys(systemClock.now());
    // Before anybody is answered: an older copy of the keys may have been put back.
    await service.erasures.catchUp();
  } catch (error) {
    await closeService(service);
    throw error;
  }
  service.erasures.start();
  service.reactions.start();
  service.timers.start();
  service.progress.start();
  const notes = store.sample ? "SAMPLE: everybody in this store is invented." : "";
  const app = await createApplication(AppModule.serving(service, store, identities), notes, store.sample, config.edges);
  acceptUploads(app.getHttpAdapter().getInstance());
  try {
    await app.listen(config.port, config.host);
  } catch (error) {
    await identities.close();
    await closeService(service);
    if ((error as { code?: string }).code !== "EADDRINUSE") throw error;
    throw new BadConfig(`port ${config.port} of ${config.host} is in use: name another one by PORT`);
  }

  // Its library is not waited for by whoever waits for the service.
  const metrics = app.get<MetricsPage>(METRICS, { strict: false });
  void metrics.start();

  let stopping = false;
  const stop = async (code: number) => {
    if (stopping) return;
    stopping = true;
    // Requests under way get their answers; one that does not come to an end is not waited for.
    const grace = setTimeout(() => app.getHttpServer().closeAllConnections(), GRACE_MS);
    await app.close();
    clearTimeout(grace);
    await identities.close();
    await closeService(service);
    await endTraces().catch((error: Error) => console.error(`The last traces could not be sent: ${error.message}`));
    process.exitCode = code;
  };
  process.on("SIGTERM", () => void stop(0));
  process.on("SIGINT", () => void stop(0));
  void engines.failed.then((error) => {
    console.error(`Kawal stops: ${error.message}`);
    return stop(1);
  });

  // A process that is killed would leave nothing for the next start.
  flushCompileCache();
  const url = await app.getUrl();
  const where = config.engines.profile === "embedded" ? `in ${config.engines.data}` : "on EventStoreDB and MongoDB";
  if (store.sample)
    console.log(
      `\nSAMPLE store ${where}: everybody in it is invented.${masterKeySource(config.engines) === null ? ` ${SAMPLE_MASTER_KEY_NOTICE}` : ""}`,
    );
  else console.log(`\nStore ${where}`);
  if (first) console.log((await nodeBinary()).sentence);
  if (identities.embedded?.users.list().length === 0 && !store.sample)
    console.log("Nobody can sign in yet: make the first user with `kawal users add <login> --administrator`");
  console.log(`\nKawal listens on ${url}, its API page is ${url}/docs`);
  if (samplePassword) {
    const { sampleTour } = await import("./sample/sample-tour.js");
    console.log(`\n${sampleTour(url, config.sample!, samplePassword)}`);
  }
}

start().catch((error: unknown) => {
  console.error(error instanceof Mendable ? `Kawal does not start: ${error.message}` : error);
  process.exit(1);
});
