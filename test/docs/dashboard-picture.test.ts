import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { picture, QUESTIONS } from "../../bin/dashboard-picture.js";
import { LATE, startService, until, viewsCaughtUp, type RunningService } from "../end-to-end/service.js";
import { ROOT } from "../end-to-end/starting.js";
import { temporaryFolder } from "../temporary.js";

/** As many as `npm start` fills the sample with. */
const PEOPLE = "200";

interface Answer {
  readonly total: { readonly value: number | null };
}

const { folder, remove } = temporaryFolder();
let service: RunningService;
let answers: Answer[];

/** What the sample answers `analyst`. */
async function asked(question: string, token: string): Promise<Answer> {
  const ask = async () => {
    const response = await fetch(`${service.url}/api/v1/figures/${question}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return { status: response.status, body: (await response.json()) as Answer & { readonly type?: string } };
  };
  const { status, body } = await until(ask, ({ body: { type } }) => !LATE.includes(type ?? ""));
  expect({ question, status }).toEqual({ question, status: 200 });
  return body;
}

beforeAll(async () => {
  const none = { KAWAL_ISSUER: undefined, KAWAL_OFFICER_CLAIM: undefined, KAWAL_ADMINISTRATORS: undefined };
  const env = { ...none, KAWAL_SAMPLE: PEOPLE, KAWAL_MASTER_KEY_FILE: undefined };
  service = await startService(join(folder, "data"), env);
  await viewsCaughtUp(service);
  const [, password] = /^ {2}analyst +(\S+)/m.exec(service.output())!;
  const signedIn = await fetch(`${service.url}/api/v1/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ login: "analyst", password }),
  });
  const { accessToken } = (await signedIn.json()) as { readonly accessToken: string };
  answers = [];
  for (const question of QUESTIONS) answers.push(await asked(question, accessToken));
});
afterAll(async () => {
  await service?.stop();
  remove();
});

test("the picture of the README is what the sample answers, byte for byte: else draw it anew (bin/dashboard-picture.js)", () => {
  const drawn = picture(answers);
  expect(drawn === readFileSync(join(ROOT, "docs/dashboard.svg"), "utf8")).toBe(true);
  expect(readFileSync(join(ROOT, "README.md"), "utf8")).toContain("docs/dashboard.svg");
});

test("another answer gives another picture", () => {
  const [first, ...others] = answers;
  const value = 1_234_567;
  const other = picture([{ ...first, total: { ...first!.total, value } }, ...others]);
  expect(other).toContain(`${value}`);
  expect(picture(answers)).not.toContain(`${value}`);
});
