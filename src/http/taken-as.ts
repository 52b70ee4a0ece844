import { ApiProperty } from "../described.js";
import { regionName, regionPath } from "../places/regions.js";
import { readPhone } from "../privacy/lookup-tokens.js";
import { phonesOf, regionsOf } from "./fields.js";

/** How a value that can be read in two ways was taken: the caller sees at once if it was meant otherwise. */
export class TakenAs {
  @ApiProperty({ description: "Path in the body", example: "contact.phone" })
  field!: string;

  @ApiProperty({
    description: "A phone number with its country; the names of a region, from the village to the province",
    example: "+6281234567890",
  })
  as!: string;
}

/**
 * What to show of a command's values: phone numbers whose country was not written, and regions by name, as codes of
 * BPS are others.
 */
export function takenAs(body: object): TakenAs[] {
  return [...noted(body, "")];
}

function* noted(value: object, path: string): Generator<TakenAs> {
  const phones = phonesOf(value);
  const regions = regionsOf(value);
  for (const [name, each] of Object.entries(value)) {
    const field = path === "" ? name : `${path}.${name}`;
    for (const text of Array.isArray(each) ? (each as unknown[]) : [each]) {
      if (typeof text === "string" && phones.includes(name)) {
        const read = readPhone(text);
        if (read?.countryAssumed) yield { field, as: read.number };
      } else if (typeof text === "string" && regions.includes(name)) yield { field, as: namesOf(text) };
      else if (text !== null && typeof text === "object") yield* noted(text, field);
    }
  }
}

const namesOf = (code: string) =>
  regionPath(code)
    .toReversed()
    .map((part) => regionName(part))
    .join(", ");
