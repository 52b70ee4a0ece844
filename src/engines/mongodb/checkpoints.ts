import type { Db } from "mongodb";
import type { Checkpoints, ReactionsCheckpoint } from "../../event-sourcing/reacting/checkpoints.js";
import { answered, isDuplicate } from "./connection.js";

type StoredCheckpoint = ReactionsCheckpoint & { readonly _id: string };

/** All that are stored, by name. */
export async function storedCheckpoints(db: Db): Promise<(ReactionsCheckpoint & { readonly name: string })[]> {
  const all = await answered(db.collection<StoredCheckpoint>("checkpoints").find().toArray());
  return all.map(({ _id: name, ...checkpoint }) => ({ name, ...checkpoint }));
}

/** Checkpoints in a collection; they only rise. */
export function openMongoCheckpoints(db: Db): Checkpoints {
  const checkpoints = db.collection<StoredCheckpoint>("checkpoints");
  return {
    async load(name) {
      return answered(checkpoints.findOne<ReactionsCheckpoint>({ _id: name }, { projection: { _id: 0 } }));
    },
    async save(name, { number, position, followed, mark = null }) {
      const further = { _id: name, number: { $lt: number } };
      try {
        await answered(
          checkpoints.updateOne(further, { $set: { number, position, followed, mark } }, { upsert: true }),
        );
      } catch (error) {
        // Someone was further.
        if (!isDuplicate(error)) throw error;
      }
    },
    async forget(name) {
      await answered(checkpoints.deleteOne({ _id: name }));
    },
  };
}
