import { createPublicKey, randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from "jose";
import { IssuerUnavailable, TokenRefused, type Identities } from "../../src/access/identity.js";
import { oidcIdentities, type OidcOptions } from "../../src/sign-in/oidc/oidc-identities.js";
import type { OidcSettings } from "../../src/sign-in/settings.js";
import { stopClock } from "../stopped-clock.js";
import { HOURS, MINUTES } from "../waiting.js";
import { startTestIssuer, type TestIssuer, type TokenOptions } from "./test-issuer.js";

const OFFICER = "0b7c1c1e-3f0e-4b43-9d56-0c7f6d1d8a01";
/** As much as the clocks may be apart, in seconds. */
const SKEW = 30;

let issuer: TestIssuer;
let failures: string[];

/** When all of it happens, in seconds. */
const START = Math.floor(Date.now() / 1000);

stopClock(START * 1000);

beforeEach(async () => {
  issuer = await startTestIssuer();
  failures = [];
});
afterEach(() => issuer.close());

function trusting(settings: Partial<OidcSettings> = {}, options: Partial<OidcOptions> = {}): Identities {
  return oidcIdentities(
    { kind: "oidc", issuer: issuer.url, audience: "kawal", officerClaim: null, administrators: [], ...settings },
    {
      officerIds: async (by, subject) => `officer of ${subject} by ${by}`,
      onFailure: ({ message }) => void failures.push(message),
      coolDownMs: 0,
      restMs: 0,
      believedMs: 0,
      answerMs: MINUTES,
      ...options,
    },
  );
}

describe("whom a token names", () => {
  test("is told by the issuer and the sub, where no claim is agreed on", async () => {
    const token = await issuer.token({ sub: "siti" });
    expect(await trusting().identify(token)).toEqual({
      officer: `officer of siti by ${issuer.url}`,
      administrator: false,
    });
  });

  test("is told by the claim agreed on, in lower case", async () => {
    const token = await issuer.token({ sub: "siti", kawal_officer: OFFICER.toUpperCase() });
    const { officer } = await trusting({ officerClaim: "kawal_officer" }).identify(token);
    expect(officer).toBe(OFFICER);
  });

  test.each([undefined, "siti", 7, [OFFICER], "", "00000000-0000-0000-0000-000000000000"])(
    "is nobody when that claim is %p",
    async (kawal_officer) => {
      const token = await issuer.token({ sub: "siti", kawal_officer });
      await expect(trusting({ officerClaim: "kawal_officer" }).identify(token)).rejects.toThrow(TokenRefused);
    },
  );

  test("is an administrator when the configuration names the sub, whatever the token says", async () => {
    const identities = trusting({ administrators: ["root", "siti"] });
    const identify = async (claims: JWTPayload) => identities.identify(await issuer.token(claims));
    expect(await identify({ sub: "siti" })).toMatchObject({ administrator: true });
    expect(await identify({ sub: "budi", administrator: true })).toMatchObject({ administrator: false });
    expect(await identify({ sub: "sit" })).toMatchObject({ administrator: false });
  });
});

describe("a token is taken", () => {
  test.each(["RS256", "PS256", "ES256", "ES384", "EdDSA", "Ed25519"])("signed by %s", async (alg) => {
    const other = await startTestIssuer({ alg });
    try {
      const token = await other.token({ sub: "siti" });
      await expect(trusting({ issuer: other.url }).identify(token)).resolves.toBeDefined();
    } finally {
      await other.close();
    }
  });

  test.each<[string, JWTPayload, TokenOptions]>([
    ["of the type JWT", {}, { header: { typ: "JWT" } }],
    ["of a type by its whole name", {}, { header: { typ: "application/at+jwt" } }],
    ["for several audiences", { aud: ["account", "kawal"] }, {}],
    ["that expired within the skew", {}, { expiresIn: -SKEW + 10 }],
    ["that holds from within the skew", { nbf: START + SKEW - 10 }, {}],
  ])("%s", async (_, claims, options) => {
    const token = await issuer.token({ sub: "siti", ...claims }, options);
    await expect(trusting().identify(token)).resolves.toBeDefined();
  });
});

describe("a token is refused", () => {
  test.each<[string, JWTPayload, TokenOptions]>([
    ["that expired", {}, { expiresIn: -SKEW - 5 }],
    ["that never expires", {}, { expiresIn: null }],
    ["that holds only later", { nbf: START + SKEW + 30 }, {}],
    ["for another audience", { aud: "simpkl" }, {}],
    ["for no audience", { aud: undefined }, {}],
    ["of another issuer", { iss: "https://issuer.example" }, {}],
    ["of no issuer", { iss: undefined }, {}],
    ["that names nobody", { sub: undefined }, {}],
    ["that names nobody in so many words", { sub: "" }, {}],
    ["with a sub that is too long", { sub: "x".repeat(256) }, {}],
    ["without a type", {}, { header: { typ: undefined } }],
    ["that ends a session", {}, { header: { typ: "logout+jwt" } }],
    ["that says who signed in, and is for no one to be called with", { at_hash: "x" }, {}],
    ["that says so in Keycloak's way", { typ: "ID" }, {}],
    ["with the kid of no key", {}, { header: { kid: randomUUID() } }],
    ["with a critical header that nobody knows", {}, { header: { crit: ["urn:x"], "urn:x": true } }],
    ["that is too long", { padding: "x".repeat(8_192) }, {}],
  ])("%s", async (_, claims, options) => {
    const token = await issuer.token({ sub: "siti", ...claims }, options).catch(() => signedAnyway(claims, options));
    const refused = trusting().identify(token);
    await expect(refused).rejects.toThrow(TokenRefused);
    await expect(refused).rejects.not.toThrow(/siti|simpkl|issuer\.example/);
  });

  test("with another's signature, though it has the kid", async () => {
    const { privateKey } = await generateKeyPair("ES256");
    const token = await issuer.token({ sub: "siti" }, { key: privateKey });
    await expect(trusting().identify(token)).rejects.toThrow(TokenRefused);
  });

  test("whose claims were changed after it was signed", async () => {
    const [header, payload, signature] = (await issuer.token({ sub: "siti" })).split(".");
    const claims = { ...JSON.parse(Buffer.from(payload!, "base64url").toString()), sub: "root" };
    const token = `${header}.${encoded(claims)}.${signature}`;
    await expect(trusting().identify(token)).rejects.toThrow(TokenRefused);
  });

  test.each(["none", "None", "NONE"])("with the algorithm %s", async (alg) => {
    const [, payload] = (await issuer.token({ sub: "siti" })).split(".");
    for (const signature of ["", "AA"]) {
      const token = `${encoded({ alg, typ: "at+jwt", kid: issuer.keys()[0]!.kid })}.${payload}.${signature}`;
      await expect(trusting().identify(token)).rejects.toThrow(TokenRefused);
    }
  });

  test.each(["HS256", "HS384", "HS512"])("signed by %s with the public key as the secret", async (alg) => {
    const [published] = issuer.keys();
    const pem = createPublicKey({ key: published! as never, format: "jwk" }).export({ type: "spki", format: "pem" });
    for (const secret of [pem as string, JSON.stringify(published)]) {
      const token = await issuer.token({ sub: "siti" }, { key: Buffer.from(secret), header: { alg } });
      await expect(trusting().identify(token)).rejects.toThrow(TokenRefused);
    }
  });

  test("with a key that it brings along, or tells where to find", async () => {
    const { privateKey: key, publicKey } = await generateKeyPair("ES256", { extractable: true });
    const kid = randomUUID();
    const jwk = { ...(await exportJWK(publicKey)), kid };
    let asked = 0;
    const theirs = createServer((_request, response) => {
      asked++;
      response.end(JSON.stringify({ keys: [jwk] }));
    });
    const jku = await listening(theirs);
    try {
      for (const header of [{ jwk }, { jwk, kid }, { jku, kid }, { x5u: jku, kid }]) {
        const token = await issuer.token({ sub: "root" }, { key, header });
        await expect(trusting().identify(token)).rejects.toThrow(TokenRefused);
      }
      expect(asked).toBe(0);
    } finally {
      theirs.close();
    }
  });

  test.each(["", ".", "..", "siti", "a.b.c", "{}", "é.é.é"])("that is none: %p", async (token) => {
    await expect(trusting().identify(token)).rejects.toThrow(TokenRefused);
  });
});

describe("the issuer's keys", () => {
  test("are fetched once for many tokens, also at once", async () => {
    const identities = trusting();
    const token = await issuer.token({ sub: "siti" });
    await Promise.all([identities.identify(token), identities.identify(token)]);
    await identities.identify(token);
    expect(issuer.asked).toEqual({ discovery: 1, keys: 1 });
  });

  test("are fetched again for a token of a new one, and the old one is no more believed", async () => {
    const identities = trusting();
    const old = await issuer.token({ sub: "siti" });
    await identities.identify(old);
    await issuer.rotate();
    await expect(identities.identify(await issuer.token({ sub: "siti" }))).resolves.toBeDefined();
    await expect(identities.identify(old)).rejects.toThrow(TokenRefused);
  });

  test("are not needed for a token that was verified a moment ago; for any other they are, and not beyond its time", async () => {
    const identities = trusting({}, { believedMs: HOURS });
    const old = await issuer.token({ sub: "siti" });
    const other = await issuer.token({ sub: "siti", jti: "other" });
    const brief = await issuer.token({ sub: "siti" }, { expiresIn: -5 });
    // Within the skew, and so believed; but for no longer than it says.
    for (const token of [old, brief]) await identities.identify(token);
    await issuer.rotate();
    await identities.identify(await issuer.token({ sub: "siti" }));
    await expect(identities.identify(old)).resolves.toBeDefined();
    for (const token of [other, brief, `${old.slice(0, -4)}AAAA`])
      await expect(identities.identify(token)).rejects.toThrow(TokenRefused);
  });

  test("are not fetched for each token with an unknown key", async () => {
    const identities = trusting({}, { coolDownMs: HOURS });
    await identities.identify(await issuer.token({ sub: "siti" }));
    for (let i = 0; i < 5; i++) {
      const token = await issuer.token({ sub: "siti" }, { header: { kid: randomUUID() } });
      await expect(identities.identify(token)).rejects.toThrow(TokenRefused);
    }
    expect(issuer.asked.keys).toBe(1);
  });

  test("are fetched when the issuer is back that was down at the start", async () => {
    const identities = trusting();
    const token = await issuer.token({ sub: "siti" });
    const { port } = new URL(issuer.url);
    await issuer.close();
    await expect(identities.identify(token)).rejects.toThrow(IssuerUnavailable);
    expect(failures).toEqual([expect.stringMatching(/openid-configuration: ECONNREFUSED$/)]);
    issuer = await startTestIssuer({ port: Number(port) });
    await expect(identities.identify(await issuer.token({ sub: "siti" }))).resolves.toBeDefined();
  });

  test("are known while the issuer is down, and a token of an unknown one is not told to be forged", async () => {
    const identities = trusting();
    const token = await issuer.token({ sub: "siti" });
    await identities.identify(token);
    const unknown = await issuer.token({ sub: "siti" }, { header: { kid: randomUUID() } });
    const { port } = new URL(issuer.url);
    await issuer.close();
    await expect(identities.identify(token)).resolves.toBeDefined();
    await expect(identities.identify(unknown)).rejects.toThrow(IssuerUnavailable);
    issuer = await startTestIssuer({ port: Number(port) });
  });

  test("are not asked for again at once after a failure", async () => {
    const identities = trusting({}, { restMs: HOURS });
    const token = await issuer.token({ sub: "siti" });
    const { port } = new URL(issuer.url);
    await issuer.close();
    for (let i = 0; i < 3; i++) await expect(identities.identify(token)).rejects.toThrow(IssuerUnavailable);
    expect(failures).toHaveLength(1);
    issuer = await startTestIssuer({ port: Number(port) });
    await expect(identities.identify(token)).rejects.toThrow(IssuerUnavailable);
    expect(issuer.asked.discovery).toBe(0);
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ["another issuer", { issuer: "https://issuer.example" }, /names another issuer/],
    ["no keys", { jwks_uri: undefined }, /no keys that can be trusted/],
    ["keys in the clear on another machine", { jwks_uri: "http://issuer.example/keys" }, /no keys that can be trusted/],
    ["keys in a file", { jwks_uri: "file:///etc/passwd" }, /no keys that can be trusted/],
    ["keys without end", { padding: "x".repeat(300_000) }, /more than \d+ bytes/],
  ])("are not believed when discovery names %s", async (_, discovery, reason) => {
    const other = await startTestIssuer({ discovery });
    try {
      const identifying = trusting({ issuer: other.url }).identify(await other.token({ sub: "siti" }));
      await expect(identifying).rejects.toThrow(IssuerUnavailable);
      await expect(identifying).rejects.toThrow(reason);
      expect(other.asked.keys).toBe(0);
    } finally {
      await other.close();
    }
  });

  test("are not fetched through a redirect", async () => {
    const elsewhere = createServer((_request, response) => response.writeHead(302, { location: issuer.url }).end());
    const url = await listening(elsewhere);
    try {
      const token = await issuer.token({ sub: "siti", iss: url });
      await expect(trusting({ issuer: url }).identify(token)).rejects.toThrow(IssuerUnavailable);
      expect(failures).toEqual([expect.stringMatching(/answers 302$/)]);
      expect(issuer.asked.discovery).toBe(0);
    } finally {
      elsewhere.close();
    }
  });
});

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

/** For headers that the library refuses to sign: nobody could tell whether the signature would hold. */
async function signedAnyway(claims: JWTPayload, { header = {} }: TokenOptions): Promise<string> {
  const { privateKey } = await generateKeyPair("ES256");
  const [, payload, signature] = (
    await new SignJWT({ sub: "siti", ...claims }).setProtectedHeader({ alg: "ES256" }).sign(privateKey)
  ).split(".");
  return `${encoded({ alg: "ES256", ...header })}.${payload}.${signature}`;
}

async function listening(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
