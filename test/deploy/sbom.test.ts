import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import { run } from "../end-to-end/run.js";
import { ROOT } from "../end-to-end/starting.js";

interface Component {
  readonly "bom-ref": string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly type: string;
  readonly licenses?: readonly object[];
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}
interface Bom {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly serialNumber: string;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}
interface Locked {
  readonly version: string;
  readonly integrity?: string;
  readonly name?: string;
  readonly dev?: true;
}

const json = (file: string) => JSON.parse(readFileSync(`${ROOT}${file}`, "utf8")) as never;
let bom: Bom;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "kawal-"));
  const file = join(folder, "kawal.cdx.json");
  expect(await run("npm", ["run", "sbom", "--", file]).ended).toMatchObject({ code: 0 });
  bom = JSON.parse(readFileSync(file, "utf8")) as Bom;
  rmSync(folder, { recursive: true });
});

test("the bill of materials is CycloneDX, of Kawal", () => {
  expect(bom).toMatchObject({ bomFormat: "CycloneDX", specVersion: expect.stringMatching(/^1\.[5-9]$/) });
  expect(bom.serialNumber).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
  const { version } = json("package.json") as { version: string };
  expect(bom.metadata.component).toMatchObject({
    type: "application",
    name: "kawal",
    version,
    purl: `pkg:npm/kawal@${version}`,
  });
});

test("it has every package that is installed to run, at its version and with its hash, and none that tests need", () => {
  const { packages } = json("package-lock.json") as { packages: Record<string, Locked> };
  const locked = Object.entries(packages).filter(([path]) => path !== "");
  const nameOf = (path: string) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
  const running = locked.filter(([, { dev }]) => !dev);
  const expected = new Map(running.map(([path, { version, integrity }]) => [`${nameOf(path)}@${version}`, integrity]));
  const found = new Map(
    bom.components.map(({ "bom-ref": ref, hashes = [] }) => [
      ref,
      hashes.map(
        ({ alg, content }) => `${alg.replace("SHA-", "sha")}-${Buffer.from(content, "hex").toString("base64")}`,
      ),
    ]),
  );
  expect([...found.keys()].toSorted()).toEqual([...expected.keys()].toSorted());
  for (const [ref, integrity] of expected) expect([ref, found.get(ref)]).toEqual([ref, [integrity]]);
  expect(found.size).toBeGreaterThan(50);
  expect(bom.components.filter(({ name }) => name === "jest" || name === "oidc-provider")).toEqual([]);
});

test("each package has a place in the graph, and one that it names is there", () => {
  const refs = new Set([bom.metadata.component["bom-ref"], ...bom.components.map((each) => each["bom-ref"])]);
  expect(new Set(bom.dependencies.map(({ ref }) => ref))).toEqual(refs);
  for (const { dependsOn } of bom.dependencies) for (const ref of dependsOn) expect(refs).toContain(ref);
  for (const { name, purl } of bom.components) expect(purl).toContain(name.replace("@", "%40"));
});
