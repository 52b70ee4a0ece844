import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../temporary.js";
import { ROOT } from "./starting.js";
import { kawal } from "./run.js";
import { Officer, startService, viewsCaughtUp, type RunningService } from "./service.js";

const LIST = join(ROOT, "registry/agencies.json");
const { agencies } = JSON.parse(readFileSync(LIST, "utf8")) as { agencies: readonly { readonly code: string }[] };

const { folder, remove } = temporaryFolder();
let service: RunningService;
let administrator: Officer;

beforeAll(async () => {
  service = await startService(join(folder, "data"));
  administrator = new Officer(service, undefined, "ADMINISTRATOR");
});
afterAll(remove);

async function imports(file: string) {
  const token = join(folder, "token");
  writeFileSync(token, await administrator.token(), { mode: 0o600 });
  return kawal(["agencies", "import", file, "--token-file", token, "--url", service.url]).ended;
}

async function registered(): Promise<readonly string[]> {
  await viewsCaughtUp(service);
  const { data } = await administrator.sees<{ data: { code: string }[] }>("agencies?limit=200");
  return data.map(({ code }) => code);
}

test("the starting list fills the registry of a real store, and the second time changes nothing", async () => {
  const all = agencies.map(({ code }) => code);
  expect(await imports(LIST)).toMatchObject({
    code: 0,
    output: expect.stringContaining(`${all.length} agencies registered, 0 were there`),
  });
  expect((await registered()).toSorted()).toEqual(all.toSorted());
  expect(await imports(LIST)).toMatchObject({
    code: 0,
    output: expect.stringContaining(`0 agencies registered, ${all.length} were there`),
  });
  expect(await registered()).toHaveLength(all.length);
});

test("a file that is not there, or is no list, is told in a sentence", async () => {
  expect(await imports(join(folder, "nothing.json"))).toMatchObject({
    code: 1,
    output: expect.stringContaining("is not there"),
  });
  writeFileSync(join(folder, "empty.json"), "{}");
  expect(await imports(join(folder, "empty.json"))).toMatchObject({
    code: 1,
    output: expect.stringContaining('the list has no "agencies"'),
  });
});
