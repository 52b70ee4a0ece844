import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { ROOT } from "../end-to-end/starting.js";

const page = readFileSync(`${ROOT}docs/glossary.md`, "utf8");
const sources = new Map(
  readdirSync(`${ROOT}src`, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => [`src/${file.replaceAll("\\", "/")}`, readFileSync(join(ROOT, "src", file), "utf8")]),
);

/** Text of one section, by its heading. */
function section(heading: string): string {
  const [, text] = page.split(`\n## ${heading}\n`);
  return text!.split("\n## ")[0]!;
}

/**
 * Each invariant with the functions and files that its text names: `i1…` in `src/…`, or `a`, `b` and `c` in `src/…`.
 */
const invariants = section("Invariants I1 to I15")
  .split(/^\*\*(?=I\d+ )/m)
  .slice(1)
  .map((text) => ({
    id: /^I\d+/.exec(text)![0],
    text,
    named: [...text.matchAll(/((?:`\w+`(?:, | and )?)+) in `(src\/[\w./-]+)`/g)].flatMap(([, names, file]) =>
      [...names!.matchAll(/\w+/g)].flatMap(([name]) => (name === "and" ? [] : [{ name, file: file! }])),
    ),
  }));

describe("docs/glossary.md", () => {
  test("tells the invariants I1 to I15, each with its source and what enforces it, or that nothing does yet", () => {
    expect(invariants.map(({ id }) => id)).toEqual(Array.from({ length: 15 }, (_, i) => `I${i + 1}`));
    for (const { id, text, named } of invariants) {
      expect([id, text.includes("\n- Source: ")]).toEqual([id, true]);
      expect([id, named.length > 0 || text.includes("\n- Not built yet: ")]).toEqual([id, true]);
    }
  });

  test("names functions that are in the files that it names", () => {
    for (const { id, named } of invariants)
      for (const { name, file } of named) {
        const defines = new RegExp(`\\b(?:function|const) ${name}\\b`).test(sources.get(file) ?? "");
        expect([id, name, file, defines]).toEqual([id, name, file, true]);
      }
  });

  test("names every function that is called after an invariant", () => {
    const inSource = [...sources.values()].flatMap((text) => [...text.matchAll(/export function (i(\d+)[A-Z]\w+)/g)]);
    expect(inSource.length).toBeGreaterThan(15);
    for (const [, name, number] of inSource) {
      const { named } = invariants[Number(number) - 1]!;
      expect([name, named.some((each) => each.name === name)]).toEqual([name, true]);
    }
  });

  test("spells names as the code does", () => {
    const all = [...sources.values()].join("\n");
    const rows = page.split("\n").filter((line) => line.startsWith("| "));
    const names = rows.flatMap((row) => [...row.matchAll(/`([A-Za-z][A-Za-z0-9_]*)`/g)].map(([, name]) => name!));
    expect(names.length).toBeGreaterThan(80);
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(all))).toEqual([]);
  });
});
