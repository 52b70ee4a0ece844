import { generateKeyPair, SignJWT } from "jose";
import { verifiedClaims } from "../verified-token.js";
import { TokenRefused } from "../../access/identity.js";
import { hashOf } from "../../event-sourcing/stored-event/envelope.js";
import { RecentlyUsed } from "../../privacy/recently-used.js";

/** Seconds. */
export const ACCESS_TOKEN_LIFETIME = 600;

const ALGORITHM = "Ed25519";
const ISSUER = "urn:kawal:embedded-issuer";
const AUDIENCE = "kawal";
/** Tokens that are not verified again before they expire: only this process has the key, and it never changes. */
const MOST_VERIFIED = 10_000;

/** Access tokens signed with a key that lies in memory only: whatever ends the process ends them all. */
export interface AccessTokens {
  /** @param now ISO 8601, UTC */
  sign(officer: string, session: string, now: string): Promise<string>;
  /** The session that a token is of. @throws TokenRefused */
  sessionOf(token: string, now: string): Promise<string>;
}

export async function accessTokens(): Promise<AccessTokens> {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM);
  /** By the hash of the token, which is kept nowhere. */
  const verified = new RecentlyUsed<{ readonly session: string; readonly expires: number }>(MOST_VERIFIED);
  return {
    sign(officer, session, now) {
      const issuedAt = Math.floor(Date.parse(now) / 1000);
      return new SignJWT({ sid: session })
        .setProtectedHeader({ alg: ALGORITHM, typ: "at+jwt" })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(officer)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + ACCESS_TOKEN_LIFETIME)
        .sign(privateKey);
    },
    async sessionOf(token, now) {
      const name = hashOf(token);
      const known = verified.get(name);
      if (known !== undefined && Date.parse(now) < known.expires) return known.session;
      const rules = { issuer: ISSUER, audience: AUDIENCE, algorithms: [ALGORITHM], now: new Date(now) };
      const { sid, exp } = await verifiedClaims(token, async () => publicKey, rules);
      if (typeof sid !== "string") throw new TokenRefused("the token is of no session");
      verified.set(name, { session: sid, expires: exp! * 1000 });
      return sid;
    },
  };
}
