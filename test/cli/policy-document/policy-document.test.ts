import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { AT_MOST, OPEN_CLASSES, POLICY, permits, type Permission, type PolicyRow } from "../../../src/access/policy.js";
import { ROLES, type Role } from "../../../src/access/roles.js";
import { FIELD_CLASSES } from "../../../src/event-sourcing/stored-event/envelope.js";
import { declaredRoutes } from "../../access/routes.js";
import { kawal } from "../../end-to-end/run.js";

/** What the command prints, as an operator gives it. */
async function policy(...options: readonly string[]): Promise<string> {
  const { code, output } = await kawal(["policy", ...options]).ended;
  expect({ code, output: code === 0 ? "" : output.slice(-1500) }).toEqual({ code: 0, output: "" });
  return output;
}

/** The rows of the table under a title. */
function table(markdown: string, title: RegExp): string[][] {
  const part = markdown.split(/^## /m).find((each) => title.test(each))!;
  const lines = part.split("\n").filter((line) => line.startsWith("|"));
  return lines.map((line) =>
    line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  );
}

let markdown: string;
let shorts: ReadonlyMap<string, Role>;
beforeAll(async () => {
  markdown = await policy("--markdown", "--routes");
  shorts = new Map(table(markdown, /^Peran/).map(([short, code]) => [short!, code as Role]));
});

/** A kind of agency whose officers may do it, where not those of every kind may. */
const kindFor = (code: Permission) => (POLICY[code] as PolicyRow).only?.[0] ?? null;

/** The roles whose columns are marked in a row. */
function marked(head: readonly string[], row: readonly string[]): Role[] {
  return head.flatMap((name, i) => (row[i] === "x" ? shorts.get(name)! : []));
}

test("docs/policy.md is what `kawal policy --markdown` says", async () => {
  const page = readFileSync(new URL("../../../docs/policy.md", import.meta.url), "utf8");
  expect(page).toBe(await policy("--markdown"));
  expect(markdown.startsWith(page)).toBe(true);
});

describe("the document says what the service decides", () => {
  test("of every permission, in both languages and with its source", () => {
    const [head, , ...rows] = table(markdown, /^Kewenangan/);
    expect(rows.map((row) => row[2])).toEqual(Object.keys(POLICY));
    for (const row of rows) {
      const [indonesian, en, code] = row as [string, string, Permission];
      const { source } = POLICY[code];
      expect([indonesian, en, row.at(-1)]).toEqual([POLICY[code].indonesian, POLICY[code].en, source]);
      expect([code, marked(head!, row)]).toEqual([code, ROLES.filter((role) => permits(code, role, kindFor(code)))]);
    }
  });

  test("of what officers of some kinds of agency alone may do", () => {
    const [, , ...rows] = table(markdown, /^Instansi tertentu/);
    const wanted = Object.entries(POLICY as Record<string, PolicyRow>).flatMap(([code, { only }]) =>
      only === undefined ? [] : [[code, only.join(", ")]],
    );
    expect(rows.map(([, code, kinds]) => [code, kinds])).toEqual(wanted);
    expect(rows.length).toBeGreaterThan(1);
  });

  test("of every class of personal fields", () => {
    const [head, , ...rows] = table(markdown, /^Data pribadi/);
    expect(rows.map((row) => row[1])).toEqual(FIELD_CLASSES);
    for (const row of rows)
      expect([row[1], marked(head!, row)]).toEqual([
        row[1],
        ROLES.filter((role) => (OPEN_CLASSES[role] as readonly string[]).includes(row[1]!)),
      ]);
  });

  test("of the kinds of agencies that may do less", () => {
    const [, , ...rows] = table(markdown, /^Batas instansi/);
    expect(Object.fromEntries(rows.map(([kind, most]) => [kind, most!.split(", ")]))).toEqual(AT_MOST);
  });

  test("of every route", () => {
    const [, , ...rows] = table(markdown, /^Rute/);
    const told = new Map(rows.map(([method, path, needs, of]) => [`${method} ${path}`, [needs, of]]));
    const declared = declaredRoutes();
    expect(told.size).toBe(declared.length);
    for (const { route, permit } of declared) {
      const { needs, of, unseen } = permit as { needs: string; of: string | null; unseen?: true };
      const [method, path] = route.split(" ") as [string, string];
      const words = { NOBODY: "none, not even to sign in", SIGNED_IN: "to be signed in" }[needs] ?? needs;
      expect([route, told.get(`${method} ${path.startsWith("/") ? path : `/${path}`}`)]).toEqual([
        route,
        [words, of === null ? "" : unseen ? `${of}: need only exist` : of],
      ]);
    }
  });
});

test("a terminal gets columns, and routes only if asked for", async () => {
  const text = await policy();
  expect(text).toMatch(/^Membuka dokumen +Open a file +FILE_OPEN( +x){5} +\[design\] need-to-know$/m);
  expect(text).not.toMatch(/\/persons/);
  expect(await policy("--routes")).toMatch(/^GET +\/files\/:id\/content +FILE_OPEN +file$/m);
});
