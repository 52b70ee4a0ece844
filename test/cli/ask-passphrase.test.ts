import { expect, test } from "@jest/globals";
import { PassThrough, Writable } from "node:stream";
import { askPassphrase } from "../../src/cli/ask-passphrase.js";

const PASSPHRASE = "kuda lumping di alun-alun";

/** What comes of it when somebody types these lines, each once it is asked for; null closes the terminal. */
async function typing(lines: readonly (string | null)[], twice: boolean) {
  const input = new PassThrough();
  const left = [...lines];
  let shown = "";
  const output = new Writable({
    write(piece, _encoding, done) {
      shown += String(piece);
      if (!String(piece).endsWith(": ")) return done();
      const line = left.shift();
      setImmediate(() => (line === null ? input.end() : input.write(`${line}\r`)));
      done();
    },
  });
  const passphrase = await askPassphrase(input, output, twice).catch((error: Error) => error.message);
  return { passphrase, shown, left };
}

test("it is asked for once where it opens, and twice where it seals; none of it is shown", async () => {
  expect(await typing([PASSPHRASE], false)).toEqual({
    passphrase: PASSPHRASE,
    shown: "Passphrase of the keys: \n",
    left: [],
  });
  expect(await typing([PASSPHRASE, PASSPHRASE], true)).toEqual({
    passphrase: PASSPHRASE,
    shown: "Passphrase of the keys: \nThe same again: \n",
    left: [],
  });
});

test.each<[string, (string | null)[], RegExp]>([
  ["two that differ", [PASSPHRASE, `${PASSPHRASE}!`], /two passphrases/],
  ["one that is too short", ["fifteen letters"], /less than 16 characters/],
  ["Ctrl-C", ["kuda\u0003"], /No passphrase was given/],
  ["Ctrl-D", ["\u0004"], /No passphrase was given/],
  ["a terminal that is closed", [null], /No passphrase was given/],
])("%s is refused", async (_, lines, sentence) => {
  expect((await typing(lines, true)).passphrase).toMatch(sentence);
});
