import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { mkdirSync, readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { verifyChains } from "../../src/event-sourcing/stored-event/chain.js";
import { backUp, restoreBackup } from "../../src/moving/backup.js";
import { openEmbedded } from "../../src/engines/embedded.js";
import { openSqliteEventStore } from "../../src/engines/sqlite/event-store.js";
import { openKeyStore } from "../../src/engines/sqlite/key-store.js";
import { canonicalBytes } from "../../src/event-sourcing/stored-event/envelope.js";
import type { RawEvent, ReadyEvent } from "../../src/event-sourcing/stored-event/event-store.js";
import { FirstForm } from "../../src/event-sourcing/stored-event/first-form.js";
import { writeEvents } from "../../src/moving/events-file.js";
import { EXPORT } from "../../src/moving/export-store.js";
import { importStore, type ImportTarget } from "../../src/moving/import-store.js";
import { digestOf, writeManifest } from "../../src/moving/manifest.js";
import { temporaryFolder } from "../temporary.js";
import { readyEvent } from "./ready-event.js";

/** A store whose events are of before the first release is refused wherever one comes in. */

const NOW = "2025-06-01T00:00:00.000Z";
const SENTENCE = /before the first release.*remove the folder/;
let folder: string;
let remove: () => void;
const at = (name: string) => join(folder, name);

beforeEach(() => void ({ folder, remove } = temporaryFolder()));
afterEach(() => remove());

function ofFirstForm(): ReadyEvent {
  const event = readyEvent("store", 0);
  const envelope = JSON.parse(Buffer.from(event.bytes).toString("utf8")) as object;
  return { ...event, bytes: canonicalBytes({ ...envelope, format: 1 }) };
}

async function append(data: string): Promise<void> {
  const events = await openSqliteEventStore({ file: join(data, "events.db"), mode: "write" });
  await events.append("store", -1, [ofFirstForm()]);
  await events.close();
}

test("a start refuses it, and builds no views of it", async () => {
  const settings = { data: at("sample"), masterKeyFile: null };
  // Makes the folder, with the master key of a sample.
  await (await openEmbedded(settings, 1)).close();
  await append(settings.data);
  const before = readdirSync(settings.data);
  await expect(openEmbedded(settings, 1)).rejects.toThrow(FirstForm);
  await expect(openEmbedded(settings, 1)).rejects.toThrow(SENTENCE);
  expect(readdirSync(settings.data).filter((name) => !before.includes(name))).toEqual([]);
});

test("verify refuses it", async () => {
  mkdirSync(at("store"));
  await append(at("store"));
  const events = await openSqliteEventStore({ file: join(at("store"), "events.db"), mode: "read" });
  await expect(verifyChains(events)).rejects.toThrow(SENTENCE);
  await events.close();
});

test("a backup of it is not restored", async () => {
  mkdirSync(at("store"));
  await append(at("store"));
  await (await openKeyStore({ file: join(at("store"), "keys.db"), masterKey: Buffer.alloc(32) })).close();
  mkdirSync(join(at("store"), "files"));
  await backUp(at("store"), at("backup"), at("keys"), 30, NOW);
  await expect(restoreBackup(at("restored"), at("backup"), at("keys"), NOW)).rejects.toThrow(SENTENCE);
  expect(readdirSync(folder)).not.toContain("restored");
});

test("an export of it is not imported, and nothing is written", async () => {
  mkdirSync(at("export"));
  async function* events(): AsyncGenerator<RawEvent> {
    const { id, type, bytes } = ofFirstForm();
    yield { number: 0, position: "0", stream: "store", revision: 0, id, type, bytes };
  }
  await writeEvents(join(at("export"), EXPORT.events), events());
  await writeFile(join(at("export"), EXPORT.keys), "");
  const names = [EXPORT.events, EXPORT.keys];
  const files: [string, string][] = [];
  for (const name of names) files.push([name, await digestOf(join(at("export"), name))]);
  await writeManifest(at("export"), { kawal: "export", files: Object.fromEntries(files) });
  // Whatever is asked of the target fails.
  const target = {} as ImportTarget;
  await expect(importStore(target, at("export"), "passphrase", () => undefined)).rejects.toThrow(SENTENCE);
});
