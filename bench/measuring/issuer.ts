import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { AGENCY_OFFICER } from "../store.ts";

/** Longer than any measurement goes on. */
const LIFETIME = "2h";
const OFFICER_CLAIM = "kawal_officer";
/** Whom the issuer knows the officer of the benchmark as. */
export const SUBJECT = "bench";

/** The OpenID Connect issuer whose tokens the measured service believes: on loopback, with one key. */
export interface Issuer {
  /** What the service is configured by. */
  readonly env: Readonly<Record<string, string>>;
  /** An access token of an officer: of the one of the benchmark, where none is named. */
  token(officer?: string): Promise<string>;
  close(): Promise<void>;
}

export async function startIssuer(): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const kid = "bench";
  const key = { ...(await exportJWK(publicKey)), kid, alg: "ES256", use: "sig" };
  const server = createServer((request, response) => {
    const answer = request.url === "/keys" ? { keys: [key] } : { issuer: url, jwks_uri: `${url}/keys` };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    env: { KAWAL_ISSUER: url, KAWAL_OFFICER_CLAIM: OFFICER_CLAIM },
    token: (officer = AGENCY_OFFICER.id) =>
      new SignJWT({ sub: officer === AGENCY_OFFICER.id ? SUBJECT : officer, [OFFICER_CLAIM]: officer })
        .setProtectedHeader({ alg: "ES256", kid, typ: "at+jwt" })
        .setIssuer(url)
        .setAudience("kawal")
        .setIssuedAt()
        .setExpirationTime(LIFETIME)
        .sign(privateKey),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
