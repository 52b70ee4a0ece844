import { describe, expect, test } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { readsRegistry } from "../../src/log-of-reads/reads.events.js";
import { registry } from "../../src/slices.js";

const SOURCE = join(import.meta.dirname, "../../src");

/** Every event type that some module of the service defines. */
async function definedTypes(): Promise<string[]> {
  const types: string[] = [];
  for (const entry of readdirSync(SOURCE, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !/ = defineEvent\(/.test(readFileSync(file, "utf8"))) continue;
    const built = join("../../dist", relative(SOURCE, file)).replace(/\.ts$/, ".js");
    const exported = Object.values((await import(built)) as object);
    // Alone, or by name among those of tasks, which are made for two kinds of work.
    const each = exported.flatMap((one) =>
      one?.upcasters === undefined && one?.added?.upcasters !== undefined ? Object.values(one as object) : [one],
    );
    types.push(...each.filter((one) => one?.upcasters !== undefined).map(({ type }) => type as string));
  }
  return types;
}

describe("every event type", () => {
  test("is known to a registry, which knows no other", async () => {
    const types = await definedTypes();
    expect(types).toEqual(expect.arrayContaining(["FactCorrected", "AgencyRegistered", "FollowUpDone"]));
    expect(types.toSorted()).toEqual([...new Set([...registry.types, ...readsRegistry.types])].toSorted());
  });
});
