import { currentCaller } from "../access/current-caller.js";
import { sightKey } from "../access/need-to-know.view.js";
import { concealed } from "../access/concealed.js";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import { deadlineAggregate } from "../deadlines/deadline.js";
import { reactionAggregate } from "../event-sourcing/reacting/reaction.js";
import type { Views } from "../http/views.js";
import { idsIn } from "../access/ids-in.js";

/** What stands in a stream: its name, and of an event there, whom it concerns and what it says. */
export interface InStream {
  readonly stream: string;
  readonly persons?: readonly string[];
  readonly facts?: unknown;
}

/**
 * Tells of which of these the caller may see what is in them. What a process manager did, and what became of a
 * deadline, is seen by whoever sees all that it names; what is no person's file is open.
 */
export async function openStreams<S extends InStream>(
  views: Pick<Views, "sight">,
  all: readonly S[],
): Promise<(one: S) => boolean> {
  const caller = currentCaller();
  const own = new Set(all.flatMap(({ stream }) => keyOf(stream) ?? []));
  const named = new Set(all.flatMap((each) => (isOfReaction(each) ? namedIn(each) : [])));
  const [seen, hidden] = await Promise.all([
    views.sight.seen(caller, [...own], "whole"),
    views.sight.concealedAmong(caller, [...named]),
  ]);
  return (one) => {
    if (isOfReaction(one)) return !namedIn(one).some((key) => hidden.has(key));
    const key = keyOf(one.stream);
    return key === null || seen.has(key);
  };
}

function isOfReaction({ stream }: InStream): boolean {
  return BY_NAMES.includes(splitStream(stream)[0]);
}

const BY_NAMES: readonly string[] = [reactionAggregate.category, deadlineAggregate.category];

function namedIn({ persons = [], facts = null }: InStream): string[] {
  return [...idsIn([persons, facts])].flatMap((id) => [
    sightKey("person", id),
    sightKey("case", id),
    sightKey("repatriation", id),
  ]);
}

function keyOf(stream: string): string | null {
  const [category, id] = splitStream(stream);
  const kept = concealed(category);
  return kept === null ? null : sightKey(kept, id);
}
