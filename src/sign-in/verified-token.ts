import { decodeJwt, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from "jose";
import { IssuerUnavailable, TokenRefused } from "../access/identity.js";

/** What a token must be, to be believed. */
export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
  /** Taken by name, so that no token chooses how it is verified. */
  readonly algorithms: readonly string[];
  /** The system's if not given. */
  readonly now?: Date;
}

/** Signatures of a key pair; a MAC would be made with what is public. */
export const ASYMMETRIC = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
] as const;

/** How far the clocks of the issuer and of this machine may be apart. */
const SKEW_SECONDS = 30;
/** Characters of a token; an ordinary one has less than 2,000. */
const LONGEST_TOKEN = 8_192;
/** Characters of a `sub` (OpenID Connect Core, 2). */
const LONGEST_SUBJECT = 255;

/** What the header says of an access token: RFC 9068, and what issuers said before it. */
const TYPES = /^(application\/)?(at\+jwt|jwt)$/i;

/** Claims of an ID token alone: it says to a client who signed in, and is no leave to call anybody. */
const OF_ID_TOKENS = ["at_hash", "c_hash"];

/** What makes a token unbelievable; all else that `jose` throws is of the keys. */
const REFUSALS = [
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSMultipleMatchingKeys,
  errors.JWKSNoMatchingKey,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JWTClaimValidationFailed,
  errors.JWTExpired,
  errors.JWTInvalid,
];

/**
 * The claims of an access token whose signature, issuer, audience and times hold.
 * @param keyFor the issuer's key for a token; what the token brings along as a key, or where to find one, is never
 *   looked at
 * @throws TokenRefused, IssuerUnavailable
 */
export async function verifiedClaims(
  token: string,
  keyFor: JWTVerifyGetKey,
  { issuer, audience, algorithms, now }: TokenRules,
): Promise<JWTPayload & { readonly sub: string }> {
  if (token.length > LONGEST_TOKEN) throw new TokenRefused("the token is too long");
  const { payload, protectedHeader } = await jwtVerify(token, keyFor, {
    issuer,
    audience,
    algorithms: [...algorithms],
    ...(now && { currentDate: now }),
    clockTolerance: SKEW_SECONDS,
    requiredClaims: ["exp", "sub"],
  }).catch((error: unknown) => {
    throw toldAs(error);
  });
  if (typeof protectedHeader.typ !== "string" || !TYPES.test(protectedHeader.typ))
    throw new TokenRefused("the token is of another type");
  // Keycloak gives all its tokens one type in the header, and the real one in this claim.
  const { typ = "Bearer", sub } = payload;
  if (typ !== "Bearer" || OF_ID_TOKENS.some((claim) => claim in payload))
    throw new TokenRefused("the token is no access token");
  if (typeof sub !== "string" || sub === "" || sub.length > LONGEST_SUBJECT)
    throw new TokenRefused("the token names nobody");
  return { ...payload, sub };
}

/** When a token says that it expires, in ms since 1970; null where it says nothing, or is none. Nothing is verified. */
export function expiryOf(token: string): number | null {
  try {
    const { exp } = decodeJwt(token);
    return exp === undefined ? null : exp * 1000;
  } catch {
    return null;
  }
}

/** Only the code of an error is told on, as its message may quote a claim. */
function toldAs(error: unknown): Error {
  if (error instanceof IssuerUnavailable) return error;
  if (REFUSALS.some((kind) => error instanceof kind))
    return new TokenRefused(`the token is refused: ${(error as errors.JOSEError).code}`);
  return new IssuerUnavailable("the issuer's keys can't be used", { cause: error });
}
