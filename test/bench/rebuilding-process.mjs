/** Fills a small log and measures rebuilds of it, as the benchmark does; prints the ids of the results. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fillLog } from "../../bench/log/fill.ts";
import { rebuilding } from "../../bench/measuring/rebuilding.ts";
import { storeFolder } from "../../bench/store.ts";

const [folder] = process.argv.slice(2);
const store = storeFolder(join(folder, "log"));
const log = { ...(await fillLog(store, 200, () => undefined)), store };
const own = join(folder, "own");
mkdirSync(own);
const told = () => undefined;
const ids = new Set(["rebuild-pair", "rebuild-all"]);
const results = await rebuilding.measure({ folder: own, ids, size: 200, log, progress: told, note: told });
console.log(JSON.stringify(results.map(({ id }) => id)));
