import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import {
  EXPECTATIONS,
  LETTERS,
  LISTS,
  RELATIONS,
  sees,
  type Letter,
  type Named,
  type Relation,
} from "../access/expectations.js";
import { declaredRoutes } from "../access/routes.js";
import { temporaryFolder } from "../temporary.js";
import { paper } from "./casework.js";
import { Officer, startService, type Answered, type Response, type RunningService } from "./service.js";

type Ids = { readonly [N in Exclude<Named, "nothing">]: string };

const { folder, remove } = temporaryFolder();
let service: RunningService;
let last = "";
/** What paths name, in the open and sealed. */
let open: Ids;
let sealed: Ids;
/** By the relation in which an agency received it. */
const referrals: { [R in Relation]?: string } = {};
/** By relation and letter. */
const officers = {} as { [R in Relation]: { [L in Letter]: Officer } };

const letters = Object.keys(LETTERS) as Letter[];
const took = (answer: Answered): Answered => {
  last = answer.position;
  return answer;
};

beforeAll(async () => {
  service = await startService(folder);
  const administrator = new Officer(service, undefined, "ADMINISTRATOR");
  const agency = async (kind: string, name: string, more: object = {}) =>
    took(await administrator.does("agencies", { kind, name, ...more })).id;
  const agencies: { readonly [R in Relation]: string } = {
    own: await agency("WOMEN_AND_CHILDREN", "UPTD PPA Contoh"),
    assigned: await agency("POLICE", "Polres Contoh"),
    answersFor: await agency("BP3MI", "BP3MI Banten", { region: "36" }),
    unrelated: await agency("MISSION", "KBRI Contoh", { country: "JP" }),
    sealed: "",
    referred: await agency("POLICE", "Polres Satu"),
    accepted: await agency("POLICE", "Polres Dua"),
    declined: await agency("POLICE", "Polres Tiga"),
    expired: await agency("POLICE", "Polres Empat"),
    withdrawn: await agency("POLICE", "Polres Lima"),
  };
  const assignedTo = { ...agencies, sealed: agencies.own };
  for (const relation of RELATIONS)
    officers[relation] = Object.fromEntries(
      letters.map((letter) => [letter, new Officer(service, assignedTo[relation], LETTERS[letter])]),
    ) as never;
  const owner = officers.own.S;
  open = await recordedBy(owner, agencies.assigned);
  sealed = await recordedBy(owner, agencies.assigned);
  await Promise.all(
    (["referred", "accepted", "declined", "expired", "withdrawn"] as const).map(async (relation) => {
      const id = await sent(owner, agencies[relation], open, relation === "expired");
      referrals[relation] = id;
      if (relation === "accepted") took(await officers.accepted.S.does(`referrals/${id}/acceptances`, {}));
      if (relation === "declined")
        took(await officers.declined.S.does(`referrals/${id}/refusals`, { reason: "NO_CAPACITY" }));
      if (relation === "withdrawn") took(await owner.does(`referrals/${id}/withdrawal`, { reason: "NOT_NEEDED" }));
    }),
  );
  const isOver = async () => {
    const { data } = await owner.sees<{ data: { state: string } }>(`referrals/${referrals.expired}`);
    return data.state === "EXPIRED";
  };
  while (!(await isOver())) await setTimeout(200);
  // Another supervisor than the one whose sight of it is asked about.
  const sealer = new Officer(service, agencies.own, "SUPERVISOR");
  took(await sealer.does(`persons/${sealed.person}/seals`, { ground: "TRAFFICKING_VICTIM" }));
  // Every officer is assigned before the first question.
  await Promise.all(RELATIONS.flatMap((relation) => letters.map((letter) => officers[relation][letter].sees(`me`))));
});

afterAll(remove);

