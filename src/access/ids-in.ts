/** Keys whose whole value tells who acted, for whom, or how fresh an answer is. */
const WHO = new Set([
  "who",
  "actor",
  "agency",
  "agencies",
  "officer",
  "officers",
  "onBehalfOf",
  "uploadedBy",
  "dataAsOf",
]);

/** Keys of texts that name an event, a request or a place in the log; what is within such a value is walked. */
const TECHNICAL = new Set([
  "event",
  "events",
  "position",
  "correlation",
  "causation",
  "corrects",
  "correctedBy",
  "correctsAgain",
  "withdrawnBy",
  "settlement",
  "commandId",
  "idempotencyKey",
  "key",
  "hash",
  "previous",
  "next",
  "after",
  "seen",
]);

/** A UUID, or the name of a stream that ends in one. */
const ID = /^(?:[A-Za-z]+-)*([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i;
/** Ids as a sealed field has several of them: joined by commas. */
const IDS = /^[0-9a-f-]{36}(?:,[0-9a-f-]{36})+$/i;
const UUID_LENGTH = 36;
const LONGEST = 100;

/**
 * All ids in an answer, each once, in the order in which they stand; also those that are keys. Whatever is not known to
 * name who acted, or to be technical, counts: so an answer that nobody thought of is recorded rather too well.
 */
export function idsIn(answer: unknown): Set<string> {
  const found = new Set<string>();
  // No recursion: what a caller sent may be as deep as a body is long.
  const left: unknown[] = [answer];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === "string") addIds(value, found);
    else if (Array.isArray(value)) for (let i = value.length - 1; i >= 0; i--) left.push(value[i]);
    else if (value !== null && typeof value === "object") {
      const keys = Object.keys(value);
      for (let i = keys.length - 1; i >= 0; i--) {
        const key = keys[i]!;
        const each = (value as Record<string, unknown>)[key];
        if (!mayHoldIds(each) && key.length < UUID_LENGTH) continue;
        if (tellsWho(key, each)) continue;
        left.push(each);
        if (key.length >= UUID_LENGTH) left.push(key);
      }
    }
  }
  return found;
}

/** What is too short to be an id, or is no text, is passed by at once. */
function mayHoldIds(value: unknown): boolean {
  return typeof value === "string" ? value.length >= UUID_LENGTH : value !== null && typeof value === "object";
}

function addIds(text: string, found: Set<string>): void {
  if (text.length > UUID_LENGTH && IDS.test(text)) for (const id of text.split(",")) addIds(id, found);
  if (text.length < UUID_LENGTH || text.length > LONGEST) return;
  const id = ID.exec(text)?.[1];
  if (id !== undefined) found.add(id.toLowerCase());
}

/** Whether what stands under a key tells who acted, or is technical: no person is named by it. */
export function tellsWho(key: string, value: unknown): boolean {
  return WHO.has(key) || (TECHNICAL.has(key) && isText(value));
}

function isText(value: unknown): boolean {
  return typeof value === "string" || (Array.isArray(value) && value.every((each) => typeof each === "string"));
}
