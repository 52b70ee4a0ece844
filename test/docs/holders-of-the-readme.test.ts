import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { HoldersAnswer } from "../../src/audit/holders/holders.controller.js";
import { theHandedOnWorker } from "../../src/sample/the-handed-on-worker.js";
import { LATE, startService, until, viewsCaughtUp, type RunningService } from "../end-to-end/service.js";
import { ROOT } from "../end-to-end/starting.js";
import { temporaryFolder } from "../temporary.js";

/** The lives that are told one by one, and no others. */
const PEOPLE = "8";

const { folder, remove } = temporaryFolder();
let service: RunningService;
let answer: HoldersAnswer;

beforeAll(async () => {
  const none = { KAWAL_ISSUER: undefined, KAWAL_OFFICER_CLAIM: undefined, KAWAL_ADMINISTRATORS: undefined };
  const env = { ...none, KAWAL_SAMPLE: PEOPLE, KAWAL_MASTER_KEY_FILE: undefined };
  service = await startService(join(folder, "data"), env);
  await viewsCaughtUp(service);
  const [, password] = /^ {2}auditor +(\S+)/m.exec(service.output())!;
  const signedIn = await fetch(`${service.url}/api/v1/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ login: "auditor", password }),
  });
  const { accessToken } = (await signedIn.json()) as { readonly accessToken: string };
  const ask = async () => {
    const response = await fetch(`${service.url}/api/v1/cases/${theHandedOnWorker().case}/holders`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    return (await response.json()) as HoldersAnswer & { readonly type?: string };
  };
  answer = await until(ask, ({ type }) => !LATE.includes(type ?? ""));
});
afterAll(async () => {
  await service?.stop();
  remove();
});

/** A row as the README has it. */
function line({
  kind,
  agency,
  part,
  capacity,
  from,
  until: end,
  reason,
  asked,
}: HoldersAnswer["data"][number]): string {
  const day = (at: string | undefined) => at?.slice(0, 10) ?? "";
  const due = asked.map((each) => each.due ?? "").join(" ");
  return [kind, agency?.name ?? "", part ?? capacity ?? "", day(from.at), day(end?.at), due, reason ?? ""]
    .join("|")
    .replaceAll("|", " | ")
    .trimEnd();
}

test("the README shows who had the worker who was handed on, and what each was asked, as the sample answers it", () => {
  const rows = answer.data.map(line);
  const kinds = new Set(answer.data.map(({ kind }) => kind));
  expect([...kinds].toSorted()).toEqual(["CLOSED", "DEADLINE", "HELD", "REFERRED"]);
  expect(answer.data.map(({ reason }) => reason)).toEqual(expect.arrayContaining(["DECLINED", "EXPIRED", "MET_LATE"]));
  expect(readFileSync(join(ROOT, "README.md"), "utf8")).toContain(`\`\`\`\n${rows.join("\n")}\n\`\`\``);
});

test("what was asked and what was owed are lanes of the chart, each with its agency", () => {
  const beside = answer.lanes.filter(({ kind }) => kind === "REFERRED" || kind === "DEADLINE");
  expect(beside).toHaveLength(answer.data.filter(({ kind }) => kind === "REFERRED" || kind === "DEADLINE").length);
  for (const { agency, intervals } of beside) {
    expect(agency!.name).toEqual(expect.any(String));
    expect(intervals).toHaveLength(1);
  }
});
