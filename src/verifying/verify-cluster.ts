import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { ClusterSettings } from "../engines/settings.js";
import { openKawalsEvents, openReads } from "../engines/cluster-stores.js";
import { closing } from "../engines/closing.js";
import { storedCheckpoints } from "../engines/mongodb/checkpoints.js";
import { connectMongo } from "../engines/mongodb/connection.js";
import { readMongoFiles } from "../engines/mongodb/file-store.js";
import { isAnyLeaseHeld } from "../engines/mongodb/leases.js";
import { mongoLogEnds } from "../engines/mongodb/log-ends.js";
import { Evidence } from "../engines/sqlite/evidence.js";
import { copyKeys, copyViews } from "./copied-cluster.js";
import { Databases } from "./databases.js";
import type { Finding, StoreReport } from "./finding.js";
import { marksOfLogEnds } from "./marks.js";
import { verifyParts, type Parts, type Verifying } from "./parts.js";
import { inScratch } from "./verify-store.js";

export interface ClusterToVerify extends Verifying {
  readonly settings: ClusterSettings;
}

/**
 * Checks every part of a cluster against the others, and writes nothing to its engines. Keys and views are copied into
 * the folder of temporary files first, as they are: wrapped and sealed.
 * @throws MongoRefused, BadConnection, StoreUnavailable, FirstForm
 */
export async function verifyCluster(cluster: ClusterToVerify): Promise<StoreReport> {
  const opened = closing();
  try {
    const { db, close } = await connectMongo(cluster.settings.mongodb);
    opened.push(close);
    const events = await openKawalsEvents(cluster.settings.eventStore);
    opened.push(() => events.close());
    const reads = await openReads(cluster.settings.eventStore);
    opened.push(() => reads.close());
    return await inScratch(async (scratch) => {
      const copies = join(scratch, "copies");
      mkdirSync(copies, { mode: 0o700 });
      const live = await isAnyLeaseHeld(db);
      const databases = new Databases(new Evidence(copies, scratch, live));
      try {
        const { files, names } = await readMongoFiles(db);
        const projections = [...cluster.events.projections, ...cluster.reads.projections];
        const found = (part: "keys" | "views") => (finding: Finding) => void databases.found(part).push(finding);
        const ahead = await copyViews(db, copies, projections, (note) => databases.notes.push(note), found("views"));
        const hasKeys = await copyKeys(db, copies, found("keys"));
        const parts: Parts = {
          fileNames: names,
          files,
          ahead,
          openLog: async (part) => (part === "events" ? events : reads),
          // The engine is gone, and says nothing of the store.
          unreadable: (_part, error) => {
            throw error;
          },
          readsAreGone: () => undefined,
          keysAre: "the keys",
          keysAreGone: () =>
            databases.found("keys").push({
              fault: "keys-missing",
              what: `MongoDB has no ${hasKeys ? "keys" : "check of a master key"}. What was sealed under its keys can't be opened: restore \`keys\`, \`masterKeyCheck\` and \`storeOfKeys\` from a copy made after these events`,
            }),
          marks: async (part) => [
            ...(await marksOfLogEnds(mongoLogEnds(db), "logEnds", part)),
            ...(part === "events" ? await storedCheckpoints(db) : []).map(({ name, ...marked }) => ({
              ...marked,
              whose: `the checkpoint ${name}`,
              view: false,
            })),
          ],
          moreParts: () => [],
        };
        const report = await verifyParts(cluster, databases, parts, scratch);
        if (live && databases.found("views").length > 0)
          report.notes.push(
            "Instances are running: what is found of views may be of what they wrote meanwhile, so verify again.",
          );
        return report;
      } finally {
        await databases.close();
      }
    });
  } finally {
    await opened.close();
  }
}
