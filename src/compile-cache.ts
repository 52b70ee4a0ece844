import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

/**
 * Keeps compiled code beside the build, so that the next start compiles nothing. Not in the temporary folder, where
 * another user of the machine could put code of theirs. Where the folder can't be written, every start compiles.
 */
const folder = fileURLToPath(new URL("./.compiled/", import.meta.url));
// Threads read the environment only.
process.env["NODE_COMPILE_CACHE"] ??= folder;
enableCompileCache(process.env["NODE_COMPILE_CACHE"]);
