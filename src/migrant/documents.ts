import type { Decision } from "../event-sourcing/deciding/decider.js";
import type { Actor } from "../event-sourcing/stored-event/envelope.js";
import { dateIn, type OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { fileOf, type StoredFileState } from "../files/file.js";
import { editionOn, inForce, rulesOf, type RuleSet } from "../rules/rule-set.js";
import { evolve } from "./evolve.js";
import { asIfRecorded } from "./living-acts.js";
import type { RejectDocument, SubmitDocument, VerifyDocument } from "./migrant.commands.js";
import { DocumentRejected, DocumentSetCompleted, DocumentSubmitted, DocumentVerified } from "./migrant.events.js";
import { migrantEvent } from "./new-migrant-event.js";
import { i2RefusalIsGrounded, hasDocumentSet } from "./requirements.js";
import type { Document, Migrant } from "./state.js";
import { assertFits, journeyFor, stateBefore } from "./step-order.js";

export const I3: Rule = {
  id: "I3",
  source: "[design] domain I3; UU 18/2017 art. 84",
  en: "Who verifies a document is not who uploaded it",
  indonesian: "Pejabat yang memverifikasi dokumen bukan yang mengunggahnya",
};

const DOCUMENT_STATE: Rule = {
  id: "document-state",
  source: "[design] domain 3",
  en: "The document's state doesn't allow this; a document that was rejected is submitted anew",
  indonesian: "Status dokumen tidak memungkinkan; dokumen yang ditolak harus diajukan kembali",
};

const NIL = "00000000-0000-0000-0000-000000000000";

/** Documents belong to a journey: the next one has a set of its own, though the same file may be submitted again. */
export const submitDocument: Decision<SubmitDocument, Migrant, { file: StoredFileState }> = {
  loads: ({ file }) => ({ file: fileOf(file) }),
  decide: (command, state, given) => {
    const { file, kind, issuedOn, expiresOn, number } = command;
    if (!given.loaded.file.stored || given.loaded.file.person !== given.id)
      throw new InvalidField("unknown-file", "file", "names no file of this person; upload it first");
    if (issuedOn !== undefined && expiresOn !== undefined && expiresOn < issuedOn)
      throw new InvalidField("impossible-date", "expiresOn", "is before issuedOn");
    const journey = journeyFor(state, command.journey).id;
    const facts = { journey, document: given.newId(), file: file.toLowerCase(), kind, issuedOn, expiresOn };
    const event = migrantEvent(DocumentSubmitted, command, given, facts, { personal: { identity: { number } } });
    assertFits(event, state, given);
    return [event];
  },
};

/** With the last document of the set comes the event that says so. */
export const verifyDocument: Decision<VerifyDocument, Migrant, { file: StoredFileState; rules: RuleSet }> = {
  loads: ({ document }, state) => ({
    file: fileOf(state.documents.find(({ id }) => id === document)?.file ?? NIL),
    rules: rulesOf("PLACEMENT_DOCUMENTS"),
  }),
  decide: (command, state, given) => {
    const { journey, id, status, submittedBy } = documentFor(state, command.document);
    if (status !== "SUBMITTED") throw new Rejection(DOCUMENT_STATE, { document: id, state: status });
    i3VerifierIsNotUploader(given.actor, [...submittedBy, ...given.loaded.file.uploadedBy]);
    const verified = migrantEvent(DocumentVerified, command, given, { journey, document: id });
    assertFits(verified, state, given);
    const after = evolve(stateBefore(verified, given), asIfRecorded(verified, given));
    if (!completes(after, journey, verified.occurredAt, given.loaded.rules)) return [verified];
    const { occurredAt } = verified;
    return [verified, migrantEvent(DocumentSetCompleted, {}, given, { journey }, { occurredAt })];
  },
};

/** A rejection says why and by which law, and deletes nothing. A verified document is rejected when it proves false. */
export const rejectDocument: Decision<RejectDocument, Migrant> = {
  decide: (command, state, given) => {
    const { reason, legalGround } = command;
    const { journey, id, status } = documentFor(state, command.document);
    if (status === "REJECTED") throw new Rejection(DOCUMENT_STATE, { document: id, state: status });
    i2RefusalIsGrounded(command, given.actor);
    const event = migrantEvent(DocumentRejected, command, given, { journey, document: id, reason, legalGround });
    assertFits(event, state, given);
    return [event];
  },
};

/** I3: who verifies, and for whom, is none of those who uploaded and submitted. */
export function i3VerifierIsNotUploader({ id, onBehalfOf }: Actor, uploaders: readonly string[]): void {
  if (uploaders.includes(id) || (onBehalfOf !== null && uploaders.includes(onBehalfOf))) throw new Rejection(I3);
}

function documentFor({ documents }: Migrant, id: string): Document {
  const document = documents.find((each) => each.id === id.toLowerCase());
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
