import "./compile-cache.js";

await import("./serve.js");
