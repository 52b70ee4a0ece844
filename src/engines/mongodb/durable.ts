import type { CollectionOptions } from "mongodb";

/** For what must never be lost nor come back: on the disks of a majority before it counts, and read as it counts. */
export const DURABLE: CollectionOptions = {
  readConcern: { level: "majority" },
  readPreference: "primary",
  writeConcern: { w: "majority", journal: true },
  promoteBuffers: true,
};
