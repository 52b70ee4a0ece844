/**
 * JSON as events store it: integers only, as RFC 8785 bytes of fractions are a trap for verifiers in other languages.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };
export type JsonObject = { readonly [key: string]: Json | undefined };
