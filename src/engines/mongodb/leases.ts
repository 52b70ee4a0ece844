import type { Db } from "mongodb";
import type { Lease, Leases } from "../../event-sourcing/reacting/leases.js";
import { answered, isDuplicate } from "./connection.js";
import { projectionDocuments } from "./view-documents.js";

interface LeaseDocument {
  readonly _id: string;
  /** Null for one that was given back. */
  readonly holder: string | null;
  readonly token: number;
  /** When it was taken or renewed, by the server's clock. */
  readonly at: Date;
  readonly forMs: number;
}

/** Whether an instance holds any lease now: one that runs always does, or is about to. */
export async function isAnyLeaseHeld(db: Db): Promise<boolean> {
  const held = { holder: { $ne: null }, $expr: { $gt: [{ $add: ["$at", "$forMs"] }, "$$NOW"] } };
  return (await answered(db.collection<LeaseDocument>("leases").countDocuments(held))) > 0;
}

/** Leases in a collection. Times are those of the server, set and compared there. */
export function openMongoLeases(db: Db): Leases {
  const leases = db.collection<LeaseDocument>("leases");

  return {
    async acquire(name, holder, forMs) {
      const taken = await answered(take(name, holder, forMs));
      if (taken) return taken;
      // An upsert may not compare times of the server: what is missing is made first, free to be taken.
      const missing = (await answered(leases.countDocuments({ _id: name }))) === 0;
      if (!missing) return undefined;
      try {
        await answered(leases.insertOne({ _id: name, holder: null, token: 0, at: new Date(0), forMs: 0 }));
      } catch (error) {
        if (!isDuplicate(error)) throw error;
      }
      return answered(take(name, holder, forMs));
    },

    async renew({ name, holder, token }, forMs) {
      const { matchedCount } = await answered(
        leases.updateOne({ _id: name, holder, token }, { $set: { forMs }, $currentDate: { at: true } }),
      );
      return matchedCount === 1;
    },

    async release({ name, holder, token }) {
      await answered(leases.updateOne({ _id: name, holder, token }, { $set: { holder: null } }));
    },
  };

  async function take(name: string, holder: string, forMs: number): Promise<Lease | undefined> {
    const over = { $expr: { $lt: [{ $add: ["$at", "$forMs"] }, "$$NOW"] } };
    const document = await leases.findOneAndUpdate(
      { _id: name, $or: [{ holder: null }, over] },
      { $set: { holder, forMs }, $inc: { token: 1 }, $currentDate: { at: true } },
      { returnDocument: "after" },
    );
    return document ? aboveFences({ name, holder, token: document.token }) : undefined;
  }

  /** Leases that were lost, or put back from an older copy, would count below what the views know: nobody could write. */
  async function aboveFences(lease: Lease): Promise<Lease> {
    const { name: _id, holder, token } = lease;
    const [last] = await projectionDocuments(db)
      .find({}, { sort: { fence: -1 }, limit: 1 })
      .toArray();
    if (last === undefined || last.fence < token) return lease;
    const raised = { ...lease, token: last.fence + 1 };
    await leases.updateOne({ _id, holder, token }, { $set: { token: raised.token } });
    return raised;
  }
}
