import type { JWTPayload } from "jose";
import type { OidcSettings } from "../../config.js";
import type { OfficerIds } from "../../privacy/officer-ids.js";
import { TokenRefused, type Identities, type IssuerUnavailable } from "../identity.js";
import { ASYMMETRIC, verifiedClaims } from "../verified-token.js";
import { issuerFetch } from "./issuer-fetch.js";
import { issuerKeys } from "./issuer-keys.js";

/** A UUID of any version: neither of the two that stand for none (RFC 9562, 5.9 and 5.10). */
const OFFICER_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const COOL_DOWN_MS = 30_000;
const REST_MS = 1_000;

export interface OidcOptions {
  /** Makes the ids of officers whom no claim names. */
  readonly officerIds: OfficerIds;
  readonly onFailure: (error: IssuerUnavailable) => void;
  /** How long no token with an unknown key makes the keys be fetched again; 30 s. */
  readonly coolDownMs?: number;
  /** How long an issuer that failed is not asked again; 1 s. */
  readonly restMs?: number;
}

/** Believes the access tokens of an OpenID Connect issuer. */
export function oidcIdentities(settings: OidcSettings, options: OidcOptions): Identities {
  const { issuer, audience, officerClaim, administrators } = settings;
  const { officerIds, onFailure, coolDownMs = COOL_DOWN_MS, restMs = REST_MS } = options;
  const { keyFor } = issuerKeys(issuer, issuerFetch(restMs, onFailure), coolDownMs);
  return {
    async identify(token) {
      const claims = await verifiedClaims(token, keyFor, { issuer, audience, algorithms: ASYMMETRIC });
      const officer = officerClaim === null ? await officerIds(issuer, claims.sub) : officerNamed(claims, officerClaim);
      return { officer, administrator: administrators.includes(claims.sub) };
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
