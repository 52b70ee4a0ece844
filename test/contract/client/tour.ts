/*
 * The tour of the README, by a client that was generated from the description: `api.ts` stands beside a copy of this
 * file while the test runs. It is checked against these types, then sent to a service, whose address and password are
 * arguments.
 */
import createClient from "openapi-fetch";
import type { paths } from "./api.ts";

const [, , baseUrl, login, password] = process.argv as [string, string, string, string, string];
// Answers as JSON: lists are given as tables, too.
const client = createClient<paths, `application/${string}json`>({ baseUrl });

/** What an answer holds. @throws where it is a problem */
async function got<T>(asked: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await asked;
  if (data === undefined) throw new Error(`${response.url}: ${response.status} ${JSON.stringify(error)}`);
  return data;
}

const { accessToken } = await got(client.POST("/api/v1/sign-in", { body: { login, password } }));
client.use({
  onRequest: ({ request }) => {
    request.headers.set("authorization", `Bearer ${accessToken}`);
    return request;
  },
});

// What is stuck, and who has it?
const board = await got(client.GET("/api/v1/repatriations", { params: { query: { open: "true" } } }));
const [first] = board.data;
if (first === undefined) throw new Error("the board is empty");
const one = await got(client.GET("/api/v1/repatriations/{id}", { params: { path: { id: first.id } } }));
const missing = one.data.steps.filter(({ status }) => status === "MISSING");

// A person's history, and a moment of it.
const person = first.person;
if (typeof person !== "string") throw new Error("the person is hidden");
const timeline = await got(client.GET("/api/v1/persons/{id}/timeline", { params: { path: { id: person } } }));
const state = await got(
  client.GET("/api/v1/persons/{id}/state", { params: { path: { id: person }, query: { knownAt: "2025-06-30" } } }),
);
const difference = await got(
  client.GET("/api/v1/persons/{id}/difference", {
    params: { path: { id: person }, query: { fromKnownAt: "2018-01-01", toKnownAt: "2026-01-01" } },
  }),
);

// A rule that says no.
const migrants = await got(client.GET("/api/v1/migrants", { params: { query: { limit: 200 } } }));
const refusals = new Set<string>();
for (const { id } of migrants.data) {
  if (typeof id !== "string") continue;
  const { error } = await client.POST("/api/v1/migrants/{id}/clearances", {
    params: { path: { id }, header: { "Idempotency-Key": crypto.randomUUID() } },
    body: { place: "36.04" },
  });
  if (error?.rule) refusals.add(error.rule.id);
}

// Is she on file already?
// Of somebody whom a report names by initials only, these are the name.
const { name, initials } = first.identity;
const found = await got(client.POST("/api/v1/persons/search", { body: { name: String(name ?? initials) } }));

// My work, and who looked.
const work = await got(client.GET("/api/v1/work", {}));
const reads = await got(client.GET("/api/v1/persons/{id}/reads", { params: { path: { id: person } } }));

// A change of what was seen, and of nothing newer.
const seen = await got(client.GET("/api/v1/persons/{id}", { params: { path: { id: person } } }));
const changed = await got(
  client.POST("/api/v1/persons/{id}/contact", {
    params: {
      path: { id: person },
      header: { "Idempotency-Key": crypto.randomUUID(), "If-Match": `"${seen.revision}"` },
    },
    body: { address: "Kragilan" },
  }),
);

const told = {
  board: board.data.length,
  missing: missing.length,
  timeline: timeline.data.length,
  known: state.data.known,
  added: difference.data.difference.added.length,
  refusals: [...refusals],
  found: found.data.map((candidate) => candidate.person).includes(person),
  work: work.data.length,
  reads: reads.data.length,
  revisions: changed.revision - seen.revision!,
};
process.stdout.write(JSON.stringify(told));
