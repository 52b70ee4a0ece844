import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { CommandHandling, type CommandContext } from "../src/event-sourcing/deciding/command-handling.js";
import { openKeyStore } from "../src/engines/sqlite/key-store.js";
import { openSqliteEventStore } from "../src/engines/sqlite/event-store.js";
import type { Clock } from "../src/event-sourcing/clock.js";
import type { EventRegistry } from "../src/event-sourcing/stored-event/registry.js";
import { createSealing } from "../src/privacy/sealing.js";
import { AGENCY, OFFICER } from "./given.js";

/** A folder for one test, removed by `remove` with all that lies beside it. */
export function temporaryFolder(): { folder: string; remove: () => void } {
  const around = mkdtempSync(join(tmpdir(), "kawal-"));
  const folder = join(around, "data");
  mkdirSync(folder, { mode: 0o700 });
  return { folder, remove: () => rmSync(around, { recursive: true, force: true }) };
}

/** A clock that stands still until it is set. */
export function settableClock(start: string): Clock & { set(now: string): void } {
  let now = start;
  return { now: () => now, set: (next) => void (now = next) };
}

/** Events, keys and command handling in a folder of their own, as the service has them. */
export async function openTemporaryStore(registry: EventRegistry, clock: Clock) {
  const { folder, remove } = temporaryFolder();
  const store = await openSqliteEventStore({ file: join(folder, "events.db"), mode: "write" });
  const masterKey = randomBytes(32);
  const keys = await openKeyStore({ file: join(folder, "keys.db"), masterKey });
  const sealing = createSealing(keys);
  return {
    folder,
    store,
    keys,
    masterKey,
    sealing,
    handling: new CommandHandling(store, registry, sealing, clock),
    async close() {
      await store.close();
      await keys.close();
      remove();
    },
  };
}

/** The context of an officer's command. */
export function officerContext(key: string, more: Partial<CommandContext> = {}): CommandContext {
  return {
    caller: OFFICER,
    route: "POST /test",
    key,
    actor: { kind: "OFFICER", id: OFFICER, onBehalfOf: null, agency: AGENCY, role: "CASEWORKER" },
    purpose: "PROTECTION",
    lawfulBasis: "PUBLIC_TASK",
    ...more,
  };
}
