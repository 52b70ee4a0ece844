import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, importJWK, SignJWT, type CryptoKey, type JWK, type JWTPayload } from "jose";

/** The audience that Kawal takes when nothing else is configured. */
const AUDIENCE = "kawal";
const LIFETIME_SECONDS = 600;

/** What may be otherwise about a token than is right. */
export interface TokenOptions {
  /** Seconds from now until it expires, negative for one that has; null for a token that never does. */
  readonly expiresIn?: number | null;
  /** Another key than the issuer's. */
  readonly key?: CryptoKey | Uint8Array;
  /** Parts of the header that are added or replaced: `alg`, `kid`, `typ`, `jwk`, `jku`. */
  readonly header?: Readonly<Record<string, unknown>>;
}

/** Who signs tokens as an issuer, in whatever process. */
export interface Signer {
  /** Name of the issuer, as `KAWAL_ISSUER` gives it. */
  readonly url: string;
  /** Signs a token of these claims: `iss`, `aud`, `iat` and `exp` are right, unless the claims say otherwise. */
  token(claims: JWTPayload, options?: TokenOptions): Promise<string>;
}

/** What a signer needs to know of an issuer. */
export interface Signing {
  readonly url: string;
  /** Its private key. */
  readonly key: JWK;
}

/** An issuer of access tokens, on loopback. */
export interface TestIssuer extends Signer {
  /** Signs with a new key from now on, and publishes only that. */
  rotate(): Promise<void>;
  /** The public keys, as published. */
  keys(): readonly JWK[];
  /** What lets another process sign in its name. */
  signing(): Promise<Signing>;
  /** How often its keys have been asked for. */
  readonly asked: { readonly discovery: number; readonly keys: number };
  close(): Promise<void>;
}

export interface TestIssuerSettings {
  /** A free one if not given. */
  readonly port?: number;
  /** What discovery says otherwise. */
  readonly discovery?: Readonly<Record<string, unknown>>;
  /** Of its keys: ES256 if not given. */
  readonly alg?: string;
}

/** Starts an OpenID Connect issuer that publishes discovery and keys, and signs whatever a test wants signed. */
export async function startTestIssuer({
  port = 0,
  discovery = {},
  alg = "ES256",
}: TestIssuerSettings = {}): Promise<TestIssuer> {
  let signing = await newKey(alg);
  const asked = { discovery: 0, keys: 0 };
  const server = createServer(({ url: path }, response) => {
    if (path === "/.well-known/openid-configuration") {
      asked.discovery++;
      answer(response, { issuer: url, jwks_uri: `${url}/keys`, ...discovery });
    } else if (path === "/keys") {
      asked.keys++;
      answer(response, { keys: [signing.published] });
    } else response.writeHead(404).end();
  });
  // A file of tests that has ended doesn't wait for its issuer.
  server.unref().on("connection", (socket) => socket.unref());
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    token: (claims, options) => signed(url, alg, signing.published.kid!, claims, { key: signing.key, ...options }),
    signing: async () => ({ url, key: { ...(await exportJWK(signing.key)), kid: signing.published.kid, alg } as JWK }),
    async rotate() {
      signing = await newKey(alg);
    },
    keys: () => [signing.published],
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Signs as an issuer does that runs elsewhere. */
export async function signerOf({ url, key }: Signing): Promise<Signer> {
  const own = await importJWK(key);
  return { url, token: (claims, options) => signed(url, key.alg!, key.kid!, claims, { key: own, ...options }) };
}

function signed(
  url: string,
  alg: string,
  kid: string,
  claims: JWTPayload,
  { expiresIn = LIFETIME_SECONDS, key, header = {} }: TokenOptions,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const expiry = expiresIn === null ? {} : { exp: now + expiresIn };
  return new SignJWT({ iss: url, aud: AUDIENCE, iat: now, ...expiry, ...claims })
    .setProtectedHeader({ alg, kid, typ: "at+jwt", ...header })
    .sign(key!);
}

async function newKey(alg: string) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const kid = crypto.randomUUID();
  return { key: privateKey, published: { ...(await exportJWK(publicKey)), kid, alg, use: "sig" } as JWK };
}

function answer(response: ServerResponse, body: object): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}
