import { Type } from "typebox";
import { defineEvent, FIXED, type RecordOf } from "../event-sourcing/stored-event/event-definition.js";
import { registersStream } from "../event-sourcing/stored-event/sight.js";

/** What files are uploaded for. */
export const FILE_PURPOSES = ["DOCUMENT", "EVIDENCE", "HANDOVER", "OTHER"] as const;
export type FilePurpose = (typeof FILE_PURPOSES)[number];

/** The bytes of a person's paper were taken and are kept, encrypted, apart from the events. */
export const FileStored = defineEvent({
  type: "FileStored",
  title: { en: "A file was uploaded", indonesian: "Berkas diunggah" },
  sight: [registersStream("who uploaded a paper sees that paper; of whose it is, nothing by that")],
  facts: Type.Object({
    /** Whose paper it is. */
    person: Type.String({ format: "uuid", ...FIXED }),
    /** Under which the file store keeps the bytes. */
    blob: Type.String({ format: "uuid", ...FIXED }),
    /** As the content says. */
    mediaType: Type.String({ maxLength: 100, ...FIXED }),
    bytes: Type.Integer({ minimum: 0, ...FIXED }),
    /**
     * SHA-256 (base64url) of the sealed salt's bytes, then the content: checks the bytes, and tells no one what they
     * are.
     */
    commitment: Type.String({ maxLength: 43, ...FIXED }),
    purpose: Type.Enum([...FILE_PURPOSES]),
  }),
  // base64url; with the key of the person's identity the salt goes too, and the commitment says nothing any more.
  personal: { identity: ["salt", "sha256"] },
});

export type FileEvent = RecordOf<typeof FileStored>;
