import { afterAll, beforeAll, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LETTERS } from "../access/expectations.js";
import { declaredRoutes, goesOn, KIND_OF_BASE } from "../access/routes.js";
import { CANARY } from "../properties/chance.js";
import { beginHistory, movesOf, play } from "../properties/history.js";
import { opening } from "../properties/opened.js";
import { runs } from "../properties/runs.js";
import type { Envelope } from "../../src/event-sourcing/stored-event/envelope.js";
import { registry } from "../../src/slices.js";
import { loadRegions } from "../../src/places/regions.js";
import { temporaryFolder } from "../temporary.js";
import { Officer, startService, type Answered, type RunningService } from "./service.js";
import { masterKeyOf } from "./starting.js";

/*
 * Every free text, name and address of a random history holds a canary, and numbers are known: whoever has nothing to
 * do with these persons is told none of them, in whatever role, wherever they ask.
 */

const moves = movesOf({ life: 6, any: 4, correction: 2, repeat: 0, stale: 0 }, 60);
const CANARIES = new RegExp(`${CANARY}[a-z]{10}`, "g");
/** Long enough that no position or time holds them by chance. */
const NUMBER = /^[+\w][\w -]{7,}$/;
/** Ids of each kind that are asked for. */
const MOST_IDS = 4;

let service: RunningService | undefined;
let remove: (() => void) | undefined;

beforeAll(() => loadRegions());
afterAll(() => remove?.());

interface Served {
  /** Canaries and numbers, each to be found nowhere. */
  readonly secrets: ReadonlySet<string>;
  /** Names to search by, and numbers. */
  readonly sought: readonly object[];
  readonly ids: ReadonlyMap<string, readonly string[]>;
}

/** Plays a history, and serves the store that it made. */
async function serve(steps: Parameters<typeof play>[1], seed: number): Promise<Served> {
  const { folder, remove: removing } = temporaryFolder();
  remove = removing;
  const world = await beginHistory(seed);
  try {
    await play(world, steps);
    await world.reactions.stop();
    const open = await opening(world);
    const told = world.log.map(({ bytes }) => {
      const { sealed, type, facts } = JSON.parse(Buffer.from(bytes).toString("utf8")) as Envelope;
      const mayHold = registry.mayHold(type, facts);
      return sealed.map((part) => {
        const fields = [mayHold[part.class] ?? []];
        return open({ record: { parts: [part], fields } }) as { record: Record<string, string> };
      });
    });
    const records = told.flat().map(({ record }) => record);
    const values = records.flatMap((record) => Object.values(record));
    const numbers = records.flatMap(({ nik, passport, phone }) => [nik, passport, phone]);
    const secrets = new Set([
      ...values.flatMap((value) => value.match(CANARIES) ?? []),
      ...numbers.filter((number) => number !== undefined && NUMBER.test(number)),
    ] as string[]);
    const sought = records.flatMap(({ name, nik, phone }): object[] => [
      ...(name === undefined ? [] : [{ name }]),
      ...(nik === undefined ? [] : [{ nik }]),
      ...(phone === undefined ? [] : [{ phone }]),
    ]);
    for (const file of ["events.db", "keys.db"])
      for (const suffix of ["", "-wal"]) cpSync(join(world.folder, file + suffix), join(folder, file + suffix));
    rmSync(`${folder}.key`, { force: true });
    writeFileSync(`${folder}.key`, world.masterKey, { mode: 0o600 });
    const categories = ["person", "case", "repatriation", "file", "identityLink", "company", "agency"];
    const ids = new Map(categories.map((category) => [category, world.ids(category).slice(-MOST_IDS)]));
    expect(masterKeyOf(folder)).toBe(`${folder}.key`);
    service = await startService(folder);
    return { secrets, sought: sought.slice(0, MOST_IDS * 3), ids };
  } finally {
    await world.close();
  }
}

test("nobody without a part in a history is told a personal value of it, in no answer, header, problem or line", async () => {
  let told = 0;
  await fc.assert(
    fc.asyncProperty(moves, fc.nat(), async (steps, seed) => {
      const { secrets, sought, ids } = await serve(steps, seed);
      const administrator = new Officer(service!, undefined, "ADMINISTRATOR");
      const agency = (await administrator.does("agencies", { kind: "HEALTH", name: "Dinkes Contoh" })) as Answered;
      const auditors = await administrator.does("agencies", { kind: "AUDIT", name: "Inspektorat Contoh" });
      const leaks: string[] = [];
      const look = (where: string, text: string) => {
        told++;
        for (const secret of secrets) if (text.includes(secret)) leaks.push(`${where}: ${secret}`);
      };
      for (const role of Object.values(LETTERS)) {
        const office = role === "AUDITOR" ? auditors.id : agency.id;
        const officer = role === "ADMINISTRATOR" ? administrator : new Officer(service!, office, role);
        const asks = async (method: string, path: string, body?: string) => {
          const { headers, body: answer } = await officer.calls<unknown>(method, path, body, {
            ...(body !== undefined && { "content-type": "application/json" }),
            "idempotency-key": "6f2d7c1e-9a53-4b0e-8c44-1d3f5a7b9e20",
          });
          look(`${role} ${method} ${path}`, JSON.stringify([...headers]) + JSON.stringify(answer));
          const next = (answer as { next?: string } | null)?.next;
          if (next !== undefined) look(`${role} cursor of ${path}`, Buffer.from(next, "base64url").toString());
        };
        for (const { route } of declaredRoutes()) {
          const [method, path] = route.split(" ") as [string, string];
          if (path.startsWith("/") || path.startsWith("sign-") || goesOn(route)) continue;
          const known = ids.get(KIND_OF_BASE[path.split("/")[0]!] ?? "") ?? [];
          const asked = path.includes(":id") ? known.map((id) => path.replace(":id", id)) : [path];
          const query =
            method === "GET" && !path.includes("state") ? (path === "breach-notices/draft" ? SPAN : "") : "";
          for (const each of method === "GET" ? asked : asked.slice(0, 1))
            await asks(method, each + query, method === "POST" ? "{}" : undefined);
        }
        for (const each of sought) await asks("POST", "persons/search", JSON.stringify(each));
      }
      look("what is printed", service!.output());
      expect({ seed, leaks }).toEqual({ seed, leaks: [] });
      expect(secrets.size).toBeGreaterThan(5);
      expect(await service!.stop()).toBe(0);
      remove!();
    }),
    { ...runs(1), endOnFailure: true },
  );
  expect(told).toBeGreaterThan(500);
});

const SPAN = "?from=2020-01-01&to=2030-01-01";
