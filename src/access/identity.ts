/** Who a bearer token says that its holder is; what they may do is not the token's to say. */
export interface Identity {
  /** UUID of the officer, opaque: never a login, a mail address or an issuer's `sub`. */
  readonly officer: string;
  /** Whether the machine's own configuration names them as who may register the first officers. */
  readonly administrator: boolean;
}

/** Verifies bearer tokens, of whichever issuer the store trusts. */
export interface Identities {
  /** @throws TokenRefused for a token that is not to be believed; IssuerUnavailable when that can't be found out */
  identify(token: string): Promise<Identity>;
}

export const IDENTITIES = Symbol("Identities");

/** The token is forged, expired, of another issuer or for another audience; the reason quotes nothing of it. */
export class TokenRefused extends Error {}

/** The issuer's keys can't be fetched. */
export class IssuerUnavailable extends Error {}
