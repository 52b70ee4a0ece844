/*
 * Puts what a start loads into a few files: as they are written and published, these are some 3,400 in the service and
 * 1,000 in the thread that keeps the views. It runs after `nest build`, over what that has built, and replaces the entry
 * points of the build by those of the bundle. Everything else stays as it was built: tests of a part load its own file.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, "dist");
const bundled = join(dist, "bundled");

/** Where processes begin. */
const PROCESSES = ["main", "cli"];
/** Where threads begin, and what they are told to load by its URL. */
const BY_URL = [
  "engines/sqlite/event-writer",
  "engines/sqlite/key-writer",
  "engines/sqlite/projection-worker",
  "engines/sqlite/projection-keys",
  "engines/cluster-projection-worker",
  "engines/past-day-worker",
  "slices",
];
const input = Object.fromEntries([...PROCESSES, ...BY_URL].map((name) => [nameOf(name), join(dist, `${name}.js`)]));

/** Loaded as they are installed: the cluster's clients, when there is a cluster, the solver, which has a file of
 * its own beside it, and files that are only served. */
const AS_INSTALLED = /^(?:@eventstore\/db-client|mongodb|swagger-ui-dist|highs)(?:\/|$)/;
/** Parts of Nest that it looks for and does without. */
const NOT_INSTALLED =
  /^@nestjs\/(?:microservices|websockets|platform-express)(?:\/|$)|^@fastify\/(?:multipart|static|view)$/;

function nameOf(path) {
  return path.replaceAll("/", "-");
}

/** A file of the build, with the source that its map names, and with addresses that hold in the bundle's folder. */
const ofTheBuild = {
  name: "of the build",
  load: {
    filter: { id: /[\\/]dist[\\/].*\.js$/ },
    handler(id) {
      if (!id.startsWith(dist)) return null;
      const code = readFileSync(id, "utf8").replaceAll(
        /new URL\("([^"]+)", import\.meta\.url\)/g,
        (_, path) => `new URL("${addressOf(resolve(dirname(id), path), path.endsWith("/"))}", import.meta.url)`,
      );
      const others = code.replaceAll(/(?:new URL\("[^"]+", |createRequire\()import\.meta\.url\)/g, "");
      if (/import\.meta\.(?!resolve)/.test(others)) throw new Error(`${id} looks for something where it is itself`);
      return { code, map: readFileSync(`${id}.map`, "utf8") };
    },
  },
};

/**
 * Node.js reads every name of a part of it that is imported, and some of `http` stand for its client of HTTP, which is
 * then loaded: a tenth of a start. Of a part that is required, only the names that are used are read.
 */
const requiredHttp = {
  name: "required http",
  resolveId: {
    filter: { id: /^(?:node:)?http$/ },
    handler: (_id, _importer, { kind }) => (kind === "require-call" ? null : "\0http"),
  },
  load: {
    filter: { id: /^\0http$/ },
    handler: () => 'module.exports = process.getBuiltinModule("node:http");',
  },
};

/**
 * Whole packages of which Nest uses four functions: it is given these (`src/http/validated.ts`), so that the rest is left
 * out. It has no other copy to fall back to, of which it would not know the fields.
 */
const givenToNest = {
  name: "given to Nest",
  resolveId: {
    filter: { id: /^class-(?:validator|transformer)$/ },
    handler: (id, importer) => (/[\\/]@nestjs[\\/]common[\\/]/.test(importer) ? `\0given ${id}` : null),
  },
  load: {
    filter: { id: /^\0given / },
    handler: (id) => `throw new Error("give it what it needs of ${id.split(" ")[1]}");`,
  },
};

/** Of a file or folder of the build, as seen from the bundle: of what is an entry point itself, that of the bundle. */
function addressOf(file, isFolder) {
  const [name] = Object.entries(input).find(([, entry]) => entry === file) ?? [];
  if (name !== undefined) return `./${name}.js`;
  return `${relative(bundled, file).replaceAll("\\", "/")}${isFolder ? "/" : ""}`;
}

rmSync(bundled, { recursive: true, force: true });
const bundle = await rolldown({
  cwd: root,
  input,
  platform: "node",
  external: (id) => AS_INSTALLED.test(id) || NOT_INSTALLED.test(id),
  resolve: {
    // ES modules where a package has them: of these, what nobody imports is left out.
    mainFields: ["es2015", "module", "main"],
    alias: { rxjs: join(root, "node_modules/rxjs/dist/esm/index.js") },
  },
  plugins: [ofTheBuild, requiredHttp, givenToNest],
  onLog(level, log) {
    if (level === "warn") throw new Error(log.message);
  },
});
await bundle.write({
  dir: bundled,
  entryFileNames: "[name].js",
  chunkFileNames: "part-[name].js",
  sourcemap: true,
  // Of commands, errors and Nest's providers a class has its name.
  keepNames: true,
  // As the modules are written, whatever file they are in.
  strictExecutionOrder: true,
  codeSplitting: {
    groups: [
      group("writers", 3, ["engines/sqlite/event-writer", "engines/sqlite/key-writer"]),
      group("views", 2, ["engines/sqlite/projection-worker", "engines/sqlite/projection-keys", "slices"]),
      group("start", 1, ["serve"]),
      group("application", 0, ["application"]),
    ],
  },
});
await bundle.close();
for (const name of PROCESSES) writeFileSync(join(dist, `${name}.js`), `import "./bundled/${name}.js";\n`);

/** One file of these modules and all that they need. */
function group(name, priority, modules) {
  const files = new Set(modules.map((module) => join(dist, `${module}.js`)));
  return { name, priority, test: (id) => files.has(id) };
}
