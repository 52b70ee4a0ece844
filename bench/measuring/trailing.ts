import { randomUUID } from "node:crypto";
import type { Caller } from "../../src/access/caller.js";
import { Gate } from "../../src/access/gate.js";
import { requestContext, withRequestContext } from "../../src/access/request-context.js";
import { Sight } from "../../src/access/sight.js";
import { CaseHoldersQueries } from "../../src/audit/holders/holders.controller.js";
import { agencyDecider } from "../../src/agency/agency.commands.js";
import { officerDecider } from "../../src/agency/officer.commands.js";
import { openEmbedded } from "../../src/engines/embedded.js";
import { systemClock } from "../../src/event-sourcing/clock.js";
import type { AnyDecider } from "../../src/event-sourcing/deciding/decider.js";
import { Positions } from "../../src/http/positions.js";
import { Views } from "../../src/http/views.js";
import { loadRegions } from "../../src/places/regions.js";
import { personDecider } from "../../src/person/person.commands.js";
import { caseDecider } from "../../src/protection-case/case.commands.js";
import { closeService, createService, type Service } from "../../src/service.js";
import { declaredDeadlines, registry } from "../../src/slices.js";
import { openStore } from "../../src/store/open-store.js";
import { FIVE_IDENTITY_FIELDS } from "../log/life.ts";
import { memoryOf, resultOf, type Result } from "../results.ts";
import { percentile } from "../statistics.ts";
import { ADMINISTRATOR, AGENCY_OFFICER, officersCommand, storeFolder } from "../store.ts";
import type { Given, Measurement } from "./measurement.ts";

const EVENTS = 500;
const AGENCIES = 5;
/** The case passes on once in so many events. */
const PASSES_ON_EVERY = 20;
const READS = 300;
const TIMES = 1_000;
/** Until the code that makes them is compiled. */
const TIMES_BEFORE = 200;
const SETTLE_MS = 60_000;

/**
 * Who had a case of 500 events that passed through five agencies, and who of 300 reads read it when, as the route makes
 * it for a supervisor: without HTTP, and without the write to the log of reads that each answer waits for.
 */
export const trailing: Measurement = { name: "trailing", ids: ["trail-500"], needsLog: false, seconds: 40, measure };

async function measure({ folder, progress }: Given): Promise<Result[]> {
  await loadRegions();
  const service = createService(await openEmbedded(storeFolder(folder), null), systemClock);
  await openStore(service.handling, false);
  service.reactions.start();
  const { id, agency } = await fill(service, (share) => progress(0.5 * share));
  const { eventStore: store, readModel, sealing } = service.engines;
  const sight = new Sight(readModel, store, systemClock, service.narrowings);
  const positions = new Positions(randomUUID());
  const views = new Views(readModel, sealing, positions, sight, false, registry);
  const queries = new CaseHoldersQueries(
    views,
    positions,
    registry,
    store,
    service.reads,
    systemClock,
    declaredDeadlines,
  );
  const gate = new Gate(sight);
  const times: number[] = [];
  for (let i = -TIMES_BEFORE; i < TIMES; i++) {
    const begun = performance.now();
    const answer = await asSupervisor(agency, async () =>
      gate.passes(await queries.holders(id, {}), requestContext(), [id]),
    );
    if (i >= 0) times.push(performance.now() - begun);
    const { data } = answer as Awaited<ReturnType<CaseHoldersQueries["holders"]>>;
    const acts = data.reduce((sum, { did }) => sum + did.reduce((all, { times: each }) => all + each, 0), 0);
    const looked = data.flatMap(({ readers }) => ("masked" in readers ? [] : readers));
    if (acts !== EVENTS || looked.length === 0) throw new Error(`the trail has ${acts} acts, ${looked.length} readers`);
    if (i % 100 === 0) progress(0.5 + (0.5 * Math.max(0, i)) / TIMES);
  }
  const memory = process.memoryUsage.rss();
  await closeService(service);
  return [
    resultOf("trail-500", "ms (p99)", [percentile(times, 0.99)]),
    resultOf("trail-500-p50", "ms", [percentile(times, 0.5)]),
    memoryOf("trail-500", memory),
  ];
}

async function fill(service: Service, progress: (share: number) => void): Promise<{ id: string; agency: string }> {
  const { handling, reactions, reads, engines } = service;
  const send = (decider: object, id: string | undefined, command: string, data: object, agency: string | null) =>
    handling.handle(
      decider as AnyDecider,
      id,
      command,
      data,
      officersCommand(agency, agency === null ? ADMINISTRATOR : AGENCY_OFFICER.id),
    );
  const agencies: string[] = [];
  for (let i = 0; i < AGENCIES; i++) {
    const facts = { kind: "BP3MI", name: `BP3MI ${i}`, zone: "Asia/Jakarta" };
    const { id } = await send(agencyDecider, undefined, "RegisterAgency", facts, null);
    const assignment = { agency: id, role: "SUPERVISOR", from: "2020-01-01" };
    await send(officerDecider, AGENCY_OFFICER.id, "AssignOfficer", assignment, null);
    agencies.push(id);
  }
  const first = agencies[0]!;
  const registered = { sex: "FEMALE", source: "IN_PERSON", identity: FIVE_IDENTITY_FIELDS };
  const { id: victim } = await send(personDecider, undefined, "RegisterPerson", registered, first);
  const complaint = {
    channel: "PHONE",
    complainant: "PMI",
    categories: ["UNPAID_WAGES"],
    parties: [{ role: "VICTIM", person: victim }],
  };
  const { id } = await send(caseDecider, undefined, "ReceiveComplaint", complaint, first);
  let last = -1;
  for (let i = 1, has = 0; i < EVENTS; i++) {
    const passes = i % PASSES_ON_EVERY === 0;
    const agency = agencies[has]!;
    if (passes) has = (has + 1) % AGENCIES;
    const contact = { victim, relation: "MOTHER", way: "PHONE", result: "REACHED" };
    const answer = await (passes
      ? send(caseDecider, id, "AssignCase", { agency: agencies[has], officer: AGENCY_OFFICER.id }, agency)
      : send(caseDecider, id, "LogContact", contact, agency));
    last = answer.number;
    progress(i / EVENTS);
  }
  await Promise.all(
    Array.from({ length: READS }, (_, i) =>
      reads.record({
        request: randomUUID(),
        actor: { ...AGENCY_OFFICER, agency: agencies[i % AGENCIES]! },
        purpose: "PROTECTION",
        lawfulBasis: "PUBLIC_TASK",
        route: { method: "GET", pattern: "/api/v1/cases/:id" },
        status: 200,
        asked: [id],
        persons: [],
        outcome: "answered",
        ids: [id, victim],
        classes: [],
        by: [],
      }),
    ),
  );
  if (!(await reactions.settled(last, SETTLE_MS))) throw new Error("what follows from the case does not come");
  if (!(await engines.readModel.waitFor(await engines.eventStore.head(), SETTLE_MS)))
    throw new Error("the views do not come");
  return { id, agency: agencies[0]! };
}

function asSupervisor<T>(agency: string, ask: () => Promise<T>): Promise<T> {
  const role = "SUPERVISOR" as const;
  const caller: Caller = {
    actor: { ...AGENCY_OFFICER, agency, role },
    role,
    jurisdiction: { kind: "BP3MI", region: null, country: null },
    predecessors: [],
    purpose: "AUDIT",
    lawfulBasis: "LEGAL_OBLIGATION",
  };
  return new Promise((resolve, reject) =>
    withRequestContext(() => {
      requestContext()!.caller = caller;
      ask().then(resolve, reject);
    }),
  );
}
