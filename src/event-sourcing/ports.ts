/**
 * Injection tokens of the ports; which engine stands behind each is chosen in one place, `src/engines/open-engines.ts`.
 */
export const EVENT_STORE = Symbol("EventStore");
/** The log of reads. */
export const READS_STORE = Symbol("ReadsStore");
export const READ_MODEL = Symbol("ReadModel");
export const FIELD_SEALING = Symbol("FieldSealing");
export const FILE_STORE = Symbol("FileStore");
/** Only for what destroys keys. */
export const KEY_STORE = Symbol("KeyStore");
export const CLOCK = Symbol("Clock");
export const LOOKUP_TOKENS = Symbol("LookupTokens");

/** How the views come on: ViewsProgress. */
export const VIEWS_PROGRESS = Symbol("ViewsProgress");

/** Whether everybody in the store is invented, which every answer says: a boolean. */
export const SAMPLE = Symbol("Sample");
