import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { LIMITS } from "../src/limits.js";
import { ROOT } from "./end-to-end/starting.js";

test("docs/limits.md has each limit, with its number and its problem, and no other", () => {
  const page = readFileSync(`${ROOT}docs/limits.md`, "utf8");
  const rows = [...page.matchAll(/^\| `(\w+)` \| ([\d,]+) \| .+ \| (.+) \|$/gm)].map(([, name, most, over]) => ({
    name,
    most,
    problem: /^\d{3} `([a-z-]+)`/.exec(over!)?.[1] ?? null,
  }));
  const limits = Object.entries(LIMITS).map(([name, { most, problem }]) => ({
    name,
    most: most.toLocaleString("en"),
    problem,
  }));
  expect(rows).toEqual(limits);
});
