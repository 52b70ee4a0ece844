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
export function idsIn(answer: unknown, found = new Set<string>()): Set<string> {
  if (typeof answer === "string") {
    if (answer.length > UUID_LENGTH && IDS.test(answer)) for (const each of answer.split(",")) idsIn(each, found);
    if (answer.length < UUID_LENGTH || answer.length > LONGEST) return found;
    const id = ID.exec(answer)?.[1];
    if (id !== undefined) found.add(id.toLowerCase());
  } else if (Array.isArray(answer)) for (const each of answer) idsIn(each, found);
  else if (answer !== null && typeof answer === "object")
    for (const [key, value] of Object.entries(answer)) {
      if (tellsWho(key, value)) continue;
      if (key.length >= UUID_LENGTH) idsIn(key, found);
      idsIn(value, found);
    }
  return found;
}

/** Whether what stands under a key tells who acted, or is technical: no person is named by it. */
export function tellsWho(key: string, value: unknown): boolean {
  return WHO.has(key) || (TECHNICAL.has(key) && isText(value));
}

function isText(value: unknown): boolean {
  return typeof value === "string" || (Array.isArray(value) && value.every((each) => typeof each === "string"));
}
