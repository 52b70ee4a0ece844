import type { MetadataJson } from "libphonenumber-js/core";
import { createRequire } from "node:module";

const required = createRequire(import.meta.url);

/**
 * What is known of the phone numbers of all countries. It is read when the first number is: a start needs none of it.
 * @param extent `max` has the patterns of valid numbers for all, `min` only where they tell countries apart
 */
export function phoneMetadata(extent: "min" | "max"): () => MetadataJson {
  let metadata: MetadataJson | undefined;
  return () => (metadata ??= required(`libphonenumber-js/metadata.${extent}.json`) as MetadataJson);
}
