/*
 * The layers of `src`, lowest first: a folder, or a file that lies in `src` itself, needs only what stands before it. It is
 * checked by `npm run lint` (.dependency-cruiser.js). Sub-folders of a folder may need each other as they stand in
 * WITHIN, and what lies in the folder itself.
 */

/** What the whole consists of. */
export const LAYERS = [
  // What may be bounded and described, and events: how they are stored, decided on, projected and reacted to.
  "limits.ts",
  "described.ts",
  "observed.ts",
  "event-sourcing",
  "tracing",
  // Words of the field that many events use.
  "places",
  "facts",
  // What is sealed, under which keys.
  "privacy",
  // Who may see and do what; who looked.
  "access",
  "log-of-reads",
  "timeline",
  // How a request comes in, and an answer leaves.
  "http",
  // How figures are declared, and read.
  "figures",
  // Registers, and what is told of people.
  "agency",
  "rules",
  "deadlines",
  "person",
  "tasks",
  "company",
  "files",
  "erasure",
  "migrant",
  "numbering",
  "protection-case",
  "repatriation",
  "referral",
  "prevention",
  "work",
  "live",
  "dashboards",
  "publication",
  "audit",
  "store",
  "slices.ts",
  "deciders.ts",
  // What it runs on.
  "engines",
  "sign-in",
  "moving",
  "verifying",
  "service.ts",
  "metrics",
  "ports.module.ts",
  "app.module.ts",
  "application.ts",
  "config.ts",
  "node-binary.ts",
  "compile-cache.ts",
  "sample",
  "serve.ts",
  "cli",
  "cli.ts",
  "main.ts",
];

/** Sub-folders that have an order of their own, lowest first. */
export const WITHIN = {
  "event-sourcing": ["stored-event", "deciding", "projecting", "reacting"],
};
