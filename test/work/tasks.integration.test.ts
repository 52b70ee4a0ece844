import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openOffices, type Official, type Offices } from "../access/offices.js";

/*
 * Tasks of cases and repatriations, as a caseworker uses them: over HTTP, each test with people of its own.
 */

let o: Offices;
let own: string;
let other: string;
let worker: Official;
let colleague: Official;
let supervisor: Official;
let elsewhere: Official;

const START = "2026-03-02T02:00:00.000Z";

beforeAll(async () => {
  o = await openOffices(START);
  own = await o.agency("BP3MI", "BP3MI Banten", { region: "36" });
  other = await o.agency("BP3MI", "BP3MI Jawa Barat", { region: "32" });
  worker = await o.officer(own, "CASEWORKER");
  colleague = await o.officer(own, "CASEWORKER");
  supervisor = await o.officer(own, "SUPERVISOR");
  elsewhere = await o.officer(other, "CASEWORKER");
});
afterAll(() => o.close());

interface Task {
  readonly id: string;
  readonly kind: string;
  readonly agency: string;
  readonly officer: string | null;
  readonly due: string | null;
  readonly status: string;
  readonly overdue: boolean;
  readonly fields: { readonly note?: string };
  readonly ended: { readonly reason: string | null; readonly fields: { readonly note?: string } } | null;
  readonly orphaned: { readonly since: string | null } | null;
}
interface Item {
  readonly item: string;
  readonly kind: string;
  readonly action: string | null;
  readonly overdue: boolean;
}
interface Row {
  readonly rule: string;
  readonly state: string;
  readonly due: string | null;
}

const person = (by: Official) =>
  o.does(by, "persons", {
    sex: "FEMALE",
    source: "IN_PERSON",
    origin: "36.04.12",
    identity: { name: "Wati Contoh" },
    migrant: { discovery: "ABROAD", placementStatus: "UNKNOWN", placementStatusBasis: "NONE" },
  });

/** A case that an officer has. */
async function incidentOf(officer: Official): Promise<string> {
  const parties = [{ role: "VICTIM", person: await person(officer) }];
  const complaint = { channel: "PHONE", complainant: "PMI", categories: ["UNPAID_WAGES"], parties };
  const id = await o.does(officer, "cases", complaint);
  await o.does(officer, `cases/${id}/assignments`, { agency: officer.agency, officer: officer.id });
  return id;
}

const repatriationOf = async (officer: Official, victim: string) =>
  o.does(officer, "repatriations", {
    kind: "LIVING",
    person: victim,
    source: "PERSON",
    cause: "END_OF_CONTRACT",
    country: "KH",
  });

async function page(work: string, by = worker): Promise<{ readonly tasks: readonly Task[]; readonly state: string }> {
  const { status, body } = await o.asks(by, work);
  expect({ work, status, body }).toMatchObject({ status: 200 });
  return (body as { data: never }).data;
}

/** Adds a task, and gives its id. */
async function adds(work: string, task: object, by = worker): Promise<string> {
  const before = (await page(work, by)).tasks.map(({ id }) => id);
  await o.does(by, `${work}/tasks`, { agency: by.agency, ...task });
  return (await page(work, by)).tasks.find(({ id }) => !before.includes(id))!.id;
}

async function works(by: Official, query = ""): Promise<readonly Item[]> {
  const { status, body } = await o.asks(by, `work?limit=200${query}`);
  expect({ query, status, body }).toMatchObject({ status: 200 });
  return (body as { data: Item[] }).data;
}
const itemsOf = async (id: string, by: Official, query = "") =>
  (await works(by, query)).map(({ item }) => item).filter((item) => item.includes(id));

async function refusal(path: string, body: object, by = worker) {
  const { status, body: answer } = await o.calls(by, "POST", path, body);
  const { rule, errors = [] } = answer as { rule?: { id: string }; errors?: { field: string }[] };
  return [status, ...(rule ? [rule.id] : errors.map(({ field }) => field))];
}

/** Of tasks, by the day. */
async function deadlines(of: string, by = worker): Promise<readonly Row[]> {
  const { body } = await o.asks(by, `deadlines?of=${of}`);
  const rows = (body as { data: Row[] }).data.filter(({ rule }) => rule.endsWith("_TASK"));
  return rows.toSorted((a, b) => (a.due! < b.due! ? -1 : 1));
}

