// Loads the service from its source, for `npm run test:watch`: in every thread and process that is started with
// `--import` of this file, what would be a file of the build is the source of it, compiled when it is loaded.
import { existsSync, readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "@swc/core";

const build = new URL("../dist/", import.meta.url).href;
const sources = new URL("../src/", import.meta.url).href;
const swcrc = fileURLToPath(new URL("../.swcrc", import.meta.url));
const options = { ...JSON.parse(readFileSync(swcrc, "utf8")), swcrc: false, sourceMaps: "inline" };

// The configuration of Jest, and what starts processes, ask for it.
process.env.KAWAL_FROM_SOURCE = "1";
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), "kawal-from-source");

registerHooks({
  resolve(specifier, context, next) {
    if (!/^(\.|file:)/.test(specifier) || !specifier.endsWith(".js")) return next(specifier, context);
    const { href } = new URL(specifier.replace(/\.js$/, ".ts"), context.parentURL);
    const source = new URL(href.startsWith(build) ? sources + href.slice(build.length) : href);
    return source.pathname.includes("/node_modules/") || !existsSync(source)
      ? next(specifier, context)
      : { url: source.href, format: "module", shortCircuit: true };
  },
  load(url, context, next) {
    if (!url.endsWith(".ts") || url.includes("/node_modules/")) return next(url, context);
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, "utf8"), { ...options, filename });
    return { format: "module", source: code, shortCircuit: true };
  },
});
