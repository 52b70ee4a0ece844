import { LAYERS, WITHIN } from "./layers.js";

/** A layer needs none that stands after it. */
const orderOf = (base, names) =>
  names.slice(0, -1).map((name, i) => ({
    name: `${base}${name} stands below`,
    comment: `${base}${name} needs only what stands before it in layers.js`,
    severity: "error",
    from: { path: pathOf(base, [name]) },
    to: { path: pathOf(base, names.slice(i + 1)) },
  }));

function pathOf(base, names) {
  const all = names.map((name) => (name.endsWith(".ts") ? `${name.replaceAll(".", "\\.")}$` : `${name}/`));
  return `^src/${base}(?:${all.join("|")})`;
}

export default {
  forbidden: [
    ...orderOf("", LAYERS),
    ...Object.entries(WITHIN).flatMap(([folder, names]) => orderOf(`${folder}/`, names)),
    {
      name: "no circle",
      comment: "Files that need each other are one file, or have one too few",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "Swagger waits",
      comment: "What is said to Swagger goes by src/described.ts, so that it is loaded when somebody asks for it",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(?:described|http/openapi)\\.ts$" },
      to: { path: "node_modules/@nestjs/swagger/" },
    },
    {
      name: "every folder has its layer",
      comment: "A new folder of src is named in layers.js",
      severity: "error",
      from: {},
      to: { path: "^src/", pathNot: pathOf("", LAYERS) },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types"] },
  },
};