/** What a caseworker's day is: what they have first, then what their office has, then what nobody there has. */
test("tasks of one case stand beside each other in the list of work: mine, my office's, nobody's; what is done goes", async () => {
  const id = await incidentOf(worker);
  const work = `cases/${id}`;
  const item = (task: string) => `case/${id}/TASK/${task}`;
  const call = await adds(work, {
    kind: "CALL_FAMILY",
    officer: worker.id,
    due: "2026-03-04",
    note: "Kakaknya, setelah pukul tujuh",
  });
  const papers = await adds(work, { kind: "COLLECT_PAPERS", officer: colleague.id, due: "2026-03-03" });
  const visit = await adds(work, { kind: "VISIT" });

  expect(await itemsOf(id, worker)).toEqual([item(call), `case/${id}`, item(papers), item(visit)]);
  expect(await itemsOf(id, colleague)).toEqual([item(papers), item(call), `case/${id}`, item(visit)]);
  expect(await works(worker, `&officer=${colleague.id}`)).toMatchObject([
    {
      item: item(papers),
      kind: "CASE_TASK",
      action: "COLLECT_PAPERS",
      assigned: true,
      overdue: false,
      due: "2026-03-03",
    },
  ]);
  expect((await works(worker)).find((each) => each.item === item(call))).toMatchObject({
    fields: { note: "Kakaknya, setelah pukul tujuh" },
    number: expect.any(String),
    persons: [{ identity: { name: "Wati Contoh" } }],
  });
  // Of another office, nobody sees that there is anything.
  expect(await itemsOf(id, elsewhere)).toEqual([]);
  expect(await itemsOf(id, elsewhere, `&agency=${own}`)).toEqual([]);
  // The next action is beside them.
  await o.does(worker, `${work}/next-actions`, { action: "VERIFY", due: "2026-03-09" });
  expect(await itemsOf(id, worker)).toHaveLength(4);

  // Two days on, what was due yesterday is overdue, on the list and on the page.
  o.clock.set("2026-03-04T02:00:00.000Z");
  const late = async () => (await works(worker)).filter((each) => each.overdue).map((each) => each.item);
  expect(await late()).toEqual([item(papers)]);
  expect((await page(work)).tasks.map((task) => [task.id, task.overdue])).toEqual([
    [papers, true],
    [call, false],
    [visit, false],
  ]);
  await o.does(worker, `${work}/task-moves`, { task: papers, due: "2026-03-10", reason: "WAITS_FOR_OTHERS" });
  expect(await late()).toEqual([]);

  await o.does(worker, `${work}/task-completions`, { task: call, note: "Kakaknya akan menjemput" });
  await o.does(worker, `${work}/task-assignments`, { task: visit, agency: own, officer: worker.id });
  expect(await itemsOf(id, worker)).toEqual([`case/${id}`, item(visit), item(papers)]);
  await o.does(worker, `${work}/task-drops`, { task: papers, reason: "NOT_NEEDED" });
  expect(await itemsOf(id, worker)).toEqual([`case/${id}`, item(visit)]);
  expect((await page(work)).tasks).toMatchObject([
    { id: visit, status: "OPEN", officer: worker.id, ended: null, orphaned: null },
    { id: call, status: "DONE", overdue: false, ended: { fields: { note: "Kakaknya akan menjemput" }, reason: null } },
    { id: papers, status: "DROPPED", due: "2026-03-10", ended: { reason: "NOT_NEEDED" } },
  ]);
});

