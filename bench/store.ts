import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSqliteEventStore } from "../src/engines/sqlite/event-store.js";
import { openKeyStore } from "../src/engines/sqlite/key-store.js";
import { systemClock } from "../src/event-sourcing/clock.js";
import { CommandHandling, type CommandContext } from "../src/event-sourcing/deciding/command-handling.js";
import { createSealing } from "../src/privacy/sealing.js";
import { registry } from "../src/slices.js";

export const AGENCY_OFFICER = {
  kind: "OFFICER",
  id: "0f5b6c3e-0000-4000-8000-00000000be01",
  onBehalfOf: null,
  role: "CASEWORKER",
} as const;

/** Who assigns the officer: nobody assigns themselves. */
export const ADMINISTRATOR = "0f5b6c3e-0000-4000-8000-00000000be03";

/** Where a run keeps a store: its data, and its master key outside of them. */
export interface StoreFolder {
  readonly data: string;
  readonly masterKeyFile: string;
}

/** Names a store's places, and makes its master key where there is none. */
export function storeFolder(folder: string): StoreFolder {
  const data = join(folder, "data");
  const masterKeyFile = join(folder, "master.key");
  mkdirSync(data, { recursive: true });
  try {
    writeFileSync(masterKeyFile, randomBytes(32), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return { data, masterKeyFile };
}

/** Events and keys as the service has them, with its command handling, and nothing beside them. */
export async function openWriting({ data, masterKeyFile }: StoreFolder) {
  const store = await openSqliteEventStore({ file: join(data, "events.db"), mode: "write" });
  const keys = await openKeyStore({ file: join(data, "keys.db"), masterKey: readFileSync(masterKeyFile) });
  const sealing = createSealing(keys);
  return {
    store,
    keys,
    sealing,
    handling: new CommandHandling(store, registry, sealing, systemClock),
    async close() {
      await store.close();
      await keys.close();
    },
  };
}

/** Of an officer whose agency nobody asks for. */
const NO_AGENCY = "0f5b6c3e-0000-4000-8000-00000000be02";

/** An officer's command, under a key of its own. */
export function officersCommand(
  agency: string | null = NO_AGENCY,
  officer: string = AGENCY_OFFICER.id,
): CommandContext {
  return {
    caller: officer,
    route: "bench",
    key: randomUUID(),
    actor: { ...AGENCY_OFFICER, id: officer, agency },
    purpose: "PROTECTION",
    lawfulBasis: "PUBLIC_TASK",
  };
}
