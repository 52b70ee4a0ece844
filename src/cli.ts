import "./compile-cache.js";

// Whatever it makes is for its owner only.
process.umask(0o077);

await import("./cli/program.js");
