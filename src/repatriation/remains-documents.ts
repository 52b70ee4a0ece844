import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { FileField } from "../files/file-field.js";
import { fileOf, type StoredFileState } from "../files/file.js";
import { CodeField, DateField, NarrativeField, TextField, UuidField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { REMAINS_DOCUMENT_KINDS, REJECTION_REASONS, type RemainsDocumentKind } from "./codes.js";
import { i3VerifierIsNotUploader } from "../migrant/requirements.js";
import { RemainsDocumentRejected, RemainsDocumentSubmitted, RemainsDocumentVerified } from "./remains.events.js";
import { remainsCommand, type GivenAt } from "./repatriation-command.js";
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
  en: "The document has been checked; submit another paper as a new document",
  indonesian: "Dokumen sudah diperiksa; berkas lain diajukan sebagai dokumen baru",
};

function documentOf({ documents }: Repatriation, id: string): RemainsDocument {
  const document = documents.find((candidate) => candidate.id === id);
  if (!document) throw new Rejection(NO_SUCH_DOCUMENT, { document: id });
  return document;
}

interface FileLoaded {
  /** Of a paper with a file. */
  readonly file?: StoredFileState;
}
const loadFile = (file: string | null | undefined) => (file == null ? {} : { file: fileOf(file) });

export class SubmitRemainsDocument extends Occurring {
  @CodeField(REMAINS_DOCUMENT_KINDS)
  kind!: RemainsDocumentKind;

  @FileField({ of: ({ person }: Repatriation) => person, optional: true, description: "The uploaded file" })
  file?: string;

  @TextField(60, { optional: true, description: "Number of the document; sealed" })
  number?: string;

  @DateField({ kind: "EXPIRY", optional: true })
  validUntil?: string;
}

export const submitRemainsDocument = remainsCommand(SubmitRemainsDocument, {
  path: "documents",
  summary: "Submit a paper for the remains",
  event: RemainsDocumentSubmitted,
  decide: ({ kind, file, validUntil, number }, _state, { newId }) => ({
    facts: { document: newId(), kind, file, validUntil },
    personal: { identity: { documentNumber: number } },
  }),
});

export class VerifyRemainsDocument extends Occurring {
  @UuidField()
  document!: string;
}

/** I3, for the papers of remains as for those of a placement: nobody verifies what they uploaded or submitted. */
export const verifyRemainsDocument = remainsCommand(VerifyRemainsDocument, {
  path: "document-verifications",
  summary: "Record that another officer verified a paper for the remains",
  event: RemainsDocumentVerified,
  loads: ({ document }, { documents }) => loadFile(documents.find(({ id }) => id === document)?.file),
  decide: (data, state, { actor, loaded }: GivenAt<FileLoaded>) => {
    const document = documentOf(state, data.document);
    if (document.status !== "SUBMITTED") throw new Rejection(CHECKED_ALREADY, { state: document.status });
    i3VerifierIsNotUploader(actor, [...document.submittedBy, ...(loaded.file?.uploadedBy ?? [])]);
    return { facts: { document: document.id } };
  },
});

export class RejectRemainsDocument extends Occurring {
  @UuidField()
  document!: string;

  @CodeField(REJECTION_REASONS)
  reason!: (typeof REJECTION_REASONS)[number];

  @NarrativeField({ optional: true })
  note?: string;
}

/** A forgery may come to light after it was verified. */
export const rejectRemainsDocument = remainsCommand(RejectRemainsDocument, {
  path: "document-rejections",
  summary: "Reject a paper for the remains",
  event: RemainsDocumentRejected,
  decide: ({ reason, note, ...data }, state) => {
    const document = documentOf(state, data.document);
    if (document.status === "REJECTED") throw new Rejection(CHECKED_ALREADY, { state: document.status });
    return { facts: { document: document.id, reason }, narrative: { note } };
  },
});
