import { fieldsOf } from "../event-sourcing/personal-field.js";
import type { MigrantRecord } from "./migrant.events.js";
import type { Document } from "./state.js";

export type DocumentEvent = MigrantRecord<"DocumentSubmitted" | "DocumentVerified" | "DocumentRejected">;

export function evolveDocuments(documents: readonly Document[], event: DocumentEvent): readonly Document[] {
  const { document: id } = event.facts;
  switch (event.type) {
    case "DocumentSubmitted": {
      const { journey, kind, file, issuedOn = null, expiresOn = null } = event.facts;
      const { id: officer, onBehalfOf } = event.actor;
      return [
        ...documents,
        {
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
        },
      ];
    }
    case "DocumentVerified":
      return changed(documents, id, { status: "VERIFIED", verifiedBy: event.actor.id, rejection: null });
    case "DocumentRejected": {
      const { reason, legalGround } = event.facts;
      return changed(documents, id, { status: "REJECTED", rejection: { reason, legalGround } });
    }
  }
}

function changed(documents: readonly Document[], id: string, change: Partial<Document>): readonly Document[] {
  return documents.map((document) => (document.id === id ? { ...document, ...change } : document));
}
