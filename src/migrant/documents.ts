import type { Given } from "../event-sourcing/deciding/decider.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { dateIn, type OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { FileField } from "../files/file-field.js";
import { fileOf, type StoredFileState } from "../files/file.js";
import { command } from "../http/command.js";
import { CodeField, DateField, TextField, UuidField } from "../http/fields.js";
import { editionOn, inForce, rulesOf, type RuleSet } from "../rules/rule-set.js";
import { DOCUMENT_KINDS, DOCUMENT_REJECTIONS, type DocumentKind } from "./codes.js";
import { evolve } from "./evolve.js";
import { asIfRecorded } from "./living-acts.js";
import { JourneyCommand, LegalGroundField, MigrantCommand, migrantEvent } from "./migrant-command.js";
import { DocumentRejected, DocumentSetCompleted, DocumentSubmitted, DocumentVerified } from "./migrant.events.js";
import { hasDocumentSet, i2RefusalIsGrounded, i3VerifierIsNotUploader } from "./requirements.js";
import type { Document, Migrant } from "./state.js";
import { assertFits, journeyFor, stateBefore } from "./step-order.js";

const DOCUMENT_STATE: Rule = {
  id: "document-state",
  source: "[design]",
  en: "The document's state doesn't allow this; submit a rejected document again",
  indonesian: "Status dokumen tidak memungkinkan; dokumen yang ditolak harus diajukan kembali",
};

const NIL = "00000000-0000-0000-0000-000000000000";

export class SubmitDocument extends JourneyCommand {
  @FileField({ of: (_migrant: Migrant, id) => id, description: "Id that the upload answered with" })
  file!: string;

  @CodeField(DOCUMENT_KINDS)
  kind!: DocumentKind;

  @DateField({ kind: "PAST", optional: true })
  issuedOn?: string;

  @DateField({ kind: "EXPIRY", optional: true, description: "The last day on which it is valid" })
  expiresOn?: string;

  @TextField(60, { optional: true, description: "Number of the document; sealed" })
  number?: string;
}

/** Documents belong to a journey: the next one has a set of its own, though the same file may be submitted again. */
export const submitDocument = command(SubmitDocument, {
  path: "documents",
  summary: "Submit an uploaded file as a document of the journey",
  decide: (data, state: Migrant, given) => {
    const { file, kind, issuedOn, expiresOn, number } = data;
    if (issuedOn !== undefined && expiresOn !== undefined && expiresOn < issuedOn)
      throw new InvalidField("impossible-date", "expiresOn", "is before issuedOn");
    const journey = journeyFor(state, data.journey).id;
    const facts = { journey, document: given.newId(), file, kind, issuedOn, expiresOn };
    const event = migrantEvent(DocumentSubmitted, data, given, facts, { personal: { identity: { number } } });
    assertFits(event, state, given);
    return [event];
  },
});

export class VerifyDocument extends MigrantCommand {
  @UuidField()
  document!: string;
}

/** The last document of the set also gets the event that the set is complete. */
export const verifyDocument = command(VerifyDocument, {
  path: "document-verifications",
  summary: "Verify a document that another officer uploaded",
  settles: true,
  permission: "CLEARANCE_DECIDE",
  loads: ({ document }, state: Migrant) => ({
    file: fileOf(state.documents.find(({ id }) => id === document)?.file ?? NIL),
    rules: rulesOf("PLACEMENT_DOCUMENTS"),
  }),
  decide: (data, state: Migrant, given: Given<{ file: StoredFileState; rules: RuleSet }>) => {
    const { journey, id, status, submittedBy } = documentFor(state, data.document);
    if (status !== "SUBMITTED") throw new Rejection(DOCUMENT_STATE, { document: id, state: status });
    i3VerifierIsNotUploader(given.actor, [...submittedBy, ...given.loaded.file.uploadedBy]);
    const verified = migrantEvent(DocumentVerified, data, given, { journey, document: id });
    assertFits(verified, state, given);
    const after = evolve(stateBefore(verified, given), asIfRecorded(verified, given));
    const { occurredAt: at } = verified;
    if (!completes(after, journey, at, given.loaded.rules)) return [verified];
    return [verified, migrantEvent(DocumentSetCompleted, {}, given, { journey }, { at })];
  },
});

export class RejectDocument extends VerifyDocument {
  @CodeField(DOCUMENT_REJECTIONS)
  reason!: (typeof DOCUMENT_REJECTIONS)[number];

  @LegalGroundField()
  legalGround!: string;
}

/** A rejection deletes nothing. A verified document is rejected when it proves false. */
export const rejectDocument = command(RejectDocument, {
  path: "document-rejections",
  summary: "Reject a document, with reason and legal ground",
  settles: true,
  permission: "CLEARANCE_DECIDE",
  decide: (data, state: Migrant, given) => {
    const { reason, legalGround } = data;
    const { journey, id, status } = documentFor(state, data.document);
    if (status === "REJECTED") throw new Rejection(DOCUMENT_STATE, { document: id, state: status });
    i2RefusalIsGrounded(data, given.actor);
    const event = migrantEvent(DocumentRejected, data, given, { journey, document: id, reason, legalGround });
    assertFits(event, state, given);
    return [event];
  },
});

function documentFor({ documents }: Migrant, id: string): Document {
  const document = documents.find((each) => each.id === id);
  if (!document) throw new InvalidField("unknown-document", "document", "names no document of this migrant");
  return document;
}

function completes(after: Migrant, id: string, { earliest, zone }: OccurredAt, rules: RuleSet): boolean {
  const journey = after.journeys.find((each) => each.id === id);
  if (journey?.reached !== "DOCUMENTS_IN_PROGRESS" || earliest === null) return false;
  const day = dateIn(zone, earliest);
  // Nothing was in force before the first edition, so nothing tells what a set of then was.
  if (!editionOn(rules, day)) return false;
  return hasDocumentSet(after.documents, journey, inForce("PLACEMENT_DOCUMENTS", rules, day));
}
