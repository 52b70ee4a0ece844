import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { deciders } from "../../src/deciders.js";
import type { Decider } from "../../src/event-sourcing/deciding/decider.js";
import { InvalidField, Rejection } from "../../src/event-sourcing/deciding/rejection.js";
import type { DeclaredCommand } from "../../src/http/command.js";
import { idsOf, objectsOf } from "../../src/http/fields.js";
import { officerContext } from "../temporary.js";
import { MINUTES } from "../waiting.js";
import { Chance } from "./chance.js";
import { beginHistory, liveAll, ROWS } from "./history.js";
import { AGENCIES, OFFICERS, type Attempt, type World } from "./world.js";

type Body = new () => object;

interface IdField {
  /** `witness.person`. */
  readonly path: string;
  readonly many: boolean;
}

/** Fields of a body that hold an id, also in the objects that it holds. */
function idFieldsOf(body: Body, path = ""): IdField[] {
  const type = body.prototype as object;
  return [
    ...idsOf(type).map(({ name, many }) => ({ path: `${path}${name}`, many })),
    ...objectsOf(type).flatMap(({ name, many, type: held }) =>
      idFieldsOf(held(), `${path}${name}${many ? ".0" : ""}.`),
    ),
  ];
}

/** Every command that a request can send, with the fields of its body that hold an id. */
const DECLARED = new Map(
  deciders.flatMap((decider) =>
    ((decider as { commands?: readonly DeclaredCommand<never>[] }).commands ?? []).flatMap(({ name, route }) => {
      const fields = route ? idFieldsOf(route.body) : [];
      return fields.length === 0 ? [] : [[name, { decider, fields }] as const];
    }),
  ),
);

/** Objects that a body must hold for a field of theirs to be said, and the field that can't stand beside another. */
const AROUND: { readonly [field: string]: object } = {
  "HandOverReturnee witness.person": { capacity: "VILLAGE_OFFICIAL" },
  "HandOverRemains witness.person": { capacity: "VILLAGE_OFFICIAL" },
  "ReceiveComplaint parties.0.person": { role: "WITNESS" },
  "ReceiveComplaint parties.0.company": { role: "EMPLOYER" },
  "ErasePerson narratives.0.event": { decision: "DESTROYED" },
  "ErasePerson narratives.0.key": { decision: "DESTROYED", event: randomUUID() },
  "SettleCase amounts.0.victim": { amount: 1, currency: "IDR" },
};
const NOT_BESIDE: { readonly [field: string]: string } = {
  "RecordParty person": "company",
  "RecordParty company": "person",
  "FlagDisclosure doNotTell": "allegation",
  "FlagDisclosure allegation": "doNotTell",
};

/** The data of a command with another id in one of its fields. */
function withId(command: string, data: object, { path, many }: IdField, id: string): object {
  const key = `${command} ${path}`;
  const { [NOT_BESIDE[key] ?? ""]: _, ...rest } = data as Record<string, unknown>;
  const [first, ...within] = path.split(".");
  if (within.length === 0) return { ...rest, [first!]: many ? [id] : id };
  const field = within.at(-1)!;
  const held = { ...AROUND[key], [field]: id };
  return { ...rest, [first!]: within.length > 1 ? [held] : held };
}

/** What a refusal names: the field, or the id beside the rule. */
function namesWhy(error: unknown, { path }: IdField, id: string): boolean {
  // Of an object with several ids the first may be named.
  const around = path.includes(".") ? path.slice(0, path.lastIndexOf(".") + 1) : path;
  if (error instanceof InvalidField) return path.startsWith(error.field) || error.field.startsWith(around);
  return error instanceof Rejection && JSON.stringify(error.details).includes(id);
}

describe("an id that leads to nothing is refused, with the field or the rule that says why, and nothing is appended", () => {
  let world: World;
  const tried = new Map<string, Set<string>>();
  const wrong: string[] = [];

  async function tryEachField({ command, id: stream, data, by = OFFICERS[0] }: Attempt): Promise<void> {
    const declared = DECLARED.get(command);
    if (!declared) return;
    const actor = { kind: "OFFICER", id: by, onBehalfOf: null, agency: AGENCIES[0], role: "CASEWORKER" } as const;
    for (const field of declared.fields) {
      const id = randomUUID();
      const head = await world.store.head();
      const context = officerContext(randomUUID(), { caller: by, route: `POST /${command}/${stream ?? ""}`, actor });
      const said = withId(command, data, field, id);
      const answer = await world.handling
        .handle(declared.decider as unknown as Decider<object>, stream, command, said, context)
        .then(
          () => "taken",
          (error: unknown) => (namesWhy(error, field, id) ? "refused" : String(error)),
        );
      if (answer === "taken" || (await world.store.head()) !== head) wrong.push(`${command} ${field.path}: taken`);
      if (answer === "refused") tried.set(command, (tried.get(command) ?? new Set()).add(field.path));
      else if (answer !== "taken" && !reasons.has(`${command} ${field.path}`))
        reasons.set(`${command} ${field.path}`, answer);
    }
  }
  /** Of fields that were refused for something else: why, the first time. */
  const reasons = new Map<string, string>();

  beforeAll(async () => {
    world = await beginHistory(15);
    const send = world.send.bind(world);
    world.send = async (attempt, ...more) => {
      await tryEachField(attempt);
      return send(attempt, ...more);
    };
    const chance = new Chance(7);
    await liveAll(world, new Chance(15), 60_000);
    for (const command of ["BreakGlass", "ReviewBrokenGlass", "BreakGlass", "ReviewBrokenGlass"])
      for (let tries = 0; tries < 12; tries++) {
        const attempt = await ROWS[command]!({ world, chance, now: world.clock.now() });
        if (attempt) await send({ command, ...attempt });
      }
    // What no life says as it stands: the table of rows makes it from what there is.
    for (const command of DECLARED.keys())
      for (
        let tries = 0;
        tries < 20 && (tried.get(command)?.size ?? 0) < DECLARED.get(command)!.fields.length;
        tries++
      ) {
        const attempt = await ROWS[command]!({ world, chance, now: world.clock.now() });
        if (attempt) await tryEachField({ command, ...attempt });
      }
  }, 5 * MINUTES);
  afterAll(() => world.close());

  test("none is taken", () => expect(wrong).toEqual([]));

  test.each([...DECLARED.keys()])("%s", (command) => {
    const fields = DECLARED.get(command)!.fields.map(({ path }) => path);
    const missed = fields.filter((path) => !tried.get(command)?.has(path));
    expect(missed.map((path) => `${path}: ${reasons.get(`${command} ${path}`) ?? "never tried"}`)).toEqual([]);
  });
});
