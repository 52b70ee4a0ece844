import { splitStream } from "../deciding/decider.js";
import type { ReadModel } from "./read-model.js";

/** What a view shows older than the rest: it holds events of it back, parked or waiting. */
export interface Behind {
  /** Whether an event is held of the stream with this id, or in the order of the person with it. */
  has(id: string): boolean;
  hasStream(stream: string): boolean;
}

/** @throws UnknownProjection */
export async function behindIn(views: Pick<ReadModel, "held">, projection: string): Promise<Behind> {
  const held = await views.held(projection);
  const streams = new Set(held.map(({ stream }) => stream));
  // An event that can't be read is in the order of its stream, and any other in that of its first subject.
  const ids = new Set(held.flatMap(({ stream, own }) => [splitStream(stream)[1], own]));
  return { has: (id) => ids.has(id), hasStream: (stream) => streams.has(stream) };
}
