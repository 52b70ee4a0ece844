import type { ProcessManager } from "../event-sourcing/reacting/process-manager.js";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { PersonEvent } from "../person/person.events.js";

/** When a person is registered as a migrant, then the migrant is registered, as of the same time. */
export const migrantRegistrationProcessManager: ProcessManager = {
  name: "migrant-registration",
  when: ["PersonRegistered"],
  // oxlint-disable-next-line unicorn/no-thenable -- "When … Then …"; nobody awaits a process manager
  thenSend: (event) => {
    const { facts } = event as unknown as Extract<PersonEvent, { type: "PersonRegistered" }>;
    if (!facts.migrant) return Promise.resolve([]);
    const [, id] = splitStream(event.stream);
    const data = { ...facts.migrant, occurredAt: event.occurredAt };
    return Promise.resolve([{ category: "migrant", id, command: "RegisterMigrant", data }]);
  },
};
