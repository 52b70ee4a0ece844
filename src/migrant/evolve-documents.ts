import { fieldsOf } from "../event-sourcing/stored-event/personal-field.js";
import type { MigrantRecord } from "./migrant.events.js";
import type { Document, Migrant } from "./state.js";

export type DocumentEvent = MigrantRecord<"DocumentSubmitted" | "DocumentVerified" | "DocumentRejected">;

/** The time of a check may be before that of the submission: its result is kept until then. */
export function evolveDocuments(state: Migrant, event: DocumentEvent): Pick<Migrant, "documents" | "checkedAhead"> {
  const { document: id } = event.facts;
  const { documents, checkedAhead } = state;
  if (event.type === "DocumentSubmitted") {
    const check = checkedAhead.find((each) => each.id === id);
    return {
      documents: [...documents, { ...submitted(event), ...check }],
      checkedAhead: checkedAhead.filter((each) => each !== check),
    };
  }
  if (documents.some((document) => document.id === id))
    return {
      documents: documents.map((document) =>
        document.id === id ? { ...document, ...checkOf(event, document) } : document,
      ),
      checkedAhead,
    };
  const known = checkedAhead.find((each) => each.id === id);
  const others = checkedAhead.filter((each) => each !== known);
  return { documents, checkedAhead: [...others, { id, ...checkOf(event, known) }] };
}

function submitted(event: MigrantRecord<"DocumentSubmitted">): Document {
  const { document: id, journey, kind, file, issuedOn = null, expiresOn = null } = event.facts;
  const { id: officer, onBehalfOf } = event.actor;
  return {
    id,
    journey,
    kind,
    file,
    status: "SUBMITTED",
    issuedOn,
    expiresOn,
    submittedBy: onBehalfOf === null ? [officer] : [officer, onBehalfOf],
    verifiedBy: null,
    rejection: null,
    fields: fieldsOf(event, "identity"),
  };
}

function checkOf(
  event: MigrantRecord<"DocumentVerified" | "DocumentRejected">,
  before: Pick<Document, "verifiedBy"> | undefined,
): Pick<Document, "status" | "verifiedBy" | "rejection"> {
  if (event.type === "DocumentVerified") return { status: "VERIFIED", verifiedBy: event.actor.id, rejection: null };
  const { reason, legalGround } = event.facts;
  return { status: "REJECTED", verifiedBy: before?.verifiedBy ?? null, rejection: { reason, legalGround } };
}
