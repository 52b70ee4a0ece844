import { expect, test } from "@jest/globals";
import { readEvent, StreamReader } from "../../../src/event-sourcing/stored-event/recorded-events.js";
import { memoryEventStore } from "../memory-event-store.js";
import { append, registry, type Happening } from "../parcels.js";

const seen = (stream: string, value: number): Happening => ({ stream, type: "ParcelSeen", facts: { value } });

test("a batch has all of a stream that begins in it: only older streams are read, and all as the log has them", async () => {
  const store = memoryEventStore();
  await append(store, [seen("old", 1), seen("new", 2), seen("old", 3), seen("new", 4), seen("other", 5)]);
  const asked: string[] = [];
  const counting = {
    ...store,
    readStream: (stream: string, from?: number) => {
      asked.push(stream);
      return store.readStream(stream, from);
    },
  };
  const batch = (await store.readAll(null, 10)).slice(1).map((raw) => readEvent(registry, raw));
  const reader = new StreamReader(counting, registry, batch);
  const alone = new StreamReader(store, registry);

  for (const streams of [["new"], ["old"], ["old", "new", "other"], ["absent"]])
    for (const upTo of [4, 3, 1, 0]) expect(await reader.read(streams, upTo)).toEqual(await alone.read(streams, upTo));
  expect(asked).toEqual(["old", "absent"]);
});
