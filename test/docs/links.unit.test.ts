import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { ROOT } from "../end-to-end/starting.js";

const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
/** Every page of the project. */
const PAGES = ["", "docs", "docs/decisions"].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name)),
);

/** What a heading is linked by: its words in lower case, with dashes between, and no punctuation. */
function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** What stands in blocks of code links to nothing. */
const withoutCode = (text: string) => text.replaceAll(/^```[^]*?^```$/gm, "");

test("every page is found", () => {
  expect(PAGES).toEqual(expect.arrayContaining(["README.md", "docs/architecture.md", "docs/decisions/README.md"]));
});

describe.each(PAGES)("%s", (page) => {
  const text = read(page);

  test("links to pages and headings that are there", () => {
    const links = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
    for (const link of links.filter((each) => !/^[a-z]+:/.test(each))) {
      const [path, anchor] = link.split("#") as [string, string?];
      const target = path === "" ? page : join(dirname(page), path);
      expect([link, existsSync(join(ROOT, target))]).toEqual([link, true]);
      if (anchor !== undefined) expect([link, anchorsOf(target).includes(anchor)]).toEqual([link, true]);
    }
  });

  test("names files and folders that are there", () => {
    const named = [...text.matchAll(/`((?:src|test|bench|deploy|docs|requests)\/[\w./-]*)`/g)].map(([, path]) => path!);
    for (const path of named) expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
  });
});
