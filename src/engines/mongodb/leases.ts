import type { Db, Filter } from "mongodb";
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
  return (await countHeld(db, { holder: { $ne: null } })) > 0;
}

/** Whether another instance holds a lease now. */
export async function isHeldByAnother(db: Db, name: string, holder: string): Promise<boolean> {
  return (await countHeld(db, { _id: name, holder: { $nin: [null, holder] } })) > 0;
}

function countHeld(db: Db, which: Filter<LeaseDocument>): Promise<number> {
  return answered(db.collection<LeaseDocument>("leases").countDocuments({ ...which, $expr: { $not: [OVER] } }));
}

/**
 * The time of a lease is over. So it is if the lease was taken in the future: the server's clock was ahead then, and
 * nobody would hold the lease until that time comes.
 */
const OVER = {
  $or: [{ $lt: [{ $add: ["$at", "$forMs"] }, "$$NOW"] }, { $gt: ["$at", { $add: ["$$NOW", "$forMs"] }] }],
};

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
    const document = await leases.findOneAndUpdate(
      { _id: name, $or: [{ holder: null }, { $expr: OVER }] },
      { $set: { holder, forMs }, $inc: { token: 1 }, $currentDate: { at: true } },
      { returnDocument: "after" },
    );
    return document ? aboveFences({ name, holder, token: document.token }) : undefined;
  }

  /**
   * Leases that were lost, or put back from an older copy, would count below what the views know: nobody could write.
   */
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
