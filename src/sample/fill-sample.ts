import { SingleBar } from "cli-progress";
import { plainToInstance } from "class-transformer";
import { validateSync } from "class-validator";
import { v5 as uuidv5 } from "uuid";
import type { Engines } from "../engines/engines.js";
import type { Clock } from "../event-sourcing/clock.js";
import { storeFile } from "../files/store-file.js";
import { createService, type Service } from "../service.js";
import { byTheStore, openStore } from "../store/open-store.js";
import { storeAggregate } from "../store/store.js";
import { SAMPLE_OPENED, sampleSteps } from "./lives.js";
import { actorOf, type CommandStep, type SampleStep } from "./step.js";

/** How long one step may wait for what follows from it elsewhere. */
const SETTLE_MS = 30_000;

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
  const steps = sampleSteps(people).toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const bar = new SingleBar({
    format: "Filling the sample {bar} {percentage}% | {value}/{total} steps",
    noTTYOutput: true,
    notTTYSchedule: 5000,
  });
  bar.start(steps.length, 0);
  service.reactions.start();
  try {
    for (const step of steps) {
      now = step.at;
      const number = await take(service, step);
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

async function take({ handling, engines }: Service, step: SampleStep): Promise<number> {
  const context = {
    caller: step.by.id,
    route: "sample",
    key: step.name,
    actor: actorOf(step.by),
    purpose: "PROTECTION",
    lawfulBasis: "PUBLIC_TASK",
  };
  const answer =
    "upload" in step
      ? await storeFile({ handling, files: engines.files }, [step.upload], step.person, context)
      : await handling.handle(step.aggregate, step.id, step.command, validBody(step), context);
  return answer.number;
}

/** The sample takes no way that a request could not. */
function validBody({ name, body, data }: CommandStep): object {
  const instance = plainToInstance(body, data);
  const [error] = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true });
  if (error) throw new Error(`${name}: ${error.toString()}`);
  return instance;
}
