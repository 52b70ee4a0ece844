import { v5, v7 } from "uuid";
import { canonicalBytes, hashOf, type Envelope } from "../../src/event-sourcing/stored-event/envelope.js";
import type { RawEvent } from "../../src/event-sourcing/stored-event/event-store.js";

const NAMESPACE = "9b0e2c1c-5b5e-4c7a-9a58-0d2f1a6f3c11";
const OFFICER = v5("officer", NAMESPACE);

type Written = Pick<Envelope, "stream" | "type" | "facts" | "occurredAt" | "recordedAt"> &
  Partial<Pick<Envelope, "corrects" | "subjects">>;

/** A log of events as the command handling would write them: numbered, chained, in canonical bytes. */
export class Log {
  readonly raws: RawEvent[] = [];

  write(written: Written): RawEvent {
    const { stream, type } = written;
    const before = this.raws.findLast((each) => each.stream === stream);
    const revision = (before?.revision ?? -1) + 1;
    const id = v7();
    const envelope: Envelope = {
      format: 2,
      revision,
      id,
      schema: 1,
      subjects: [],
      commandId: id,
      fingerprint: { key: "2025-06", mac: "" },
      correlation: id,
      causation: null,
      actor: { kind: "OFFICER", id: OFFICER, onBehalfOf: null, agency: null, role: "CASEWORKER" },
      purpose: "PROTECTION",
      lawfulBasis: "PUBLIC_TASK",
      basedOn: [],
      corrects: null,
      sealed: [],
      previous: before ? hashOf(before.bytes) : null,
      ...written,
    };
    const number = this.raws.length;
    const raw = { number, position: String(number), stream, revision, id, type, bytes: canonicalBytes(envelope) };
    this.raws.push(raw);
    return raw;
  }
}
