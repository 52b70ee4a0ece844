import { Rejection, type Rule } from "../event-sourcing/rejection.js";
import type { Actor } from "../event-sourcing/envelope.js";
import { caseDecision, said, type Decisions } from "./case-decision.js";
import type { RejectRemainsDocument, SubmitRemainsDocument, VerifyRemainsDocument } from "./remains.commands.js";
import { RemainsDocumentRejected, RemainsDocumentSubmitted, RemainsDocumentVerified } from "./remains.events.js";
import type { RemainsDocument, Repatriation } from "./repatriation.state.js";

export const I3: Rule = {
  id: "I3",
  source: "[design] four eyes",
  en: "Who verifies a document is not who submitted it",
  indonesian: "Pemeriksa dokumen tidak boleh sama dengan pengunggahnya",
};

const NO_SUCH_DOCUMENT: Rule = {
  id: "document-unknown",
  source: "[design]",
  en: "The repatriation has no such document",
  indonesian: "Pemulangan ini tidak memiliki dokumen tersebut",
};

const CHECKED_ALREADY: Rule = {
  id: "document-checked",
  source: "[design]",
  en: "The document has been checked; another paper is submitted as a new document",
  indonesian: "Dokumen sudah diperiksa; berkas lain diajukan sebagai dokumen baru",
};

/** I3 for the papers of remains: an officer, or one on whose behalf it was submitted, does not verify it. */
export function i3VerifierIsNotSubmitter({ id, submittedBy }: RemainsDocument, actor: Actor): void {
  const verifiers = [actor.id, actor.onBehalfOf];
  if (submittedBy.some((officer) => verifiers.includes(officer))) throw new Rejection(I3, { document: id });
}

function documentOf({ documents }: Repatriation, id: string): RemainsDocument {
  const document = documents.find((candidate) => candidate.id === id.toLowerCase());
  if (!document) throw new Rejection(NO_SUCH_DOCUMENT, { document: id });
  return document;
}

export const remainsDocuments: Decisions = {
  SubmitRemainsDocument: caseDecision<SubmitRemainsDocument>(
    "SubmitRemainsDocument",
    ({ kind, file, validUntil, number }, _state, { newId }) =>
      said(
        RemainsDocumentSubmitted,
        { document: newId(), kind, file: file?.toLowerCase(), validUntil },
        { identity: { documentNumber: number } },
      ),
  ),
  VerifyRemainsDocument: caseDecision<VerifyRemainsDocument>("VerifyRemainsDocument", (data, state, { actor }) => {
    const document = documentOf(state, data.document);
    if (document.status !== "SUBMITTED") throw new Rejection(CHECKED_ALREADY, { status: document.status });
    i3VerifierIsNotSubmitter(document, actor);
    return said(RemainsDocumentVerified, { document: document.id });
  }),
  // A forgery may come to light after it was verified.
  RejectRemainsDocument: caseDecision<RejectRemainsDocument>("RejectRemainsDocument", (data, state) => {
    const document = documentOf(state, data.document);
    if (document.status === "REJECTED") throw new Rejection(CHECKED_ALREADY, { status: document.status });
    const { reason, note } = data;
    return said(RemainsDocumentRejected, { document: document.id, reason }, { narrative: { note } });
  }),
};
