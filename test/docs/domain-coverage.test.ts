import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { deciders } from "../../src/deciders.js";
import { aggregates, projections } from "../../src/slices.js";
import { ROOT } from "../end-to-end/starting.js";

const page = readFileSync(join(ROOT, "docs/domain-coverage.md"), "utf8");
const [covered, outside] = page.split("\n## Events of no rule of the field\n") as [string, string];

const namesIn = (cell = "") => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
const cellsOf = (text: string) =>
  text
    .split("\n")
    .filter((line) => /^\| (?!---|Rule and source|Event \|)/.test(line))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

const rows = cellsOf(covered).map(([rule, commands, events, views, tests]) => ({
  rule,
  later: commands === "later",
  commands: namesIn(commands),
  events: namesIn(events),
  views: namesIn(views),
  tests: namesIn(tests),
}));
const built = rows.filter(({ later }) => !later);
const apart = cellsOf(outside).map(([events, why]) => ({ events: namesIn(events), why }));

const types = new Set(aggregates.flatMap(({ events }) => events.map(({ type }) => type)));
const commands = new Set(deciders.flatMap(({ decisions }) => Object.keys(decisions)));
const views = new Set(projections.map(({ name }) => name));

describe("docs/domain-coverage.md", () => {
  test("says of each rule what records, tells, shows and tests it, or that it comes later", () => {
    expect(built.length).toBeGreaterThan(20);
    for (const { rule, ...named } of built)
      expect([rule, Object.values(named).filter((each) => Array.isArray(each) && each.length === 0)]).toEqual([
        rule,
        [],
      ]);
  });

  test("names commands, event types and views that exist", () => {
    expect(built.flatMap((row) => row.commands).filter((name) => !commands.has(name))).toEqual([]);
    expect([...built, ...apart].flatMap((row) => row.events).filter((name) => !types.has(name))).toEqual([]);
    expect(built.flatMap((row) => row.views).filter((name) => !views.has(name))).toEqual([]);
  });

  test("names tests that exist and speak of the row's commands or events", () => {
    for (const { rule, tests, ...row } of built)
      for (const file of tests) {
        expect([rule, file, existsSync(join(ROOT, file))]).toEqual([rule, file, true]);
        const text = readFileSync(join(ROOT, file), "utf8");
        const speaks = [...row.commands, ...row.events].some((name) => new RegExp(`\\b${name}\\b`).test(text));
        expect([rule, file, speaks]).toEqual([rule, file, true]);
      }
  });

  test("has every event type once, with a rule or with a reason", () => {
    expect(apart.filter(({ why }) => !why)).toEqual([]);
    const named = [...built, ...apart].flatMap((row) => row.events);
    expect(named.toSorted()).toEqual([...types].toSorted());
  });
});