test("a task that has ended, that isn't there, or that is so already is refused by name, and nothing changes", async () => {
  const id = await incidentOf(worker);
  const work = `cases/${id}`;
  const task = await adds(work, { kind: "CALL_WORKER", officer: worker.id, due: "2026-03-20" });
  const none = "0f5b6c3e-0000-4000-8000-00000000dead";
  const events = await o.store.head();
  expect(await refusal(`${work}/task-completions`, { task: none })).toEqual([409, "task-unknown"]);
  expect(await refusal(`${work}/task-completions`, { task: "x" })).toEqual([400, "task"]);
  expect(await refusal(`${work}/tasks`, { kind: "SOMETHING", agency: own })).toEqual([400, "kind"]);
  expect(await refusal(`${work}/tasks`, { kind: "VISIT", agency: own, due: "2026-02-30" })).toEqual([400, "due"]);
  expect(await refusal(`${work}/tasks`, { kind: "VISIT", agency: own, officer: elsewhere.id })).toEqual([
    409,
    "officer-not-assigned",
  ]);
  const so = { task, agency: own, officer: worker.id };
  expect(await refusal(`${work}/task-assignments`, so)).toEqual([409, "task-assigned-so"]);
  const move = { task, due: "2026-03-20", reason: "WORKLOAD" };
  expect(await refusal(`${work}/task-moves`, move)).toEqual([409, "task-due-so"]);
  const early = { task, occurred: { date: "2026-02-20" } };
  expect(await refusal(`${work}/task-completions`, early)).toEqual([409, "task-not-added-yet"]);
  expect(await refusal(`${work}/task-drops`, { task, reason: "WORK_ENDED" })).toEqual([400, "reason"]);
  expect(await o.store.head()).toBe(events);
  await o.does(worker, `${work}/task-drops`, { task, reason: "DUPLICATE" });
  expect(await refusal(`${work}/task-completions`, { task })).toEqual([409, "task-ended"]);
});

test("an agency without the case gets no task of it, and sees no more than before; one that has it does", async () => {
  const id = await incidentOf(worker);
  const work = `cases/${id}`;
  const refused = await refusal(`${work}/tasks`, { kind: "VISIT", agency: other, officer: elsewhere.id });
  expect(refused).toEqual([409, "task-agency-without-work"]);
  const task = await adds(work, { kind: "VISIT", officer: worker.id });
  const hands = { task, agency: other, officer: elsewhere.id };
  expect(await refusal(`${work}/task-assignments`, hands)).toEqual([409, "task-agency-without-work"]);
  expect((await o.asks(elsewhere, work)).status).toBe(404);
  expect(await itemsOf(id, elsewhere)).toEqual([]);
  // Who doesn't see the case is told nothing of its tasks.
  for (const [path, body] of [
    ["tasks", { kind: "VISIT", agency: other }],
    ["task-completions", { task }],
    ["task-drops", { task, reason: "MISTAKE" }],
  ] as const)
    expect((await o.calls(elsewhere, "POST", `${work}/${path}`, body)).status).toBe(404);

  await o.does(worker, `${work}/referrals`, { agency: other, reason: "OUT_OF_COMPETENCE" });
  await o.does(worker, `${work}/task-assignments`, hands);
  expect(await itemsOf(id, elsewhere)).toEqual([`case/${id}/TASK/${task}`, `case/${id}/ASSIGNMENT`]);
  await o.does(elsewhere, `${work}/task-completions`, { task });
  expect((await page(work)).tasks).toMatchObject([{ id: task, status: "DONE", agency: other }]);
});

test("the end of the work drops what is open, with its deadline; a withdrawn completion opens a task again", async () => {
  const id = await incidentOf(worker);
  const work = `cases/${id}`;
  const done = await adds(work, { kind: "VERIFY", officer: worker.id, due: "2026-03-20" });
  const open = await adds(work, { kind: "FOLLOW_UP", due: "2026-03-21" });
  await o.does(worker, `${work}/task-completions`, { task: done });
  expect((await deadlines(id)).map(({ state }) => state)).toEqual(["MET", "OPEN"]);
  const timeline = (await o.asks(worker, `${work}/timeline`)).body as { data: { event: string; type: string }[] };
  const completion = timeline.data.find(({ type }) => type === "CaseTaskDone")!.event;
  await o.does(worker, `${work}/step-withdrawals`, { event: completion, reason: "NEVER_HAPPENED" });
  expect((await page(work)).tasks).toMatchObject([
    { id: done, status: "OPEN" },
    { id: open, status: "OPEN" },
  ]);
  expect((await deadlines(id)).map(({ state }) => state)).toEqual(["OPEN", "OPEN"]);

  await o.does(worker, `${work}/administrative-closure`, { reason: "WITHDRAWN" });
  const ended = { status: "DROPPED", ended: { reason: "WORK_ENDED" } };
  expect((await page(work)).tasks).toMatchObject([ended, ended]);
  expect((await deadlines(id)).map(({ state }) => state)).toEqual(["WAIVED", "WAIVED"]);
  expect(await itemsOf(id, worker)).toEqual([]);
  expect(await refusal(`${work}/tasks`, { kind: "VISIT", agency: own })).toEqual([409, "case-stage"]);

  // Taken up again, it has no task of before; a new one is another.
  o.clock.set("2026-03-05T02:00:00.000Z");
  await o.does(worker, `${work}/reopening`, { reason: "NEW_FACTS", stage: "ASSIGNED" });
  expect((await page(work)).tasks).toMatchObject([ended, ended]);
  const again = await adds(work, { kind: "VISIT", due: "2026-03-25" });
  expect((await page(work)).tasks).toMatchObject([{ id: again, status: "OPEN" }, ended, ended]);
  expect((await deadlines(id)).map(({ state }) => state)).toEqual(["WAIVED", "WAIVED", "OPEN"]);
});

