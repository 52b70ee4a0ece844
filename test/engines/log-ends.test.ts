import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Engines } from "../../src/engines/engines.js";
import { openEmbedded } from "../../src/engines/embedded.js";
import { LOG_ENDS } from "../../src/engines/folder/log-ends.js";
import type { LogEnds } from "../../src/engines/log-ends.js";
import { LogsCut } from "../../src/engines/store-faults.js";
import { systemClock } from "../../src/event-sourcing/clock.js";
import { createService } from "../../src/service.js";
import { openStore } from "../../src/store/open-store.js";
import { temporaryFolder } from "../temporary.js";

let data: string;
let remove: () => void;
beforeEach(() => void ({ folder: data, remove } = temporaryFolder()));
afterEach(async () => {
  // Also where a start was to be refused and was not.
  for (const engines of opened.splice(0)) await engines.close();
  remove();
});

const opened: Engines[] = [];
async function open(onLoss?: "accept"): Promise<Engines> {
  const engines = await openEmbedded({ data, masterKeyFile: null }, 0, onLoss);
  opened.push(engines);
  return engines;
}
const ends = () => JSON.parse(readFileSync(join(data, LOG_ENDS), "utf8")) as LogEnds;

test("a loss that was taken and not recorded is refused as before", async () => {
  const engines = await open();
  await openStore(createService(engines, systemClock).handling, true);
  const head = await engines.eventStore.head();
  await engines.close();
  expect(ends().events.number).toBe(head);

  const had = { ...ends(), events: { ...ends().events, number: head + 5 } };
  writeFileSync(join(data, LOG_ENDS), JSON.stringify(had));
  await expect(open()).rejects.toThrow(LogsCut);
  const accepting = await open("accept");
  expect(accepting.losses).toMatchObject([{ log: "events", ends: head, standing: "ahead" }]);
  await accepting.close();
  expect(ends()).toEqual(had);
  await expect(open()).rejects.toThrow(LogsCut);
});
