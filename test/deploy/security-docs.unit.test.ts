import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { ROOT } from "../end-to-end/starting.js";

const read = (file: string) => readFileSync(`${ROOT}${file}`, "utf8");
const page = read("docs/security.md");

/** The requirements that a line of ASVS names: `1.2.1`, and each from one to another. */
function idsIn(cell: string): string[] {
  return cell.split(", ").flatMap((part) => {
    const [first, last] = part.split(" to ") as [string, string?];
    if (last === undefined) return [first];
    const [chapter, section, from] = first.split(".");
    const [, , to] = last.split(".");
    expect([part, last.startsWith(`${chapter}.${section}.`)]).toEqual([part, true]);
    return Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => `${chapter}.${section}.${Number(from) + i}`);
  });
}

describe("docs/security.md", () => {
  test("names only tests, sources and pages that are there", () => {
    const named = [...page.matchAll(/`((?:test|src|deploy)\/[\w./-]+)`/g)].map(([, file]) => file!);
    const linked = [...page.matchAll(/\]\(([^)#]+)\)/g)].map(([, file]) => `docs/${file}`);
    expect(named.length).toBeGreaterThan(100);
    for (const file of [...named, ...linked]) expect([file, existsSync(`${ROOT}${file}`)]).toEqual([file, true]);
  });

  test("has a line for each of the ten of the API Top 10, with its test", () => {
    const lines = page.split("\n").filter((line) => line.startsWith("| API"));
    expect(lines.map((line) => /^\| API(\d+) /.exec(line)![1])).toEqual(
      Array.from({ length: 10 }, (_, i) => `${i + 1}`),
    );
    for (const line of lines) expect(line.split("|").at(-2)).toMatch(/`test\//);
  });

  test("says of each requirement of ASVS once what shows it, or why not", () => {
    const part = page.slice(page.indexOf("## OWASP ASVS"), page.indexOf("## Limits at the edge"));
    const lines = [...part.matchAll(/^\| (\d[^|]*) \| (.+) \|$/gm)];
    const ids = lines.flatMap(([, cell]) => idsIn(cell!));
    expect(ids.filter((id) => !/^\d+\.\d+\.\d+$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    // Levels 1 and 2 of version 5.0.0, without its chapter on WebRTC.
    expect(ids).toHaveLength(246);
    for (const [, , said] of lines) expect(said!.trim().length).toBeGreaterThan(5);
  });
});

test("SECURITY.md invents no contact, and says where one belongs", () => {
  const policy = read("SECURITY.md");
  expect(policy).toContain("[THE DEPLOYING MINISTRY PUTS ITS CONTACT HERE]");
  expect(policy).not.toMatch(/[\w.]+@[\w.]+/);
});