test("a closure that is dated before a task was added ends that task and its deadline, too", async () => {
  const id = await incidentOf(worker);
  o.clock.set("2026-03-08T02:00:00.000Z");
  await adds(`cases/${id}`, { kind: "VISIT", due: "2026-03-20" });
  await o.does(worker, `cases/${id}/administrative-closure`, { reason: "WITHDRAWN", occurred: { date: "2026-03-06" } });
  expect((await page(`cases/${id}`)).tasks).toMatchObject([{ status: "DROPPED", ended: { reason: "WORK_ENDED" } }]);
  expect(await deadlines(id)).toMatchObject([{ state: "WAIVED" }]);
  // What is added now was not to be done while it was closed.
  await o.does(worker, `cases/${id}/reopening`, { reason: "CLOSED_BY_MISTAKE", stage: "ASSIGNED" });
  const late = { kind: "VISIT", agency: own, occurred: { date: "2026-03-07" } };
  expect(await refusal(`cases/${id}/tasks`, late)).toEqual([409, "case-stage"]);
});

test("a supervisor hands tasks over with the rest, and what an officer had who has left is orphaned", async () => {
  const [leaver, next] = [await o.officer(own, "CASEWORKER"), await o.officer(own, "CASEWORKER")];
  const id = await incidentOf(leaver);
  const work = `cases/${id}`;
  const victim = await person(leaver);
  const home = await repatriationOf(leaver, victim);
  const call = await adds(work, { kind: "CALL_FAMILY", officer: leaver.id, due: "2026-03-30" }, leaver);
  const unassigned = await adds(work, { kind: "VISIT" }, leaver);
  const travel = await adds(`repatriations/${home}`, { kind: "ARRANGE_TRAVEL", officer: leaver.id }, leaver);
  const items = [`case/${id}`, `case/${id}/TASK/${call}`, `repatriation/${home}/TASK/${travel}`];

  const { body } = await o.asks(o.administrator, `officers/${leaver.id}`);
  const { assignments } = (body as { data: { assignments: { id: string }[] } }).data;
  await o.does(o.administrator, `officers/${leaver.id}/assignment-ends`, {
    assignment: assignments[0]!.id,
    reason: "LEFT_SERVICE",
  });
  expect((await works(supervisor, "&orphaned=true")).map(({ item }) => item).toSorted()).toEqual(items.toSorted());
  expect((await page(work, supervisor)).tasks.map((task) => [task.id, task.orphaned !== null])).toEqual([
    [call, true],
    [unassigned, false],
  ]);
  expect((await page(`repatriations/${home}`, supervisor)).tasks).toMatchObject([
    { orphaned: { since: "2026-03-08" } },
  ]);

  await o.settled();
  const preview = await o.calls(supervisor, "POST", "work/handover-previews?limit=100", {
    orphaned: "true",
    to: [next.id],
  });
  const rows = (preview.body as { data: { item: string; to: string; revision: number; problem: null }[] }).data;
  expect(rows.map(({ item, problem }) => [item, problem]).toSorted()).toEqual(
    items.toSorted().map((item) => [item, null]),
  );
  const tasks = rows.filter(({ item }) => item.includes("/TASK/"));
  const sent = { rows: tasks.map(({ item, to, revision }) => ({ item, to, revision })) };
  const handed = await o.calls(supervisor, "POST", "work/handovers", sent);
  expect((handed.body as { data: { result: string }[] }).data.map(({ result }) => result)).toEqual(["DONE", "DONE"]);
  expect((await works(next, `&officer=${next.id}`)).map(({ item }) => item).toSorted()).toEqual(
    items.slice(1).toSorted(),
  );
  expect((await page(work, supervisor)).tasks).toMatchObject([
    { id: call, officer: next.id, due: "2026-03-30", orphaned: null },
    { id: unassigned, officer: null },
  ]);
  // An item that names no task, or a task of what has none, is not there.
  for (const item of [`case/${id}/TASK`, `case/${id}/ASSIGNMENT/${call}`, `case/${id}/TASK/${travel}`]) {
    const asked = await o.calls(supervisor, "POST", "work/handovers", { rows: [{ item, to: next.id, revision: 1 }] });
    const { data } = asked.body as { data: { result: string }[] };
    expect(data).toMatchObject([{ result: "REFUSED" }]);
  }
});

