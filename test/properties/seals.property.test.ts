import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { serveOffices, type Official } from "../access/offices.js";
import { declaredRoutes, goesOn, KIND_OF_BASE } from "../access/routes.js";
import { ROLES } from "../../src/access/roles.js";
import { loadRegions } from "../../src/places/regions.js";
import { CANARY, Chance } from "./chance.js";
import { beginHistory, movesOf, play } from "./history.js";
import { sealedIn } from "./model/access.js";
import { logOf } from "./opened.js";
import { runs } from "./runs.js";
import { AGENCY, type World } from "./world.js";

/*
 * In a random history, with links, companies, reactions and reports, some files are sealed: whoever is not admitted is
 * told no id, name or word of these persons, wherever they ask, though they have the cases in hand, or see all else
 * that there is in the nation.
 */

interface Proposed {
  readonly id: string;
  readonly person: string;
}

type Served = Awaited<ReturnType<typeof serveOffices>>;

const moves = movesOf({ life: 6, any: 5, correction: 2, repeat: 0, stale: 0 }, 60);
const CANARIES = new RegExp(`${CANARY}[a-z]{10}`, "g");
/** Ids of each kind that are asked for, and persons who are sealed. */
const MOST_IDS = 6;
const MOST_SEALED = 4;
const MOMENT = "fromKnownAt=2020-01-01";
const SPAN = "from=2020-01-01&to=2040-01-01";
/** Of each kind of thing that is counted. */
const MEASURES = ["cases", "victims", "repatriations", "deaths", "flows", "repatriated-again"];
/** Bytes, and the log of reads, which has no ids of others: neither is kept in these histories. */
const NOT_ASKED = ["files/:id/content", "persons/:id/reads"];

beforeAll(() => loadRegions());

/** Whatever tells of a sealed person: the id, and the words that name them or are theirs. */
async function secretsOf(world: World, sealed: ReadonlySet<string>): Promise<string[]> {
  const log = await logOf(world);
  const parts = log.flatMap(({ personal }) => personal);
  const words = (of: typeof parts) =>
    of.flatMap(({ values }) => Object.values(values).flatMap((value) => value.match(CANARIES) ?? []));
  const isTheirs = ({ person, names }: (typeof parts)[number]) =>
    [person, ...names].some((each) => each !== null && sealed.has(each));
  // Two moves of one seed make the same words: what others say, too, is no secret of theirs.
  const said = new Set(words(parts.filter((part) => !isTheirs(part))));
  return [...sealed, ...words(parts.filter(isTheirs)).filter((word) => !said.has(word))];
}

/** Two persons, of whom a narrative of the first names the second: a rule that refuses an erasure would tell it. */
async function oneNamesAnother(offices: Served, agency: string, chance: Chance): Promise<[string, string]> {
  const worker = await offices.officer(agency, "CASEWORKER");
  const registered = () =>
    offices.does(worker, "persons", { sex: "FEMALE", source: "IN_PERSON", identity: { name: chance.canary() } });
  const [first, second] = [await registered(), await registered()];
  await offices.settled();
  await offices.does(worker, `persons/${first}/do-not-tell`, { person: second, reason: chance.canary() });
  return [first, second];
}

