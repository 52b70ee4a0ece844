import { afterAll, expect, test } from "@jest/globals";
import { join } from "node:path";
import { temporaryFolder } from "../temporary.js";
import { Officer, startService, until } from "./service.js";
import { storedEvents } from "./stored.js";

const { folder, remove } = temporaryFolder();
afterAll(remove);

const DAY_MS = 86_400_000;
const day = (from: number) => new Date(Date.now() + from * DAY_MS).toISOString().slice(0, 10);

interface Deadlines {
  readonly data: readonly { readonly missedAt: string | null; readonly escalated: readonly object[] }[];
}

test("a deadline is missed once, though the service is killed and started again, and no time is lost meanwhile", async () => {
  const data = join(folder, "data");
  const service = await startService(data);
  const administrator = new Officer(service, undefined, "ADMINISTRATOR");
  const agency = (await administrator.does("agencies", { kind: "BP3MI", name: "BP3MI Banten" })).id;
  const officer = await new Officer(service, agency).assigned();

  /** A case whose next action was due some days ago. */
  async function overdue(days: number): Promise<string> {
    const { id: victim } = await officer.does("persons", { sex: "FEMALE", source: "AGENCY" });
    const parties = [{ role: "VICTIM", person: victim }];
    const complaint = { channel: "PHONE", complainant: "PMI", categories: ["UNPAID_WAGES"], parties };
    const { id } = await officer.does("cases", complaint);
    await officer.does(`cases/${id}/next-actions`, { action: "CALL_WORKER", due: day(-days) });
    return id;
  }
  const missed = (id: string) =>
    until(
      async () => (await officer.sees<Deadlines>(`deadlines?of=${id}`)).data,
      (rows) => rows.length === 1 && rows[0]!.missedAt !== null,
    );

  const first = await overdue(3);
  // Two steps of the ladder are over, and the third is not.
  expect((await missed(first))[0]!.escalated).toHaveLength(2);
  await service.restart(undefined, "SIGKILL");
  // A round that has told of the second one has looked at the first one, too.
  const second = await overdue(20);
  expect((await missed(second))[0]!.escalated).toHaveLength(3);
  await service.restart();
  await missed(await overdue(3));
  await service.stop();

  const told = storedEvents(data).filter(({ type }) => type === "DeadlineMissed");
  expect(told).toHaveLength(3);
  expect(new Set(told.map(({ stream }) => stream)).size).toBe(3);
  expect(storedEvents(data).filter(({ type }) => type === "DeadlineEscalated")).toHaveLength(2 + 3 + 2);
});