test("a repatriation has tasks of who runs it and of who has a step there; its end drops them", async () => {
  const home = await repatriationOf(worker, await person(worker));
  const work = `repatriations/${home}`;
  const item = (task: string) => `repatriation/${home}/TASK/${task}`;
  const travel = await adds(work, { kind: "ARRANGE_TRAVEL", officer: worker.id, due: "2026-03-12" });
  expect(await refusal(`${work}/tasks`, { kind: "ACCOMPANY", agency: other })).toEqual([
    409,
    "task-agency-without-work",
  ]);
  await o.does(worker, `${work}/assignments`, { step: "TICKETED", agency: other, officer: elsewhere.id });
  const escort = await adds(work, { kind: "ACCOMPANY", agency: other, officer: elsewhere.id, due: "2026-03-30" });
  expect(await itemsOf(home, worker)).toEqual([item(travel)]);
  expect(await itemsOf(home, elsewhere)).toEqual([item(escort), `repatriation/${home}/TICKETED`]);
  await o.does(worker, `${work}/task-completions`, { task: travel });
  await o.does(worker, `${work}/cancellation`, { reason: "DECLINED" });
  expect((await page(work)).tasks).toMatchObject([
    { id: travel, status: "DONE" },
    { id: escort, status: "DROPPED", ended: { reason: "WORK_ENDED" } },
  ]);
  expect((await deadlines(home)).map(({ state }) => state)).toEqual(["MET", "WAIVED"]);
  expect(await itemsOf(home, elsewhere)).toEqual([]);
});

test("a due date warns, is missed, and is met late; it is owed by who has the task; without a day nothing is owed", async () => {
  const id = await incidentOf(worker);
  const work = `cases/${id}`;
  o.clock.set("2026-04-01T02:00:00.000Z");
  await adds(work, { kind: "VISIT", officer: worker.id });
  expect(await deadlines(id)).toEqual([]);
  const call = await adds(work, { kind: "CALL_FAMILY", officer: worker.id, due: "2026-04-10" });
  const papers = await adds(work, { kind: "COLLECT_PAPERS", officer: worker.id, due: "2026-05-20" });
  await o.does(worker, `${work}/task-assignments`, { task: call, agency: own, officer: colleague.id });
  expect(await deadlines(id)).toMatchObject([
    { rule: "CASE_TASK", state: "OPEN", due: "2026-04-10T16:59:59.999Z", officer: colleague.id, case: id },
    { rule: "CASE_TASK", state: "OPEN", due: "2026-05-20T16:59:59.999Z", officer: worker.id },
  ]);
  o.clock.set("2026-04-09T17:00:00.000Z");
  await o.timers.round();
  expect((await deadlines(id))[0]).toMatchObject({ warnedAt: "2026-04-09T17:00:00.000Z", missedAt: null });
  o.clock.set("2026-04-11T02:00:00.000Z");
  await o.timers.round();
  expect(await deadlines(id)).toMatchObject([
    { missedAt: "2026-04-11T02:00:00.000Z", overdue: true },
    { warnedAt: null, missedAt: null, overdue: false },
  ]);
  await o.does(colleague, `${work}/task-completions`, { task: call });
  // What is due on no day any more is owed no more.
  await o.does(worker, `${work}/task-moves`, { task: papers, reason: "NEW_FACTS" });
  expect(await deadlines(id)).toMatchObject([
    { state: "MET", met: { inTime: false } },
    { state: "WAIVED", waived: { reason: "REPLACED" } },
  ]);
  expect(o.alarms).toEqual([]);
});
