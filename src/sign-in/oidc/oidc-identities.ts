import type { JWTPayload } from "jose";
import type { OidcSettings } from "../settings.js";
import type { OfficerIds } from "../../privacy/officer-ids.js";
import { hashOf } from "../../event-sourcing/stored-event/envelope.js";
import { RecentlyUsed } from "../../privacy/recently-used.js";
import { TokenRefused, type Identities, type Identity, type IssuerUnavailable } from "../../access/identity.js";
import { ASYMMETRIC, verifiedClaims } from "../verified-token.js";
import { issuerFetch } from "./issuer-fetch.js";
import { issuerKeys } from "./issuer-keys.js";

/** A UUID of any version: neither of the two that stand for none (RFC 9562, 5.9 and 5.10). */
const OFFICER_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * How long a token that was verified is believed without verifying it again, unless it expires before: much less than a
 * key that the issuer took back is believed anyway (`issuer-keys.ts`). A signature costs a tenth of a command.
 */
const BELIEVED_MS = 30_000;
const MOST_BELIEVED = 10_000;

const COOL_DOWN_MS = 30_000;
const REST_MS = 1_000;

export interface OidcOptions {
  /** Makes the ids of officers whom no claim names. */
  readonly officerIds: OfficerIds;
  readonly onFailure: (error: IssuerUnavailable) => void;
  /** How long no token with an unknown key makes the keys be fetched again; 30 s. */
  readonly coolDownMs?: number;
  /** How long a verified token is believed; 30 s. */
  readonly believedMs?: number;
  /** How long an issuer that failed is not asked again; 1 s. */
  readonly restMs?: number;
  /** How long the issuer may take to answer; 5 s. */
  readonly answerMs?: number;
}

/** Believes the access tokens of an OpenID Connect issuer. */
export function oidcIdentities(settings: OidcSettings, options: OidcOptions): Identities {
  const { issuer, audience, officerClaim, administrators } = settings;
  const { officerIds, onFailure, coolDownMs = COOL_DOWN_MS, restMs = REST_MS, believedMs = BELIEVED_MS } = options;
  const { keyFor } = issuerKeys(issuer, issuerFetch(restMs, onFailure), coolDownMs, options.answerMs);
  /** By the hash of the token, which is kept nowhere. */
  const believed = new RecentlyUsed<{ readonly identity: Identity; readonly until: number }>(MOST_BELIEVED);
  return {
    async identify(token) {
      const known = hashOf(token);
      const before = believed.get(known);
      if (before && Date.now() < before.until) return before.identity;
      const claims = await verifiedClaims(token, keyFor, { issuer, audience, algorithms: ASYMMETRIC });
      const officer = officerClaim === null ? await officerIds(issuer, claims.sub) : officerNamed(claims, officerClaim);
      const identity = { officer, administrator: administrators.includes(claims.sub) };
      believed.set(known, { identity, until: Math.min(Date.now() + believedMs, claims.exp! * 1000) });
      return identity;
    },
  };
}

/** @throws TokenRefused when the claim is missing, or is no officer's id */
function officerNamed(claims: JWTPayload, claim: string): string {
  const value = claims[claim];
  const officer = typeof value === "string" ? value.toLowerCase() : "";
  if (!OFFICER_ID.test(officer))
    throw new TokenRefused("the token has no officer's UUID in the claim that KAWAL_OFFICER_CLAIM names");
  return officer;
}
