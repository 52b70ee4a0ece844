import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { LIMITS } from "../limits.js";

const { bodyDepth, bodyValues, listItems } = LIMITS;

/**
 * Half a surrogate pair, or the sign of bytes that were no UTF-8: neither can be stored and read back as it was meant.
 */
const NO_UNICODE = /\p{Surrogate}|\uFFFD/u;
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/;

/**
 * What holds of every body and query, before its fields are looked at one by one: it is an object, not too deep, of
 * not too many values, no key is one that every JavaScript object has, and all text can be stored as it is (RFC 8785
 * needs valid Unicode). It does not recurse, so that no depth can break it.
 * @throws InvalidField naming the field, never a value
 */
export function assertAcceptable(request: unknown): void {
  if (typeof request !== "object" || request === null || Array.isArray(request))
    throw new InvalidField("not-an-object", "body", "must be a JSON object");
  let values = 0;
  const waiting: { value: unknown; path: string; depth: number }[] = [{ value: request, path: "", depth: 1 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, path, depth } = next;
    if (typeof value === "string") assertText(value, path);
    if (typeof value !== "object" || value === null) continue;
    if (depth > bodyDepth.most)
      throw new InvalidField(bodyDepth.problem, path, `lies deeper than ${bodyDepth.most} objects and lists`);
    if (Array.isArray(value) && value.length > listItems.most)
      throw new InvalidField(listItems.problem, path, `holds more than ${listItems.most} values`);
    const children = Object.entries(value);
    values += children.length;
    if (values > bodyValues.most)
      throw new InvalidField(bodyValues.problem, "body", `holds more than ${bodyValues.most} values`);
    for (const [key, child] of children) {
      const at = path === "" ? key : `${path}.${key}`;
      assertText(key, path === "" ? "body" : path);
      if (key in Object.prototype) throw new InvalidField("unknown-field", at, "is no field of this request");
      waiting.push({ value: child, path: at, depth: depth + 1 });
    }
  }
}

function assertText(text: string, field: string): void {
  if (NO_UNICODE.test(text)) throw new InvalidField("invalid-text", field, "holds text that is not valid Unicode");
  if (CONTROL.test(text)) throw new InvalidField("invalid-text", field, "holds a control character");
}
