import { anyDefinitions, newEvent } from "../event-sourcing/stored-event/event-definition.js";
import type { Decider, Decision, Load } from "../event-sourcing/deciding/decider.js";
import { instant } from "../event-sourcing/stored-event/occurred-at.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { personOf, type Person } from "../person/person.js";
import { FileStored, type FileEvent, type FilePurpose } from "./file.events.js";

/** A file as uploaded: whose, of what kind, by whom, and where its bytes are. */
export interface StoredFileState {
  /** False in the state of a stream that is empty. */
  readonly stored: boolean;
  readonly person: string | null;
  readonly blob: string | null;
  readonly mediaType: string | null;
  readonly bytes: number;
  readonly commitment: string | null;
  readonly purpose: FilePurpose | null;
  /** The officer, and whom the officer acted for: none of them may verify it (I3). */
  readonly uploadedBy: readonly string[];
  readonly agency: string | null;
  readonly uploadedAt: string | null;
}

/** A file whose bytes have been taken. */
export interface StoreFile {
  /** UUID of the person whose paper it is. */
  readonly person: string;
  readonly mediaType: string;
  readonly bytes: number;
  /** SHA-256 of the content, base64url. */
  readonly sha256: string;
  readonly purpose: FilePurpose;
  readonly blob: string;
  readonly salt: string;
  readonly commitment: string;
}

const initial: StoredFileState = {
  stored: false,
  person: null,
  blob: null,
  mediaType: null,
  bytes: 0,
  commitment: null,
  purpose: null,
  uploadedBy: [],
  agency: null,
  uploadedAt: null,
};

const storeFile: Decision<StoreFile, StoredFileState, { owner: Person }> = {
  creates: true,
  loads: ({ person }) => ({ owner: personOf(person) }),
  decide: ({ salt, sha256, person, blob, mediaType, bytes, commitment, purpose }, _state, { now, loaded }) => {
    if (!loaded.owner.registered) throw new InvalidField("unknown-person", "person", "names no registered person");
    return [
      newEvent(FileStored, {
        subjects: [{ person, role: "OWNER" }],
        occurredAt: instant(now),
        facts: { person, blob, mediaType, bytes, commitment, purpose },
        personal: [{ person, class: "identity", values: { salt, sha256 } }],
      }),
    ];
  },
};

/** `file-<id>`: one uploaded file. */
export const fileAggregate: Decider<StoredFileState> = {
  category: "file",
  events: anyDefinitions([FileStored]),
  initial,
  evolve(_state, recorded) {
    const { facts, actor, recordedAt } = recorded as unknown as FileEvent;
    const uploadedBy = actor.onBehalfOf === null ? [actor.id] : [actor.id, actor.onBehalfOf];
    return { stored: true, ...facts, uploadedBy, agency: actor.agency, uploadedAt: recordedAt };
  },
  decisions: { StoreFile: storeFile },
};

/** To load a file beside a decision's own stream; one that isn't there has `stored: false`. */
export function fileOf(id: string): Load<StoredFileState> {
  return { aggregate: fileAggregate, id };
}
