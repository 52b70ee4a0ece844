import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { v4 as uuidv4 } from "uuid";
import { temporaryFolder } from "../temporary.js";
import { LATE, SETTLE_MS, startService, until, viewsCaughtUp, type RunningService } from "./service.js";
import { ROOT } from "./starting.js";

/** So many that every list which the tours look at has rows. */
const PEOPLE = "20";
const FOLDER = join(ROOT, "requests");
const FILES = readdirSync(FOLDER);

const { folder, remove } = temporaryFolder();
let service: RunningService;

beforeAll(async () => {
  const data = join(folder, "data");
  const none = { KAWAL_ISSUER: undefined, KAWAL_OFFICER_CLAIM: undefined, KAWAL_ADMINISTRATORS: undefined };
  service = await startService(data, { ...none, KAWAL_SAMPLE: PEOPLE, KAWAL_MASTER_KEY_FILE: undefined });
  await viewsCaughtUp(service);
});
afterAll(remove);

interface HttpRequest {
  readonly title: string;
  /** By which later requests name its answer. */
  readonly name: string | undefined;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** What an editor reads in a file of requests. */
function parsed(text: string): { variables: Map<string, string>; requests: HttpRequest[] } {
  const [head, ...parts] = text.split(/^### /m);
  const variables = new Map([...head!.matchAll(/^@(\w+) = (.*)$/gm)].map(([, name, value]) => [name!, value!]));
  const requests = parts.map((part) => {
    const [top, ...body] = part.split("\n\n");
    const [title, ...lines] = top!.split("\n");
    const [line, ...headers] = lines.filter((each) => each !== "" && !each.startsWith("#"));
    const [method, url] = line!.split(" ");
    return {
      title: title!,
      name: /^# @name (\w+)$/m.exec(top!)?.[1],
      method: method!,
      url: url!,
      headers: Object.fromEntries(headers.map((each) => each.split(": ") as [string, string])),
      body: body.join("\n\n").trim() || undefined,
    };
  });
  return { variables, requests };
}

/** `data.assignments[0].agency` of an answer. */
function at(answer: unknown, path: string): string {
  const found = path.split(/[.[\]]+/).reduce((value, key) => (value as Record<string, unknown>)[key], answer);
  if (typeof found !== "string") throw new Error(`the answer has no text at ${path}`);
  return found;
}

/** Fills in `{{variable}}`, `{{$guid}}` and `{{request.response.body.$.path}}`. */
function filledIn(text: string, variables: ReadonlyMap<string, string>, answers: ReadonlyMap<string, unknown>): string {
  return text.replaceAll(/\{\{(.+?)\}\}/g, (_, name: string) => {
    if (name === "$guid") return uuidv4();
    const [, request, path] = /^(\w+)\.response\.body\.\$\.(.+)$/.exec(name) ?? [];
    const value = request === undefined ? variables.get(name) : at(answers.get(request), path!);
    if (value === undefined) throw new Error(`nothing is named ${name}`);
    return value;
  });
}

/**
 * Sends a request; again where a slow machine needs more time: for a view, and for what follows from a command, which a
 * repeat with its key waits for.
 */
async function sent(url: string, request: RequestInit & { headers: Readonly<Record<string, string>> }) {
  const isCommand = request.headers["Idempotency-Key"] !== undefined;
  const send = async () => {
    const asked = performance.now();
    const response = await fetch(url, request);
    const answer = (await response.json()) as { type?: string };
    const waited = !isCommand || performance.now() - asked < SETTLE_MS;
    return { ok: response.ok, status: response.status, answer, waited };
  };
  return until(send, ({ status, answer, waited }) => waited && !(status === 503 && LATE.includes(answer.type ?? "")));
}

test("there are tours of a caseworker, an auditor and a reader of figures", () => {
  expect(FILES.toSorted()).toEqual(["auditor.http", "caseworker.http", "dashboard.http"]);
});

describe.each(FILES)("requests/%s", (file) => {
  const { variables, requests } = parsed(readFileSync(join(FOLDER, file), "utf8"));

  test("is answered with success, request by request", async () => {
    const login = /^PASSWORD-OF-(\w+)$/.exec(variables.get("password")!)![1]!;
    variables.set("host", service.url);
    variables.set("password", new RegExp(`^ {2}${login} +(\\S+)`, "m").exec(service.output())![1]!);
    const answers = new Map<string, unknown>();
    for (const { title, name, method, url, headers, body } of requests) {
      const fill = (text: string) => filledIn(text, variables, answers);
      const request = {
        method,
        headers: Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, fill(value)])),
        ...(body !== undefined && { body: fill(body) }),
      };
      const { ok, status, answer } = await sent(fill(url), request);
      expect([title, status, ok ? "" : answer]).toEqual([title, expect.any(Number), ""]);
      if (name !== undefined) answers.set(name, answer);
      const rows = (answer as { data?: unknown }).data;
      if (name !== undefined && Array.isArray(rows)) expect([title, rows.length > 0]).toEqual([title, true]);
    }
    expect(requests.length).toBeGreaterThan(9);
  });
});
