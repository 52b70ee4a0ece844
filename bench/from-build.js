/**
 * Loads the build for what is imported from the source, as the tests do: there is one thing that is measured. What the
 * peer takes for the package `sqlite3` is node:sqlite.
 */
import { registerHooks } from "node:module";

const source = new URL("../src/", import.meta.url).href;
const build = new URL("../dist/", import.meta.url).href;
const sqlite3 = new URL("measuring/sqlite3.ts", import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === "sqlite3") return next(sqlite3, context);
    if (!specifier.startsWith(".") || context.parentURL === undefined) return next(specifier, context);
    const wanted = new URL(specifier, context.parentURL).href;
    return next(wanted.startsWith(source) ? wanted.replace(source, build) : specifier, context);
  },
});
