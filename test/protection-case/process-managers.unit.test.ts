import { describe, expect, test } from "@jest/globals";
import type { EventRecord } from "../../src/event-sourcing/stored-event/event-record.js";
import type { ProcessManager, ProcessReads } from "../../src/event-sourcing/reacting/process-manager.js";
import type { Query } from "../../src/event-sourcing/projecting/read-model.js";
import { allegationsProcessManager } from "../../src/protection-case/allegations.process-manager.js";
import { contactWatchProcessManager } from "../../src/protection-case/contact-watch.process-manager.js";
import { caseDecider } from "../../src/protection-case/case.commands.js";
import { casePapersProcessManager } from "../../src/repatriation/case-papers.process-manager.js";
import { reportToCaseProcessManager } from "../../src/repatriation/report-to-case.process-manager.js";
import { repatriationDecider } from "../../src/repatriation/repatriation.commands.js";
import { personDecider } from "../../src/person/person.commands.js";
import { given, type PastEvent } from "../given.js";
import { cancelled, closed, requested } from "../repatriation/cases.js";
import {
  ALLEGATION,
  alleged,
  beside,
  BROKER,
  BROKER_PARTY,
  CASE,
  CHILD,
  CHILD_PARTY,
  COMPANY,
  doNotTell,
  HISTORIES,
  MOTHER,
  on,
  person,
  RECEIVED,
  received,
  REPATRIATION,
  repatriationOpened,
  STAY,
  VICTIM,
  VICTIM_PARTY,
  WISH,
} from "./cases.js";

interface World {
  readonly [stream: string]: readonly PastEvent[];
}

function follow(
  manager: ProcessManager,
  stream: string,
  type: string,
  world: World,
  persons: readonly string[] = [],
  views: ProcessReads["views"] = undefined as never,
) {
  expect([...manager.when]).toContain(type);
  const subjects = persons.map((each) => ({ person: each, role: "VICTIM" }));
  const reads: ProcessReads = {
    load: async ({ aggregate, id }) => given(aggregate, world[`${aggregate.category}-${id}`] ?? []).state(),
    loadAt: () => Promise.reject(new Error("asks for no revision")),
    views,
  };
  return manager.thenSend({ stream, type, subjects } as unknown as EventRecord, reads);
}

describe("when a case accuses someone, then the file of each victim says so (I15)", () => {
  const stream = `case-${CASE}`;
  const record = (id: string, against: string, role = "BROKER") => ({
    category: "person",
    id,
    command: "RecordAllegation",
    data: { case: CASE, against, role },
  });
  const childToo = on("01-03", "CasePartyRecorded", { party: CHILD_PARTY, role: "VICTIM", person: CHILD });
  const world = (past: readonly PastEvent[], victim: readonly PastEvent[] = []) => ({
    [stream]: past,
    [`person-${VICTIM}`]: [person(), ...victim],
    [`person-${CHILD}`]: [person()],
  });

  test("with the complaint, and for a victim who is found later", async () => {
    expect(await follow(allegationsProcessManager, stream, "ComplaintReceived", world([RECEIVED]))).toEqual([
      record(VICTIM, BROKER),
    ]);
    expect(
      await follow(
        allegationsProcessManager,
        stream,
        "CasePartyRecorded",
        world([RECEIVED, childToo], [alleged(BROKER)]),
      ),
    ).toEqual([record(CHILD, BROKER)]);
  });

  test("also of the one human being behind a broker's name", async () => {
    const parties = [
      { party: VICTIM_PARTY, role: "VICTIM", person: VICTIM },
      { party: BROKER_PARTY, role: "RECRUITER", company: COMPANY },
    ];
    const trader = {
      type: "CompanyRegistered",
      facts: { kind: "RECRUITER", registered: false, person: MOTHER },
    };
    const past = { ...world([received({ parties })]), [`company-${COMPANY}`]: [trader] };
    expect(await follow(allegationsProcessManager, stream, "ComplaintReceived", past)).toEqual([
      record(VICTIM, MOTHER, "RECRUITER"),
    ]);
  });

  test("not of a witness, nor of the victim themselves", async () => {
    const parties = [
      { party: VICTIM_PARTY, role: "VICTIM", person: VICTIM },
      { party: BROKER_PARTY, role: "WITNESS", person: BROKER },
      { party: CHILD_PARTY, role: "ALLEGED_PERPETRATOR", person: VICTIM },
    ];
    expect(
      await follow(allegationsProcessManager, stream, "ComplaintReceived", world([received({ parties })])),
    ).toEqual([]);
  });

  test("and no longer, when someone is no party any more", async () => {
    const withdraw = {
      category: "person",
      id: VICTIM,
      command: "WithdrawAllegation",
      data: { allegation: ALLEGATION },
    };
    const removed = (party: string) => on("02-01", "CasePartyRemoved", { party, reason: "NOT_INVOLVED" });
    for (const party of [BROKER_PARTY, VICTIM_PARTY])
      expect(
        await follow(
          allegationsProcessManager,
          stream,
          "CasePartyRemoved",
          world([RECEIVED, removed(party)], [alleged(BROKER)]),
          [VICTIM],
        ),
      ).toEqual([withdraw]);
  });

  test("what is sent is taken by the person's file, once", () => {
    const [{ command, data }] = [record(VICTIM, BROKER)];
    const others = beside();
    given(personDecider, [person()], { others })
      .when(command, data)
      .then([{ type: "AllegationRecorded", facts: data, subjects: [{}, { person: BROKER, role: "BROKER" }] }]);
    given(personDecider, [person(), alleged(BROKER)], { others })
      .when(command, data)
      .thenRejected("allegation-stands");
    given(personDecider, [person(), alleged(BROKER)], { others })
      .when("WithdrawAllegation", { allegation: ALLEGATION })
      .then([{ type: "AllegationWithdrawn" }]);
    given(personDecider, [person()], { others })
      .when("WithdrawAllegation", { allegation: ALLEGATION })
      .thenRejected("allegation-unknown");
  });
});

