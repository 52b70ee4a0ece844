/**
 * `npm run test:engines`: the contract of every port on every engine at hand, and the lives on each profile. What has no
 * server is skipped, by name, at the end. For the cluster: EVENTSTORE_URL names an empty EventStoreDB, MONGODB_URL a server.
 */
import { spawnSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { neededNode } from "../../bin/needed-node.js";

/** The one that looks at whole boards comes first, as on a cluster all share one store. */
const LIVES = ["n-a", "procedural-worker", "discovered-abroad", "three-victims"].map(
  (life) => `test/end-to-end/${life}`,
);
const { EVENTSTORE_URL, MONGODB_URL } = process.env;

let failed = jest("the ports, and the lives on the embedded profile", ["test/engines", ...LIVES]);
if (EVENTSTORE_URL !== undefined && MONGODB_URL !== undefined) {
  const folder = mkdtempSync(join(tmpdir(), "lives-"));
  process.on("exit", () => rmSync(folder, { recursive: true }));
  const masterKeyFile = join(folder, "master.key");
  writeFileSync(masterKeyFile, randomBytes(32), { mode: 0o600 });
  const database = new URL(MONGODB_URL);
  database.pathname = `/kawal-lives-${randomUUID()}`;
  for (const life of LIVES)
    failed += jest(`${life} on the cluster profile`, [life], {
      KAWAL_TEST_EVENTSTORE: EVENTSTORE_URL,
      KAWAL_TEST_MONGODB: database.href,
      KAWAL_TEST_MASTER_KEY_FILE: masterKeyFile,
    });
} else console.log("\nSkipped: the lives on the cluster profile (EVENTSTORE_URL and MONGODB_URL name no servers)");
process.exit(failed > 0 ? 1 : 0);

function jest(title, args, env = {}) {
  console.log(`\n${title}`);
  const binary = fileURLToPath(new URL("../../node_modules/jest/bin/jest.js", import.meta.url));
  const { status } = spawnSync(
    neededNode(),
    ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning", binary, ...args],
    { stdio: "inherit", env: { ...process.env, ...env } },
  );
  return status === 0 ? 0 : 1;
}
