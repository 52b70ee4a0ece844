import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { exportJWK, generateKeyPair } from "jose";
import { Provider } from "oidc-provider";
import { TokenRefused } from "../../src/access/identity.js";
import { oidcIdentities } from "../../src/sign-in/oidc/oidc-identities.js";
import { MINUTES } from "../waiting.js";

const OFFICER = "0b7c1c1e-3f0e-4b43-9d56-0c7f6d1d8a01";
const CLIENT = { client_id: "simpkl", client_secret: "a-secret-of-a-test-and-of-nothing-else" };

let server: Server;
let url: string;

/** An issuer that others wrote: tokens of client credentials for a resource, as JWTs by RFC 9068. */
beforeAll(async () => {
  // It warns of what a test is meant to be: in memory.
  for (const level of ["info", "warn"] as const) jest.spyOn(console, level).mockImplementation(() => undefined);
  server = createServer((request, response) => answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const keys = await Promise.all(
    ["ES256", "RS256"].map(async (alg) => {
      const { privateKey } = await generateKeyPair(alg, { extractable: true });
      return { ...(await exportJWK(privateKey)), alg, use: "sig", kid: alg };
    }),
  );
  const provider = new Provider(url, {
    clients: [{ ...CLIENT, redirect_uris: [], response_types: [], grant_types: ["client_credentials"] }],
    jwks: { keys: keys as never },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, resource) => ({
          scope: "kawal",
          audience: resource.replace("urn:", ""),
          accessTokenFormat: "jwt",
          accessTokenTTL: 600,
          jwt: { sign: { alg: resource === "urn:kawal" ? "ES256" : "RS256" } },
        }),
      },
    },
    extraTokenClaims: () => ({ kawal_officer: OFFICER }),
  });
  const answer = provider.callback();
});
afterAll(() => {
  jest.restoreAllMocks();
  server.closeAllConnections();
  server.close();
});

async function tokenFor(resource: string): Promise<string> {
  const response = await fetch(`${url}/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "client_credentials", resource, ...CLIENT }),
  });
  const body = (await response.json()) as { access_token: string };
  expect([response.status, body]).toEqual([200, expect.objectContaining({ token_type: "Bearer" })]);
  return body.access_token;
}

const trusting = (audience: string, officerClaim: string | null) =>
  oidcIdentities(
    { kind: "oidc", issuer: url, audience, officerClaim, administrators: ["simpkl"] },
    { officerIds: async (issuer, subject) => `${subject} of ${issuer}`, onFailure: () => undefined, answerMs: MINUTES },
  );

test("tokens of oidc-provider are believed, by either of its keys", async () => {
  const [kawal, other] = [await tokenFor("urn:kawal"), await tokenFor("urn:other")];
  expect(await trusting("kawal", "kawal_officer").identify(kawal)).toEqual({ officer: OFFICER, administrator: true });
  expect(await trusting("kawal", null).identify(kawal)).toMatchObject({ officer: `simpkl of ${url}` });
  expect(await trusting("other", "kawal_officer").identify(other)).toMatchObject({ officer: OFFICER });
});

test("those for another resource are not", async () => {
  await expect(trusting("kawal", null).identify(await tokenFor("urn:other"))).rejects.toThrow(TokenRefused);
});
