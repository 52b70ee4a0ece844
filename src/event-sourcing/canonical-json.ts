/**
 * JSON as RFC 8785 writes it, for values whose numbers are safe integers: names in the order of their UTF-16 code
 * units, no spaces. Undefined fields are left out. Every event, seal and commitment goes through here several times.
 * @throws TypeError for a number that is not a safe integer, and for what is no JSON
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new TypeError(`${value} is not a safe integer`);
    return String(value);
  }
  if (typeof value !== "object") throw new TypeError(`${typeof value} is no JSON`);
  if (Array.isArray(value)) return canonicalArray(value);
  return canonicalObject(value as Record<string, unknown>);
}

function canonicalArray(values: readonly unknown[]): string {
  let text = "[";
  for (let i = 0; i < values.length; i++) {
    if (i > 0) text += ",";
    text += values[i] === undefined ? "null" : canonicalJson(values[i]);
  }
  return `${text}]`;
}

function canonicalObject(value: Record<string, unknown>): string {
  if (typeof value["toJSON"] === "function") return canonicalJson(value["toJSON"]());
  let text = "{";
  // The default order of texts is that of RFC 8785.
  // oxlint-disable-next-line unicorn/no-array-sort -- the array is this function's own
  for (const name of Object.keys(value).sort()) {
    if (value[name] === undefined) continue;
    if (text.length > 1) text += ",";
    text += `${JSON.stringify(name)}:${canonicalJson(value[name])}`;
  }
  return `${text}}`;
}
