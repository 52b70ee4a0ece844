/** The service itself signs in the users of its store. */
export interface EmbeddedIdentity {
  readonly kind: "embedded";
}

/** Access tokens of an OpenID Connect issuer. */
export interface OidcSettings {
  readonly kind: "oidc";
  /** Its URL, as its tokens name it. */
  readonly issuer: string;
  /** What its tokens for Kawal are meant for. */
  readonly audience: string;
  /** The claim that holds an officer's UUID; null where it is made of the `sub`. */
  readonly officerClaim: string | null;
  /** Each `sub` that may register the first officers. */
  readonly administrators: readonly string[];
}
