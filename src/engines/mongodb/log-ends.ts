import type { Db } from "mongodb";
import { LOG_NAMES, type LogEnd, type LogName, type WrittenLogEnds } from "../log-ends.js";
import { answered, isDuplicate } from "./connection.js";

/** How far the logs had come, in a collection that each instance writes within a second of the newest event. */
export function mongoLogEnds(db: Db): WrittenLogEnds {
  const collection = db.collection<LogEnd & { readonly _id: LogName }>("logEnds");
  return {
    async read() {
      const found = await answered(collection.find().toArray());
      if (found.length === 0) return null;
      const endOf = (log: LogName): LogEnd => {
        const { number, mark } = found.find(({ _id }) => _id === log) ?? { number: -1, mark: null };
        return { number, mark };
      };
      return { events: endOf("events"), reads: endOf("reads") };
    },
    async write(ends) {
      for (const log of LOG_NAMES) {
        const { number, mark } = ends[log];
        const lower = { _id: log, number: { $lt: number } };
        try {
          await answered(collection.updateOne(lower, { $set: { number, mark } }, { upsert: true }));
        } catch (error) {
          // Another instance has written down as much.
          if (!isDuplicate(error)) throw error;
        }
      }
    },
    async replace(ends) {
      for (const log of LOG_NAMES) {
        const { number, mark } = ends[log];
        await answered(collection.replaceOne({ _id: log }, { number, mark }, { upsert: true }));
      }
    },
  };
}