test("a sealed person is told to nobody whom the seal does not admit, in no list, report, timeline, work or problem", async () => {
  let answered = 0;
  let problems = 0;
  let masked = 0;
  await fc.assert(
    fc.asyncProperty(moves, fc.nat(), async (steps, seed) => {
      const world = await beginHistory(seed);
      const offices = await serveOffices(world);
      try {
        const day = { validFrom: "2019-01-01" };
        await world.send({
          command: "RegisterAgency",
          id: AGENCY,
          data: { kind: "WOMEN_AND_CHILDREN", name: "A", ...day },
        });
        await play(world, steps);
        // Nobody is assigned to an agency that has ended: such a history says nothing of seals.
        fc.pre(
          !(await logOf(world)).some(({ stream, type }) => stream === `agency-${AGENCY}` && type === "AgencyEnded"),
        );
        const chance = new Chance(seed);
        const nation = await offices.agency("MINISTRY_OF_MIGRANT_WORKERS", "Kementerian");
        const sealer = await offices.officer(await offices.agency("FOREIGN_MINISTRY", "Satgas"), "INVESTIGATOR");
        await offices.settled();
        const persons = world.ids("person");
        const [erased, named] = await oneNamesAnother(offices, AGENCY, chance);
        await offices.does(sealer, `persons/${named}/seals`, { ground: "WITNESS" });
        for (let i = 0; i < MOST_SEALED && persons.length > 0; i++)
          await offices.calls(sealer, "POST", `persons/${chance.one(persons)}/seals`, { ground: "WITNESS" });
        await offices.settled();
        await world.readOn();
        const proposer = await offices.officer(AGENCY, "CASEWORKER");
        for (const id of [erased, ...persons])
          await offices.calls(proposer, "POST", `persons/${id}/erasure-proposals`, { ground: "SUBJECT_REQUEST" });
        const { data } = (await offices.asks(proposer, "proposals?limit=200")).body as { data: Proposed[] };
        const proposalOn = new Map(data.map(({ person, id }) => [person, id]));
        const sealed = new Set(sealedIn(await logOf(world)).keys());
        const secrets = await secretsOf(world, sealed);

        const leaks: string[] = [];
        const asks = async (officer: Official, method: "GET" | "POST", path: string, body?: object) => {
          const answer = await offices.calls(officer, method, path, body);
          const text = JSON.stringify([answer.headers, answer.body]);
          if (answer.status === 200) answered++;
          else if (answer.status === 409) problems++;
          expect([path, answer.status]).not.toEqual([path, 500]);
          if (text.includes(`{"masked":"hidden"}`)) masked++;
          const echoed = body === undefined ? "" : path;
          for (const secret of secrets)
            if (text.includes(secret) && !echoed.includes(secret))
              leaks.push(
                `${officer.role} of ${officer.agency === AGENCY ? "the holder" : "the nation"} ${path}: ${secret}`,
              );
        };
        const ids = (path: string) => world.ids(KIND_OF_BASE[path.split("/")[0]!] ?? "").slice(-MOST_IDS);
        const readers = [
          ...ROLES.filter((role) => role !== "AUDITOR").map((role) => [nation, role] as const),
          ...(["CASEWORKER", "MISSION", "INVESTIGATOR", "ANALYST"] as const).map((role) => [AGENCY, role] as const),
        ];
        for (const [agency, role] of readers) {
          const officer = await offices.officer(agency, role);
          for (const { route } of declaredRoutes()) {
            const [method, path] = route.split(" ") as [string, string];
            if (method !== "GET" || path.startsWith("/") || NOT_ASKED.includes(path) || goesOn(route)) continue;
            const query = path.endsWith("difference") ? `?${MOMENT}` : path.startsWith("breach") ? `?${SPAN}` : "";
            const asked = path.includes(":id")
              ? ids(path).map((id) => path.replace(":id", id))
              : path.includes(":measure")
                ? MEASURES.map((id) => path.replace(":measure", id))
                : [path];
            for (const each of asked) await asks(officer, "GET", each + query);
          }
          for (const id of sealed)
            for (const list of ["companies", "repatriations", "identity-links"])
              await asks(officer, "GET", `${list}?person=${id}`);
          await asks(officer, "GET", `work?agency=${AGENCY}`);
          for (const id of [erased, ...ids("persons")])
            await asks(officer, "POST", `persons/${id}/erasures`, {
              proposal: proposalOn.get(id) ?? randomUUID(),
              residue: [],
            });
        }
        expect({ seed, leaks: [...new Set(leaks)].slice(0, 20) }).toEqual({ seed, leaks: [] });
      } finally {
        await offices.close();
        await world.close();
      }
    }),
    { ...runs(2), endOnFailure: true },
  );
  expect(answered).toBeGreaterThan(200);
  expect(problems).toBeGreaterThan(0);
  expect(masked).toBeGreaterThan(10);
});
