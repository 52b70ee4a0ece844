import { agencyAggregate } from "../../src/agency/agency.js";
import { caseAggregate } from "../../src/protection-case/protection-case.js";
import { fileOf } from "./commands/registers.js";
import type { Moment } from "./commands/row.js";
import { ABROAD, person, type Life } from "./life.js";
import { AGENCIES, OFFICERS, type Attempt } from "./world.js";

/**
 * Two victims and a broker: everything that a case can come to, one of them brought home, closed, and taken up again.
 */
export async function* incident(moment: Moment): Life {
  const { world, chance } = moment;
  const victim = yield person(moment, ABROAD);
  const other = yield person(moment, ABROAD);
  const trader = yield person(moment);
  const agency = yield {
    command: "RegisterAgency",
    data: { kind: "MISSION", name: "KBRI", country: "KH", validFrom: "2010-01-01" },
  };
  if (victim === undefined || other === undefined || trader === undefined || agency === undefined) return;
  const mandate = { stage: "ABROAD", country: "KH", categories: ["UNPAID_WAGES"], from: "2010-01-01" };
  yield { command: "GiveMandate", id: agency, data: mandate };
  const [given] = (await world.state(agencyAggregate, agency)).mandates;
  const end = { mandate: given?.id ?? chance.uuid(), on: "2024-06-01", reason: "TRANSFERRED" };
  yield { command: "EndMandate", id: agency, data: end };
  const broker = yield { command: "RegisterCompany", data: { kind: "BROKER", name: "Dewi", person: trader } };
  if (broker === undefined) return;
  yield { command: "RenameCompany", id: broker, data: { name: "Ni Luh Ayu", from: "2020-01-01" } };
  yield { command: "RecordLicence", id: broker, data: { status: "NONE", validFrom: "2020-01-01" } };
  const id = yield {
    command: "ReceiveComplaint",
    data: {
      channel: "PHONE",
      complainant: "FAMILY",
      categories: ["UNPAID_WAGES", "PASSPORT_WITHHELD"],
      circumstances: ["GRAVE"],
      country: "KH",
      region: "36.04",
      incident: { date: "2024-01", asReported: "awal tahun" },
      parties: [
        { role: "VICTIM", person: victim },
        { role: "BROKER", company: broker },
      ],
      account: chance.text(),
    },
  };
  if (id === undefined) return;
  const on = (command: string, data: object = {}): Attempt => ({ command, id, data });
  const state = () => world.state(caseAggregate, id);
  // Another hand may have removed them meanwhile, or the command that made them was refused.
  const party = async (role: string) => (await state()).parties.find((each) => each.role === role)?.id ?? chance.uuid();
  const evidence = yield { command: "StoreFile", data: fileOf({ chance }, victim) };
  yield on("SetNextAction", { action: "REQUEST_PAPERS", due: "2024-03-09", what: chance.text() });
  yield on("RequestDocuments", { papers: ["PASSPORT"], due: "2024-03-09" });
  yield on("CompleteNextAction", { note: chance.text() });
  yield on("VerifyCase", { by: "INTERVIEW" });
  yield on("AssignCase", { agency });
  yield on("TriageCase", { categories: ["TRAFFICKING"] });
  yield on("RecordParty", { role: "VICTIM", person: other });
  yield on("ProvideShelter", { victim, kind: "MISSION_SHELTER", agency, name: "Wisma", address: chance.text() });
  yield on("EndShelter", { stay: (await state()).stays[0]?.id ?? chance.uuid(), reason: "MOVED" });
  yield on("TakeCaseAction", { action: "TREATMENT", victim, findings: chance.text() });
  const action = (await state()).actions.at(-1)?.event ?? chance.uuid();
  yield on("WithdrawCaseStep", { event: action, reason: "WRONG_PERSON", explanation: chance.text() });
  yield on("LogContact", { victim, with: victim, way: "PHONE", result: "REACHED", summary: chance.text() });
  // Nobody had known that it was not wanted.
  yield on("LogContact", { victim, with: other, relation: "SIBLING", way: "PHONE", result: "REACHED" });
  yield { command: "RequestDoNotTell", id: victim, data: { person: other } };
  yield on("StartTraffickingScreening", { victim });
  const offence = { date: "2024-01" };
  const found = { victim, offence, acts: ["RECRUITMENT"], means: ["FRAUD"], purposes: ["FORCED_LABOUR"] };
  yield on("AssessTrafficking", { ...found, outcome: "INDICATED", grounds: chance.text() });
  yield on("AssessTrafficking", {
    ...found,
    outcome: "CONFIRMED",
    confirmedBy: "POLICE",
    evidence: evidence && [evidence],
  });
  yield on("HoldClarification", { party: await party("BROKER"), outcome: "DENIED", minutes: chance.text() });
  yield on("HoldMediation", { outcome: "AGREED", next: "2024-04-01" });
  const amounts = [victim, other].map((each, i) => ({ victim: each, amount: 100 + i, currency: "MYR" }));
  yield on("SettleCase", { amounts, terms: chance.text() });
  yield on("FulfilSettlement", { note: chance.text() });
  yield on("RecommendSanction", {
    party: await party("BROKER"),
    sanction: "BLACKLISTING",
    legalGround: "UU_18_2017_ART_72",
  });
  yield on("StartLitigation", { forum: "CRIMINAL", docket: "7/Pid" });
  yield on("ReferCase", { agency: AGENCIES[1], reason: "CRIME" });
  const task = async () => (await state()).tasks.at(-1)?.id ?? chance.uuid();
  yield on("AddCaseTask", { kind: "CALL_FAMILY", agency, due: "2024-03-09", note: chance.text() });
  yield on("AssignCaseTask", { task: await task(), agency: AGENCIES[1], officer: OFFICERS[1] });
  yield on("MoveCaseTask", { task: await task(), due: "2024-03-19", reason: "NOT_REACHED", note: chance.text() });
  yield on("CompleteCaseTask", { task: await task(), note: chance.text() });
  const done = world.log.findLast(({ stream, type }) => stream === `case-${id}` && type === "CaseTaskDone");
  yield on("WithdrawCaseStep", { event: done?.id ?? chance.uuid(), reason: "NEVER_HAPPENED" });
  yield on("AddCaseTask", { kind: "VISIT", agency: AGENCIES[1] });
  yield on("DropCaseTask", { task: await task(), reason: "NOT_NEEDED", note: chance.text() });
  yield on("EndReferral", { reason: "DONE_THERE" });
  const request = { kind: "LIVING", person: victim, case: id, source: "MISSION", cause: "ABUSE" };
  const home = yield { command: "RequestRepatriation", data: request };
  yield on("IssueEmergencyTravelDocument", { victim, number: "SPLP 7" });
  yield on("DecideImmigrationFine", { victim, outcome: "WAIVED", overstayDays: 3 });
  yield on("ObtainExitPermit", { victim, permit: "EXIT_PERMIT" });
  yield on("ResolveCase", { reason: "ASSISTED" });
  if (home !== undefined) yield { command: "CancelRepatriation", id: home, data: { reason: "DECLINED" } };
  yield on("RecordVictimOutcome", { victim, outcome: "IN_SHELTER" });
  yield on("RecordVictimOutcome", { victim, outcome: "SAFE_ABROAD" });
  yield on("ResolveCase", { reason: "ASSISTED" });
  yield on("ReopenCase", { reason: "NEW_FACTS", stage: "VERIFIED" });
  yield on("RemoveParty", { party: await party("BROKER"), reason: "NOT_INVOLVED" });
  yield on("CloseCaseAdministratively", { reason: "WITHDRAWN" });
  const offer = yield {
    command: "ReportOffer",
    data: {
      channel: "MESSENGER",
      text: chance.text(),
      recruiter: { name: "Dewi", phone: "+6281311112222" },
      company: broker,
      destination: "KH",
      reporter: { name: "Made Contoh" },
      follow: "A".repeat(43),
    },
  };
  if (offer === undefined) return;
  const ofOffer = (command: string, data: object = {}): Attempt => ({ command, id: offer, data });
  yield ofOffer("BeginOfferReview", { note: chance.text() });
  yield ofOffer("AssessOffer", { finding: "SUBSTANTIATED" });
  yield ofOffer("IssueFollowCode", { follow: "B".repeat(43) });
  yield ofOffer("CloseOffer", { reason: "ACTED_ON" });
}
