import { afterAll, describe, expect, test } from "@jest/globals";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { askCommand as askInTime, masterKeySource } from "../../src/privacy/master-key-source.js";
import { MasterKeyRefused } from "../../src/privacy/master-key.js";
import { temporaryFolder } from "../temporary.js";
import { MINUTES } from "../waiting.js";

const { folder, remove } = temporaryFolder();
afterAll(remove);
const key = randomBytes(32);
let scripts = 0;
const askCommand = (asked: string) => askInTime(asked, MINUTES);

/** A command that does this. */
function command(script: string): string {
  const file = join(folder, `${scripts++}.mjs`);
  writeFileSync(file, script);
  return `${process.execPath} ${file}`;
}

const prints = (text: string) => command(`process.stdout.write(${JSON.stringify(text)})`);

describe("the master key from a command", () => {
  test.each([key.toString("hex"), key.toString("base64"), `${key.toString("base64url")}\n`])(
    "is what it prints: %#",
    async (text) => expect(Buffer.from(await askCommand(prints(text))).equals(key)).toBe(true),
  );

  test("is asked for when the store is opened, and a file only where there is no command", async () => {
    const file = join(folder, "master.key");
    writeFileSync(file, key, { mode: 0o600 });
    const none = join(folder, "none");
    expect(masterKeySource({ masterKeyFile: null })).toBeNull();
    expect(Buffer.from(await masterKeySource({ masterKeyFile: file })!()).equals(key)).toBe(true);
    const both = { masterKeyFile: none, masterKeyCommand: prints(key.toString("hex")) };
    expect(Buffer.from(await masterKeySource(both)!()).equals(key)).toBe(true);
  });

  test.each<[string, () => string, RegExp]>([
    ["fails", () => command("console.log('SECRET'); console.error('SECRET'); process.exit(3)"), /ended with 3\.$/],
    ["prints no key", () => prints("SECRET"), /does not print a key of 32 bytes/],
    ["prints nothing", () => prints(""), /does not print a key/],
    ["prints on and on", () => prints("SECRET".repeat(10_000)), /prints more than a key/],
    ["is killed", () => command("process.kill(process.pid, 'SIGTERM')"), /can't be run \(SIGTERM\)/],
    ["is not there", () => join(folder, "none"), /can't be run \(ENOENT\)/],
    ["is empty", () => " ", /names no command/],
  ])("that %s is refused in a sentence that quotes nothing of it", async (_, made, words) => {
    const error = await askCommand(made()).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(MasterKeyRefused);
    expect((error as Error).message).toMatch(words);
    expect((error as Error).message).not.toContain("SECRET");
  });

  test("is run by no shell", async () => {
    const printed = await askCommand(`${prints(key.toString("hex"))} | false; $(false)`);
    expect(Buffer.from(printed).equals(key)).toBe(true);
  });

  test("that does not end is ended", async () => {
    await expect(askInTime(command("setInterval(() => {}, 1000)"), 300)).rejects.toThrow(/did not end in time/);
  });
});
