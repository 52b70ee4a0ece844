import { memoryEventStore } from "../../event-sourcing/memory-event-store.js";
import { eventStoreContract } from "../event-store.contract.js";

eventStoreContract(
  "Memory",
  async () => {
    const store = memoryEventStore();
    return { store, dispose: () => store.close() };
  },
  { refusesKnownIds: false },
);