describe("when someone was contacted who was not to be, then it is flagged (I15)", () => {
  const stream = `case-${CASE}`;
  const contact = on("02-20", "CaseContactLogged", {
    contact: STAY,
    victim: VICTIM,
    with: MOTHER,
    relation: "MOTHER",
    way: "PHONE",
    result: "REACHED",
  });
  const flag = (data: object) => ({
    category: "case",
    id: CASE,
    command: "FlagContact",
    data: { contact: STAY, ...data },
  });
  const watch = (
    from: string,
    type: string,
    about: PastEvent,
    more: readonly PastEvent[] = [],
    links: string[][] = [],
  ) => {
    const world = { [stream]: [...HISTORIES["ASSIGNED"]!, contact, ...more], [`person-${VICTIM}`]: [person(), about] };
    const find = async (projection: string, { where }: Query) => ({
      documents:
        projection === "case-board"
          ? [{ id: CASE }]
          : links
              .filter((persons) =>
                persons.some((each) => (where[0] as { hasAny: readonly string[] }).hasAny.includes(each)),
              )
              .map((persons) => ({ id: `link-of-${persons.join("-")}`, persons })),
    });
    return follow(contactWatchProcessManager, from, type, world, [], { find } as unknown as ProcessReads["views"]);
  };

  test.each<[string, PastEvent, object]>([
    ["a wish about the person", doNotTell({ person: MOTHER }), { doNotTell: WISH }],
    ["a wish about the relation", doNotTell({ relation: "ANY_FAMILY" }), { doNotTell: WISH }],
    ["an allegation", alleged(MOTHER), { allegation: ALLEGATION }],
  ])("by %s, whichever came first, and once", async (_, about, data) => {
    expect(await watch(`person-${VICTIM}`, about.type, about)).toEqual([flag(data)]);
    expect(await watch(stream, "CaseContactLogged", about)).toEqual([flag(data)]);
    const flagged = on("02-21", "CaseContactFlagged", { contact: STAY, ...data });
    expect(await watch(stream, "CaseContactLogged", about, [flagged])).toEqual([]);
  });

  test("by another record of the same human being; and nobody else", async () => {
    const about = doNotTell({ person: BROKER });
    expect(await watch(stream, "CaseContactLogged", about, [], [[MOTHER, BROKER]])).toEqual([
      flag({ doNotTell: WISH }),
    ]);
    expect(await watch(stream, "CaseContactLogged", about)).toEqual([]);
    expect(await watch(`migrant-${VICTIM}`, "FactCorrected", about)).toEqual([]);
  });

  test("what is sent is taken by the case, once", () => {
    const past = [...HISTORIES["ASSIGNED"]!, contact];
    const { command, data } = flag({ doNotTell: WISH });
    given(caseDecider, past)
      .when(command, data)
      .then([{ type: "CaseContactFlagged", facts: data }]);
    const flagged = on("02-21", "CaseContactFlagged", data);
    given(caseDecider, [...past, flagged])
      .when(command, data)
      .thenRejected("contact-flagged");
    given(caseDecider, HISTORIES["ASSIGNED"]!).when(command, data).thenRejected("contact-flagged");
  });
});

