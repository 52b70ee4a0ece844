import { expect, test } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const file = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

test("the README says of each folder of the source what lives there", () => {
  const readme = readFileSync(file("README.md"), "utf8");
  const named = [...readme.matchAll(/^\| (`src\/[^|]+) \|/gm)].flatMap(([, cell]) =>
    [...cell!.matchAll(/`src\/([a-z-]+)`/g)].map(([, name]) => name),
  );
  const folders = readdirSync(file("src"), { withFileTypes: true }).flatMap((each) =>
    each.isDirectory() ? each.name : [],
  );
  expect(named.toSorted()).toEqual(folders.toSorted());
});
