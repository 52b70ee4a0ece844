import { SingleBar } from "cli-progress";
import { plainToInstance } from "class-transformer";
import { validateSync } from "class-validator";
import { v5 as uuidv5 } from "uuid";
import type { Engines } from "../engines/engines.js";
import type { Clock } from "../event-sourcing/clock.js";
import { streamOf } from "../event-sourcing/deciding/decider.js";
import type { Checkpoint, RawEvent } from "../event-sourcing/stored-event/event-store.js";
import { fileAggregate } from "../files/file.js";
import { storeFile } from "../files/store-file.js";
import { createService, type Service } from "../service.js";
import { registry } from "../slices.js";
import { byTheStore, openStore } from "../store/open-store.js";
import { storeAggregate } from "../store/store.js";
import { SAMPLE_OPENED, sampleSteps } from "./lives.js";
import { actorOf, SAMPLE_ROUTE, type CommandStep, type SampleStep } from "./step.js";

/** How long one step may wait for what follows from it elsewhere. */
const SETTLE_MS = 300_000;
const BATCH = 500;

/**
 * Fills an empty store with invented people, through the real commands, on a clock that runs through the years of
 * their lives. The same number gives the same people with the same ids; a fill that was cut off goes on where it was.
 */
export async function fillSample(engines: Engines, people: number): Promise<void> {
  let now = SAMPLE_OPENED;
  const clock: Clock = { now: () => now };
  const service = createService(engines, clock);
  const store = await openStore(service.handling, true);
  if (store.filled) return;
  // Where an earlier fill was cut off, what follows from its last step comes first, and at that step's time.
  const last = await lastEvent(engines);
  if (last) now = registry.read(last).recordedAt;
  const steps = sampleSteps(people).toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const bar = new SingleBar({
    format: "Filling the sample {bar} {percentage}% | {value}/{total} steps",
    noTTYOutput: true,
    notTTYSchedule: 5000,
  });
  bar.start(steps.length, 0);
  service.reactions.start();
  try {
    if (last && !(await service.reactions.settled(last.number, SETTLE_MS)))
      throw new Error("what follows from the last step of the earlier fill does not come");
    for (const step of steps) {
      const isNewDay = step.at.slice(0, 10) !== now.slice(0, 10);
      now = step.at;
      // What came to be due meanwhile is told before anything else happens.
      if (isNewDay) await service.timers.round();
      const number = await take(service, step).catch((error: unknown) => {
        throw new Error(`the sample's step ${step.name} was not taken`, { cause: error });
      });
      // The next step may rest on what follows from this one, and what follows is recorded at this step's time.
      if (!(await service.reactions.settled(number, SETTLE_MS)))
        throw new Error(`what follows from ${step.name} does not come`);
      bar.increment();
    }
  } finally {
    bar.stop();
    await service.reactions.stop();
  }
  await service.handling.handle(
    storeAggregate,
    "",
    "MarkSampleFilled",
    { people },
    byTheStore(uuidv5("sample filled", store.store)),
  );
}

async function lastEvent({ eventStore }: Engines): Promise<RawEvent | undefined> {
  let last: RawEvent | undefined;
  for (let after: Checkpoint | null = null; ; after = last!) {
    const batch = await eventStore.readAll(after, BATCH);
    if (batch.length === 0) return last;
    last = batch.at(-1)!;
  }
}

async function take(service: Service, step: SampleStep): Promise<number> {
  const { handling, engines } = service;
  const context = {
    caller: step.by.id,
    route: SAMPLE_ROUTE,
    key: step.name,
    actor: actorOf(step.by),
    purpose: step.purpose,
    lawfulBasis: "PUBLIC_TASK",
  };
  const answer =
    "upload" in step
      ? await storeFile(engines.files, [step.upload], step.person, (file) =>
          handling.handle(fileAggregate, undefined, "StoreFile", file, context),
        )
      : await handling.handle(step.decider, step.id, step.command, await validBody(service, step), context);
  return answer.number;
}

/** The sample takes no way that a request could not. */
async function validBody(service: Service, step: CommandStep): Promise<object> {
  const { name, body, data, corrects } = step;
  const whole = corrects === undefined ? data : { ...data, event: await eventOf(service, step, corrects) };
  const instance = plainToInstance(body, whole);
  const [error] = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true });
  if (error) throw new Error(`${name}: ${error.toString()}`);
  return instance;
}

/** The id of the event that a command recorded. */
async function eventOf({ engines }: Service, { name, decider, id }: CommandStep, command: string): Promise<string> {
  const events = await engines.eventStore.readStream(streamOf(decider.category, id!));
  const event = events.map((raw) => registry.read(raw)).find(({ commandId }) => commandId === command);
  if (!event) throw new Error(`${name}: what it corrects is not recorded`);
  return event.id;
}
