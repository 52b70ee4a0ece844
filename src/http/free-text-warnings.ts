import { ApiProperty } from "../described.js";
import { findNumbers, type NumberKind } from "../privacy/free-text.js";
import { narrativesOf } from "./fields.js";

/** A number by which somebody is known was written into free text, where it is masked whenever it is read. */
export class FreeTextWarning {
  @ApiProperty({ description: "Path in the body", example: "occurred.asReported" })
  readonly field!: string;

  @ApiProperty({ enum: ["nik", "passport", "phone"] })
  readonly kind!: NumberKind;
}

/** What to warn of in the narratives of a command, once for each field and kind; never with the number itself. */
export function freeTextWarnings(body: object): FreeTextWarning[] {
  const found = new Map<string, FreeTextWarning>();
  for (const [field, text] of narrativesIn(body, ""))
    for (const { kind } of findNumbers(text)) found.set(`${field}/${kind}`, { field, kind });
  return [...found.values()];
}

function* narrativesIn(value: object, path: string): Generator<[field: string, text: string]> {
  const narratives = narrativesOf(value);
  for (const [name, each] of Object.entries(value)) {
    const field = path === "" ? name : `${path}.${name}`;
    // A correction gives its narratives by name, under their class.
    const isText = narratives.includes(name) || path === "personal.narrative";
    if (typeof each === "string" && isText) yield [field, each];
    else if (each !== null && typeof each === "object") yield* narrativesIn(each as object, field);
  }
}