/** A migrant of Banten with a case, a repatriation, a paper and a second record; both are handed to another agency. */
async function recordedBy(owner: Officer, assigned: string): Promise<Ids> {
  const does = async (path: string, body: object) => took(await owner.does(path, body)).id;
  const register = (name: string) =>
    does("persons", {
      sex: "FEMALE",
      source: "IN_PERSON",
      origin: "36.04.12",
      identity: { name },
      migrant: { discovery: "ABROAD", placementStatus: "UNKNOWN", placementStatusBasis: "NONE" },
    });
  const person = await register("Contoh Satu");
  const other = await register("Contoh Dua");
  const link = await does("identity-links", { person, other, basis: "STATED_BY_PERSON", confidence: "CONFIRMED" });
  const incident = await does("cases", {
    channel: "PHONE",
    complainant: "PMI",
    country: "KH",
    region: "36.04",
    categories: ["UNPAID_WAGES"],
    parties: [{ role: "VICTIM", person }],
  });
  await does(`cases/${incident}/verification`, { by: "AGENCY" });
  await does(`cases/${incident}/assignments`, { agency: assigned });
  const repatriation = await does("repatriations", {
    kind: "LIVING",
    person,
    source: "PERSON",
    cause: "END_OF_CONTRACT",
    country: "KH",
  });
  await does(`repatriations/${repatriation}/assignments`, { step: "TICKETED", agency: assigned });
  const upload = await owner.calls<Answered>("POST", `files?person=${person}`, paper("contoh"), {
    "content-type": "application/pdf",
    "idempotency-key": randomUUID(),
  });
  return {
    person,
    migrant: person,
    case: incident,
    repatriation,
    file: took(upload.body).id,
    identityLink: link,
    outreach: await does("outreach", {
      form: "MEETING",
      audience: "RESIDENTS",
      region: "36.04.12",
      topics: ["TRAFFICKING"],
      agency: owner.agency,
    }),
    offer: await does("offers", { channel: "PHONE", text: "Tawaran" }),
    referral: await sent(owner, assigned, { person, file: upload.body.id }),
  };
}

/**
 * Refers a person, with the whole file and a paper, to an agency.
 * @param soon its time for an answer is over soon; on a slow machine it is tried with more time
 */
async function sent(owner: Officer, to: string, { person, file }: Pick<Ids, "person" | "file">, soon = false) {
  const asked = { to, matter: "CRIMINAL_INVESTIGATION", person, shares: [{ person, whole: true }], files: [file] };
  for (let seconds = soon ? 2 : 30 * 86_400; ; seconds *= 2) {
    const answerBy = new Date(Date.now() + seconds * 1000).toISOString();
    const { status, body } = await owner.sends<Answered>("referrals", { ...asked, answerBy });
    if (status === 201) return took(body).id;
    expect({ status, body }).toMatchObject({ status: 400, body: { errors: [{ field: "answerBy" }] } });
  }
}

/** What paths name for an agency that stands so. */
function thingsOf(relation: Relation): Ids {
  return relation === "sealed" ? sealed : { ...open, referral: referrals[relation] ?? open.referral };
}

/** Asks for it as an officer would; a command has a field that none has, so that it changes nothing. */
async function asks(officer: Officer, route: string, id: string): Promise<Response<unknown>> {
  const [method, path] = route.split(" ") as [string, string];
  const address = path.replace(":id", id);
  if (method === "GET") return officer.calls("GET", `${address}${address.includes("?") ? "&" : "?"}seen=${last}`);
  if (path === "files")
    return officer.calls("POST", `files?person=${randomUUID()}`, "no paper", { "idempotency-key": randomUUID() });
  return officer.sends(address, { "no such field": true });
}

/** What must come of it: refused for the role, as if it weren't there, or let past the guard. */
function expected(route: string, relation: Relation, letter: Letter): 403 | 404 | "past" {
  const { roles, names, unseen, only } = EXPECTATIONS[route]!;
  if (!roles.includes(letter) || only !== undefined) return 403;
  if (names === "nothing" || unseen) return "past";
  return sees(letter, relation, names) ? "past" : 404;
}

test("every route declares what it needs, and has a row; every row is a route", () => {
  const routes = declaredRoutes();
  expect(routes.filter(({ permit }) => permit === undefined)).toEqual([]);
  expect(routes.map(({ route }) => route).toSorted()).toEqual(Object.keys(EXPECTATIONS).toSorted());
});

