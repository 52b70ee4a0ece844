const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

/**
 * The names that Kawal's streams have, by its categories: `<category>-<uuid>`, `process-<manager>-<uuid>`, and the
 * category alone where there is one stream only. Understood by the server as well, which leaves out all others.
 */
export function streamNames(categories: readonly string[]): RegExp {
  return new RegExp(`^(?:${categories.join("|")})(?:-(?:[A-Za-z]+-)*${UUID})?$`);
}
