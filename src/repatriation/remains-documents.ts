import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { fileOf, type StoredFileState } from "../files/file.js";
import { i3VerifierIsNotUploader } from "../migrant/requirements.js";
import { caseDecision, said, type Decisions } from "./case-decision.js";
import type { RejectRemainsDocument, SubmitRemainsDocument, VerifyRemainsDocument } from "./remains.commands.js";
import { RemainsDocumentRejected, RemainsDocumentSubmitted, RemainsDocumentVerified } from "./remains.events.js";
import type { RemainsDocument, Repatriation } from "./repatriation.state.js";

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

function documentOf({ documents }: Repatriation, id: string): RemainsDocument {
  const document = documents.find((candidate) => candidate.id === id.toLowerCase());
  if (!document) throw new Rejection(NO_SUCH_DOCUMENT, { document: id });
  return document;
}

interface FileBeside {
  /** Of a paper with a file. */
  readonly file?: StoredFileState;
}
const fileLoads = (file: string | null | undefined) => (file == null ? {} : { file: fileOf(file) });

export const remainsDocuments: Decisions = {
  SubmitRemainsDocument: caseDecision<SubmitRemainsDocument, FileBeside>(
    "SubmitRemainsDocument",
    ({ kind, file, validUntil, number }, { person }, { newId, loaded }) => {
      if (file !== undefined && (!loaded.file?.stored || loaded.file.person !== person))
        throw new InvalidField("unknown-file", "file", "names no file of this person; upload it first");
      return said(
        RemainsDocumentSubmitted,
        { document: newId(), kind, file: file?.toLowerCase(), validUntil },
        { identity: { documentNumber: number } },
      );
    },
    ({ file }) => fileLoads(file),
  ),
  // I3, for the papers of remains as for those of a placement: nobody verifies what they uploaded or submitted.
  VerifyRemainsDocument: caseDecision<VerifyRemainsDocument, FileBeside>(
    "VerifyRemainsDocument",
    (data, state, { actor, loaded }) => {
      const document = documentOf(state, data.document);
      if (document.status !== "SUBMITTED") throw new Rejection(CHECKED_ALREADY, { state: document.status });
      i3VerifierIsNotUploader(actor, [...document.submittedBy, ...(loaded.file?.uploadedBy ?? [])]);
      return said(RemainsDocumentVerified, { document: document.id });
    },
    ({ document }, { documents }) => fileLoads(documents.find(({ id }) => id === document.toLowerCase())?.file),
  ),
  // A forgery may come to light after it was verified.
  RejectRemainsDocument: caseDecision<RejectRemainsDocument>("RejectRemainsDocument", (data, state) => {
    const document = documentOf(state, data.document);
    if (document.status === "REJECTED") throw new Rejection(CHECKED_ALREADY, { state: document.status });
    const { reason, note } = data;
    return said(RemainsDocumentRejected, { document: document.id, reason }, { narrative: { note } });
  }),
};