// Users of its own this store has none: there is nothing to sign in to.
test("without a token nothing is answered but whether the service is up", async () => {
  const answers = await Promise.all(
    Object.keys(EXPECTATIONS).map(async (route) => {
      const [method, path] = route.split(" ") as [string, string];
      const address = path.startsWith("/") ? path : `/api/v1/${path.replace(":id", open.person)}`;
      const { status } = await fetch(`${service.url}${address}`, { method });
      return `${route} ${status}`;
    }),
  );
  const refused = Object.entries(EXPECTATIONS).map(
    ([route, { roles, answers: untold = route.startsWith("POST") ? 404 : 200 }]) =>
      `${route} ${roles === "public" ? untold : 401}`,
  );
  expect(answers).toEqual(refused);
});

describe.each(RELATIONS)("of what is %s", (relation) => {
  test("each role may do what the table says, and nothing else", async () => {
    const things = thingsOf(relation);
    const wrong: string[] = [];
    await Promise.all(
      letters.map(async (letter) => {
        for (const route of Object.keys(EXPECTATIONS)) {
          const { names, roles } = EXPECTATIONS[route]!;
          if (roles === "public") continue;
          const id = names === "nothing" ? randomUUID() : things[names];
          const { status } = await asks(officers[relation][letter], route, id);
          const wanted = expected(route, relation, letter);
          // What is let past is answered, or refused for what it says: never for who says it.
          const met = wanted === "past" ? isPast(status, names) : status === wanted;
          if (!met) wrong.push(`${LETTERS[letter]} ${route}: ${status}, not ${wanted}`);
        }
      }),
    );
    expect(wrong).toEqual([]);
  });

  test("a list has it for whom it is in sight of, and for nobody else", async () => {
    const things = thingsOf(relation);
    const wrong: string[] = [];
    for (const [list, name] of Object.entries(LISTS))
      for (const letter of letters) {
        if (!EXPECTATIONS[`GET ${list}`]!.roles.includes(letter)) continue;
        const { data } = await officers[relation][letter].sees<{ data: { id: string }[] }>(
          `${list}?limit=200&seen=${last}`,
        );
        const listed = data.some(({ id }) => id === things[name]);
        const seen = sees(letter, relation, name);
        if (listed !== seen) wrong.push(`${LETTERS[letter]} ${list}: ${listed ? "has" : "lacks"} it`);
      }
    // Migrants are listed for whoever recorded or answers for them; a case is handed over, or a person shared,
    // and not the migrant's file.
    const isHanded = ["assigned", "referred", "accepted"].includes(relation);
    const handed = isHanded ? wrong.filter((each) => !each.includes(" migrants: lacks")) : wrong;
    expect(handed).toEqual([]);
  });
});

/** A register's own 404 is no refusal: nothing of that id is in it. */
function isPast(status: number, names: Named): boolean {
  return status !== 401 && status !== 403 && (status !== 404 || names === "nothing") && status < 500;
}

test("what is out of sight is answered, byte for byte, as what isn't there", async () => {
  for (const route of Object.keys(EXPECTATIONS)) {
    const { names, roles, unseen } = EXPECTATIONS[route]!;
    if (names === "nothing" || unseen) continue;
    const letter = letters.find((each) => roles.includes(each) && each !== "A");
    if (!letter) continue;
    for (const [relation, things] of [
      ["unrelated", open],
      ["sealed", sealed],
    ] as const) {
      if (relation === "sealed" && sees(letter, relation, names)) continue;
      const officer = officers[relation][letter];
      const nobody = randomUUID();
      const [there, nowhere] = await Promise.all([asks(officer, route, things[names]), asks(officer, route, nobody)]);
      const told = ({ status, headers, body }: Response<unknown>, id: string) => ({
        status,
        headers: Object.fromEntries([...headers].filter(([name]) => !VARYING.has(name))),
        body: JSON.stringify(body).replaceAll(id, "<id>"),
      });
      expect({ route, ...told(there, things[names]) }).toEqual({ route, ...told(nowhere, nobody) });
    }
  }
});

/** Headers that two requests never share. */
const VARYING = new Set(["date", "x-ratelimit-remaining", "x-ratelimit-reset"]);
