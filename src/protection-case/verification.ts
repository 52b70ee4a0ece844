import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { CodeField, DateField } from "../http/fields.js";
import { CaseBodyWithNote, caseCommand, subjectsOf } from "./case-command.js";
import { CaseAssigned, CaseDocumentsRequested, CaseVerified } from "./case.events.js";
import { CASE_PAPERS } from "./codes.js";
import { entering } from "./stages.js";

export class RequestDocuments extends CaseBodyWithNote {
  @CodeField(CASE_PAPERS, { many: true })
  papers!: (typeof CASE_PAPERS)[number][];

  @DateField({ kind: "DUE", optional: true })
  due?: string;
}

export const requestDocuments = caseCommand(RequestDocuments, {
  path: "document-requests",
  summary: "Ask for papers that the complaint lacks",
  allowed: entering("DOCUMENTS_PENDING"),
  decide: (data, state, given) => {
    const { papers, due, note } = data;
    if (papers.length === 0) throw new InvalidField("missing-field", "papers", "at least one is asked for");
    const facts = { papers: [...new Set(papers)], due };
    return [eventOf(CaseDocumentsRequested, data, given, { subjects: subjectsOf(state), facts, narrative: { note } })];
  },
});

export class VerifyCase extends CaseBodyWithNote {
  @CodeField(["DOCUMENTS", "INTERVIEW", "MISSION", "AGENCY", "VISIT"])
  by!: "DOCUMENTS" | "INTERVIEW" | "MISSION" | "AGENCY" | "VISIT";
}

/** Who was to verify the case keeps it: an assignment still holds, and is recorded again after the verification. */
export const verifyCase = caseCommand(VerifyCase, {
  path: "verification",
  summary: "Record that the complaint was verified",
  allowed: entering("VERIFIED"),
  decide: (data, state, given) => {
    const { by, note } = data;
    const { assignment } = state;
    const subjects = subjectsOf(state);
    const verified = eventOf(CaseVerified, data, given, { subjects, facts: { by }, narrative: { note } });
    if (!assignment) return [verified];
    const facts = { agency: assignment.agency, officer: assignment.officer ?? undefined };
    return [verified, eventOf(CaseAssigned, data, given, { subjects, facts })];
  },
});
