import {
  createRemoteJWKSet,
  customFetch,
  type FetchImplementation,
  type JWTVerifyGetKey,
  type RemoteJWKSet,
} from "jose";
import { IssuerUnavailable } from "../../access/identity.js";
import { isLoopback, isTrustworthy } from "./issuer-url.js";

const ANSWER_MS = 5_000;
/** After so long the issuer is asked anew where its keys are, and goes on as known if it does not answer. */
const DISCOVERY_MS = 3_600_000;
/**
 * After so long its keys are asked for anew, and none is believed before they come: a key it took back is gone by then.
 */
const KEYS_MS = 600_000;

/** Where an issuer's keys are, and which it has. */
export interface IssuerKeys {
  /** @throws IssuerUnavailable, and what `jose` throws when none of the keys is the token's */
  readonly keyFor: JWTVerifyGetKey;
}

/**
 * The keys of an issuer by OpenID Connect Discovery. It is first asked when a token comes, so that the service starts
 * also while the issuer is down.
 * @param issuer its URL, which its own document must repeat
 * @param coolDownMs how long no token with an unknown key makes the keys be fetched again
 * @param answerMs how long the issuer may take to answer
 */
export function issuerKeys(
  issuer: string,
  fetching: FetchImplementation,
  coolDownMs: number,
  answerMs = ANSWER_MS,
): IssuerKeys {
  let known: { readonly uri: string; readonly keys: RemoteJWKSet; readonly staleAt: number } | undefined;
  let discovering: Promise<RemoteJWKSet> | undefined;

  async function discover(): Promise<RemoteJWKSet> {
    const uri = await discoveredKeys(issuer, fetching, answerMs);
    const keys =
      known?.uri === uri
        ? known.keys
        : createRemoteJWKSet(new URL(uri), {
            [customFetch]: fetching,
            timeoutDuration: answerMs,
            cooldownDuration: coolDownMs,
            cacheMaxAge: KEYS_MS,
          });
    known = { uri, keys, staleAt: performance.now() + DISCOVERY_MS };
    return keys;
  }

  async function current(): Promise<RemoteJWKSet> {
    if (known !== undefined && performance.now() < known.staleAt) return known.keys;
    discovering ??= discover().finally(() => (discovering = undefined));
    try {
      return await discovering;
    } catch (error) {
      if (known === undefined) throw error;
      return known.keys;
    }
  }

  return { keyFor: async (header, token) => (await current())(header, token) };
}

/** The address of the keys. @throws IssuerUnavailable */
async function discoveredKeys(issuer: string, fetching: FetchImplementation, answerMs: number): Promise<string> {
  const response = await fetching(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`, {
    method: "GET",
    headers: new Headers({ accept: "application/json" }),
    redirect: "manual",
    signal: AbortSignal.timeout(answerMs),
  });
  const { issuer: named, jwks_uri: uri } = ((await response.json()) ?? {}) as Record<string, unknown>;
  if (named !== issuer) throw new IssuerUnavailable("the issuer's discovery document names another issuer");
  const url = typeof uri === "string" ? URL.parse(uri) : null;
  if (url === null || !isTrustworthy(url) || (isLoopback(url) && !isLoopback(new URL(issuer))))
    throw new IssuerUnavailable("the issuer's discovery document names no keys that can be trusted");
  return url.href;
}
