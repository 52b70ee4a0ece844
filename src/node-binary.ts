import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";

/** The Node project's own binaries, by version and platform, as `deploy/record-node.mjs` has recorded them. */
export const RECORDED = new URL("../bin/node-binaries.json", import.meta.url);

interface Recorded {
  readonly sha256: string;
  /** Whether the signature of the list that it was checked against was checked, too. */
  readonly signed: boolean;
}

/** What is known of the program that gets the master key. */
export interface NodeBinary {
  readonly standing: "own" | "other" | "unknown";
  /** For the operator. */
  readonly sentence: string;
}

/**
 * Compares the file of a Node.js with what the Node project has published. One of the machine itself may be built by
 * the machine's makers: only one that came as a package must be the project's own.
 */
export async function nodeBinary(
  file: string = process.execPath,
  recorded: URL = RECORDED,
  version: string = process.versions.node,
): Promise<NodeBinary> {
  const platform = `${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const list = JSON.parse(await readFile(recorded, "utf8")) as Record<string, Record<string, Recorded>>;
  const known = list[version]?.[platform];
  const named = `Node.js ${version} (${file})`;
  if (known !== undefined && (await sumOf(file)) === known.sha256) {
    const unsigned = known.signed ? "" : ", by a list whose signature was not checked";
    return { standing: "own", sentence: `${named} is the Node project's own build${unsigned}` };
  }
  if (!file.includes(`node-${platform}`))
    return { standing: "unknown", sentence: `${named} is this machine's own: nothing of it was checked` };
  return known === undefined
    ? {
        standing: "unknown",
        sentence: `${named} is not in the list of the Node project's builds: only npm's integrity of its package was checked`,
      }
    : { standing: "other", sentence: `${named} is NOT the Node project's own build: do not give it a master key` };
}

async function sumOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
