import { join } from "node:path";
import { openSqliteReadModel } from "../../src/engines/sqlite/read-model.js";
import { openSqliteViewStore } from "../../src/engines/sqlite/view-store.js";
import type { RawEvent } from "../../src/event-sourcing/stored-event/event-store.js";
import type { Answer } from "../../src/event-sourcing/deciding/command-handling.js";
import { CORRECT_FACT } from "../../src/event-sourcing/deciding/correcting.js";
import {
  splitStream,
  type Aggregate,
  type AnyDecider,
  type Decider,
} from "../../src/event-sourcing/deciding/decider.js";
import { alone } from "../../src/event-sourcing/reacting/one-at-a-time.js";
import { NotATime } from "../../src/event-sourcing/stored-event/occurred-at.js";
import { runProjections } from "../../src/event-sourcing/projecting/projection-runner.js";
import { Reactions } from "../../src/event-sourcing/reacting/reactions.js";
import {
  KeyReused,
  InvalidField,
  NotFound,
  Rejection,
  StaleRevision,
} from "../../src/event-sourcing/deciding/rejection.js";
import { lookupTokens } from "../../src/privacy/lookup-tokens.js";
import { deciders } from "../../src/deciders.js";
import { processManagers, projections, registry } from "../../src/slices.js";
import { checkpointInMemory } from "../checkpoint-in-memory.js";
import { patient } from "../patient.js";
import { officerContext, openTemporaryStore, settableClock } from "../temporary.js";
import { MINUTES } from "../waiting.js";
import { Chance, shifted } from "./chance.js";

export const OFFICERS = ["0f5b6c3e-0000-4000-8000-000000000001", "0f5b6c3e-0000-4000-8000-000000000002"] as const;

/** A command to be tried. */
export interface Attempt {
  readonly command: string;
  /** Category of the stream; found by the command where it is left out. */
  readonly category?: string;
  /** Left out for what the command creates. */
  readonly id?: string | undefined;
  readonly data: object;
  /** An officer; the first where it is left out. */
  readonly by?: string | undefined;
}

const DECIDER_OF = new Map<string, AnyDecider>(
  deciders.flatMap((decider) => Object.keys(decider.decisions).map((command) => [command, decider] as const)),
);

/** What a command may be answered with, and nothing appended. */
const REFUSALS = [Rejection, NotFound, InvalidField, NotATime, StaleRevision, KeyReused];

/** All slices over a store on disk, with the reactions and the views of the service. */
export async function openWorld(chance: Chance) {
  const clock = settableClock("2024-03-01T02:00:00.000Z");
  const opened = await openTemporaryStore(registry, clock);
  const { folder, store, keys, sealing, handling } = opened;
  const tokens = await lookupTokens(keys);
  const readModel = patient(openSqliteReadModel(join(folder, "views.db")));
  const views = openSqliteViewStore(join(folder, "views.db"));
  const alarms: unknown[] = [];
  const projectionKeys = { opener: sealing.opener.bind(sealing), token: tokens.token };
  const runner = await runProjections({
    projections,
    registry,
    keys: projectionKeys,
    events: store,
    views,
    onCheckpoint: (numbers) => readModel.advanced(numbers),
    onAlarm: (alarm) => alarms.push(alarm),
    onFailure: (failure) => alarms.push(failure),
  });
  const reactions = new Reactions({
    store,
    registry,
    handling,
    views: readModel,
    checkpoints: checkpointInMemory(),
    oneAtATime: alone,
    managers: processManagers,
    deciders,
    // A follow-up that is refused is among the histories; anything else is not.
    alarm: (alarm) => void (alarm.reason.includes("was refused") || alarms.push(alarm)),
  });
  reactions.start();
  const log: RawEvent[] = [];
  let refused = 0;

  async function readOn(): Promise<RawEvent[]> {
    const more = await store.readAll(log.at(-1) ?? null, 10_000);
    log.push(...more);
    return more;
  }

  /** Waits until everything that follows from what there is has followed. */
  async function settled(): Promise<void> {
    for (let head = -2; head !== (await store.head());) {
      head = await store.head();
      if (!(await reactions.settled(head, MINUTES))) throw new Error(`event ${head} does not settle`);
    }
  }

  /** Sends a command; undefined when it was refused, and then nothing is appended. */
  async function send(attempt: Attempt, key = chance.uuid(), ifMatch?: number): Promise<Answer | undefined> {
    const { command, id, data, by = OFFICERS[0] } = attempt;
    const decider = attempt.category
      ? deciders.find(({ category }) => category === attempt.category)!
      : DECIDER_OF.get(command)!;
    const actor = {
      kind: "OFFICER",
      id: by,
      onBehalfOf: chance.maybe(chance.uuid(), 10) ?? null,
      agency: by === OFFICERS[0] ? AGENCY : OTHER_AGENCY,
      role: "CASEWORKER",
    } as const;
    const before = await store.head();
    try {
      const context = officerContext(key, { caller: by, route: `POST /${command}/${id ?? ""}`, actor, ifMatch });
      const answer = await handling.handle(decider as unknown as Decider<object>, id, command, data, context);
      if (answer.repeated && (await store.head()) !== before) throw new Error(`${command} was repeated with effect`);
      await settled();
      return answer;
    } catch (error) {
      if (!REFUSALS.some((refusal) => error instanceof refusal)) throw error;
      if ((await store.head()) !== before) throw new Error(`${command} was refused and appended`, { cause: error });
      refused++;
      return undefined;
    } finally {
      await readOn();
    }
  }

  return {
    ...opened,
    clock,
    log,
    tokens,
    readModel,
    projectionKeys,
    alarms,
    reactions,
    readOn,
    send,
    /** An idempotency key that no command had. */
    newKey: () => chance.uuid(),
    /** Commands that were refused so far. */
    refused: () => refused,
    later: (ms: number) => clock.set(shifted(clock.now(), ms)),
    /** The state of a stream, to know what may be done next. */
    state: <State>(aggregate: Aggregate<State>, id: string): Promise<State> => handling.load({ aggregate, id }),
    /** Ids of the streams of a category, in the order in which they began. */
    ids: (category: string): string[] =>
      log
        .filter(({ stream, revision }) => revision === 0 && splitStream(stream)[0] === category)
        .map(({ stream }) => splitStream(stream)[1]),
    async close() {
      await reactions.stop();
      await runner.stop();
      await views.close();
      readModel.close();
      await opened.close();
    },
  };
}

export type World = Awaited<ReturnType<typeof openWorld>>;
export const AGENCY = "0f5b6c3e-0000-4000-8000-00000000000a";
/** Of every officer but the first. */
export const OTHER_AGENCY = "0f5b6c3e-0000-4000-8000-00000000000b";
/** Agencies that the officers of a history act for. */
export const AGENCIES = [AGENCY, OTHER_AGENCY] as const;
export { CORRECT_FACT };