describe("when a case's repatriation begins, ends or goes on, then the case knows (I13)", () => {
  const stream = `repatriation-${REPATRIATION}`;
  const mine = requested("LIVING", { person: VICTIM, case: CASE });
  const follows = (type: string, past: readonly PastEvent[], of: readonly PastEvent[] = HISTORIES["ASSIGNED"]!) =>
    follow(reportToCaseProcessManager, stream, type, { [stream]: past, [`case-${CASE}`]: of });
  const command = (name: string, data: object) => ({
    category: "case",
    id: CASE,
    command: name,
    data: { repatriation: REPATRIATION, ...data },
  });
  const opened = command("OpenRepatriation", { person: VICTIM, kind: "LIVING" });
  const known = [...HISTORIES["ASSIGNED"]!, repatriationOpened];

  test("requested", async () => {
    expect(await follows("RepatriationRequested", [mine])).toEqual([opened]);
    expect(await follows("RepatriationRequested", [requested("LIVING", { person: VICTIM })])).toEqual([]);
  });

  test.each([
    ["RepatriationCancelled", cancelled(), "CANCELLED"],
    ["RepatriationClosed", closed(), "CLOSED"],
  ])("%s", async (type, end, status) => {
    expect(await follows(type, [mine, end], known)).toEqual([command("NoteRepatriation", { status })]);
    // Both are sent where the case knows neither.
    expect(await follows(type, [mine, end])).toEqual([opened, command("NoteRepatriation", { status })]);
  });

  test("going on again; and nothing that the case knows", async () => {
    const noted = on("04-02", "CaseRepatriationChanged", { repatriation: REPATRIATION, status: "CANCELLED" });
    expect(await follows("RepatriationReinstated", [mine], [...known, noted])).toEqual([
      command("NoteRepatriation", { status: "OPEN" }),
    ]);
    expect(await follows("RepatriationRequested", [mine], known)).toEqual([]);
  });

  test("what is sent is taken by the case", () => {
    given(caseDecider, HISTORIES["ASSIGNED"]!)
      .when("OpenRepatriation", opened.data)
      .then([{ type: "CaseRepatriationOpened", subjects: [{ person: VICTIM, role: "VICTIM" }] }]);
    given(caseDecider, known)
      .when("NoteRepatriation", { repatriation: REPATRIATION, status: "CLOSED" })
      .then([{ type: "CaseRepatriationChanged" }]);
  });
});

describe("when a case got its victim the papers, then they are steps of the repatriation, too", () => {
  const stream = `case-${CASE}`;
  const document = on("02-16", "EmergencyTravelDocumentIssued", { victim: VICTIM, validUntil: "2025-08-16" });
  const fine = on("02-17", "ImmigrationFineDecided", { victim: VICTIM, outcome: "WAIVED", overstayDays: 40 });
  const permit = on("02-18", "ExitPermitObtained", { victim: VICTIM, permit: "EXIT_PERMIT" });
  const mine = requested("LIVING", { person: VICTIM, case: CASE });
  const papers = (of: readonly PastEvent[], more: readonly PastEvent[] = []) =>
    follow(casePapersProcessManager, stream, of.at(-1)!.type, {
      [stream]: [...HISTORIES["ASSIGNED"]!, ...of],
      [`repatriation-${REPATRIATION}`]: [mine, ...more],
    });
  const sent = (command: string, date: string, data: object) => ({
    category: "repatriation",
    id: REPATRIATION,
    command,
    data: { ...data, occurred: { date, zone: "Asia/Jakarta" } },
  });
  const splp = sent("RecordTravelDocument", "2025-02-16", { document: "SPLP", validUntil: "2025-08-16" });
  const exit = sent("RecordExitClearance", "2025-02-18", {
    permit: "EXIT_PERMIT",
    fineOutcome: "WAIVED",
    overstayDays: 40,
  });

  test("each as it comes, a fine with the permit", async () => {
    expect(await papers([repatriationOpened, document])).toEqual([splp]);
    const done = on("02-16", "ReturneeTravelDocumentReady", { document: "SPLP" });
    expect(await papers([repatriationOpened, document, fine, permit], [done])).toEqual([exit]);
  });

  test("all that is there, when the repatriation is opened after it", async () =>
    expect(await papers([document, fine, permit, repatriationOpened])).toEqual([splp, exit]));

  test("not twice, not of another victim, not once it has ended", async () => {
    const done = [
      on("02-16", "ReturneeTravelDocumentReady", { document: "PASSPORT" }),
      on("02-18", "ReturneeExitCleared", { permit: "EXIT_PERMIT", fineOutcome: "NONE" }),
    ];
    expect(await papers([document, fine, permit, repatriationOpened], done)).toEqual([]);
    const ofChild = on("02-16", "EmergencyTravelDocumentIssued", { victim: CHILD });
    expect(await papers([repatriationOpened, ofChild])).toEqual([]);
    expect(await papers([repatriationOpened, document], [cancelled()])).toEqual([]);
  });

  test("what is sent is taken by the repatriation", () => {
    for (const { command, data } of [splp, exit])
      given(repatriationDecider, [mine], { others: beside() }).when(command, data).then([{}]);
  });
});
