import { expect, test } from "@jest/globals";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { ROOT } from "../end-to-end/starting.js";

const MOST_BYTES = 16 * 1024 * 1024;

test("the schemas of answers are those that the types of the code say: `npm run answers` writes them", async () => {
  const script = `${ROOT}test/contract/write-answer-schemas.mjs`;
  const { stdout } = await promisify(execFile)(process.execPath, [script, "--print"], { maxBuffer: MOST_BYTES });
  expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(`${ROOT}src/http/answer-schemas.json`, "utf8")));
});
