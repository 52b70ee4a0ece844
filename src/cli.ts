import "./compile-cache.js";

await import("./cli-program.js");
