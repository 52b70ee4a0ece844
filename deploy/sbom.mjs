// Writes the bill of materials of what runs, in CycloneDX, from the lock file: npm run sbom [-- file]
//
// `npm sbom --omit dev` leaves out whatever a development package needs too, rxjs among it: so all is asked for, and what
// nothing but development packages need is left out here.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const { npm_execpath: npm } = process.env;
if (!npm) throw new Error("run it by npm: npm run sbom");
const args = ["sbom", "--sbom-format", "cyclonedx", "--sbom-type", "application", "--package-lock-only", "--offline"];
const output = execFileSync(process.execPath, [npm, ...args], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
const bom = JSON.parse(output);

// By the lock file, as a package may be there twice, and npm says of one of them only what it is for.
const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
const running = Object.entries(packages)
  .filter(([path, { dev }]) => path !== "" && !dev)
  .map(([path, { version }]) => `${path.split("node_modules/").at(-1)}@${version}`);
const kept = new Set([bom.metadata.component["bom-ref"], ...running]);
bom.components = bom.components.filter((component) => kept.has(component["bom-ref"]));
for (const component of bom.components)
  component.properties = component.properties?.filter(({ name }) => name !== "cdx:npm:package:development");
bom.dependencies = bom.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => kept.has(each)) }));
// npm calls it by its folder.
bom.metadata.component.name = "kawal";

const file = process.argv[2] ?? "kawal.cdx.json";
writeFileSync(file, `${JSON.stringify(bom, null, 2)}\n`);
console.log(`${bom.components.length} packages are in ${file}`);
