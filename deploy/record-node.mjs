// Records the Node project's own binaries, so that those of the packages can be compared with them:
//
//   node deploy/record-node.mjs <folder> [--keyring <file>] [--list <file>]
//
// The folder has what https://nodejs.org/dist/v<version>/ has: SHASUMS256.txt, SHASUMS256.txt.sig and the archives of
// Linux (tar.gz or tar.xz); for Windows the list itself names `win-x64/node.exe`. The keyring is that of the releasers:
// gpg/pubring.kbx of https://github.com/nodejs/release-keys. Without it no signature is checked, and the list says so.
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));
const { optionalDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { keyring: { type: "string" }, list: { type: "string", default: join(root, "bin", "node-binaries.json") } },
});
const [folder] = positionals;
if (folder === undefined) throw new Error("name the folder of the archives");

const sums = join(folder, "SHASUMS256.txt");
// gpgv takes the keys of this keyring only, and fails unless a signature holds.
if (values.keyring !== undefined) execFileSync("gpgv", ["--keyring", values.keyring, `${sums}.sig`, sums]);
const published = new Map(
  readFileSync(sums, "utf8")
    .split("\n")
    .map((line) => /^([0-9a-f]{64}) {2}(\S+)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, sum, name]) => [name, sum]),
);

const list = JSON.parse(readFileSync(values.list, "utf8"));
for (const [name, version] of Object.entries(optionalDependencies)) {
  const platform = name.replace("node-", "");
  const sha256 = await sumOfBinary(platform, version);
  if (sha256 === undefined) {
    console.log(`${platform}: not in ${folder}`);
    continue;
  }
  list[version] = { ...list[version], [platform]: { sha256, signed: values.keyring !== undefined } };
  console.log(`${platform}: ${sha256}`);
}
writeFileSync(values.list, `${JSON.stringify(list, null, 2)}\n`);

async function sumOfBinary(platform, version) {
  if (platform.startsWith("win-")) return published.get(`${platform}/node.exe`);
  const release = `node-v${version}-${platform}`;
  const archive = [`${release}.tar.gz`, `${release}.tar.xz`].find((each) => existsSync(join(folder, each)));
  if (archive === undefined) return undefined;
  const sum = await sumOf(createReadStream(join(folder, archive)));
  if (sum !== published.get(archive)) throw new Error(`${archive} is not what SHASUMS256.txt says`);
  const tar = spawn("tar", ["-xOf", join(folder, archive), `${release}/bin/node`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => tar.on("close", resolve));
  const binary = await sumOf(tar.stdout);
  if ((await ended) !== 0) throw new Error(`${archive} has no bin/node`);
  return binary;
}

async function sumOf(stream) {
  const hash = createHash("sha256");
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest("hex");
}
