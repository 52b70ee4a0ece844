import { currentCaller } from "../access/current-caller.js";
import { sightKey } from "../access/need-to-know.view.js";
import { concealed } from "../access/concealed.js";
import { splitStream } from "../event-sourcing/decider.js";
import type { Views } from "../http/views.js";

/** Tells of which of these streams the caller may see what is in them; what is no person's file is open. */
export async function openStreams(
  views: Pick<Views, "sight">,
  streams: readonly string[],
): Promise<(stream: string) => boolean> {
  const keys = new Map([...new Set(streams)].map((stream) => [stream, keyOf(stream)]));
  const asked = [...keys.values()].flatMap((key) => key ?? []);
  const seen = await views.sight.seen(currentCaller(), [...new Set(asked)], "whole");
  return (stream) => {
    const key = keys.get(stream) ?? null;
    return key === null || seen.has(key);
  };
}

function keyOf(stream: string): string | null {
  const [category, id] = splitStream(stream);
  const kept = concealed(category);
  return kept === null ? null : sightKey(kept, id);
}
