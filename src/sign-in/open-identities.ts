import { Logger } from "@nestjs/common";
import type { ClusterSettings, EmbeddedSettings } from "../engines/settings.js";
import type { EmbeddedIdentity, OidcSettings } from "./settings.js";
import type { Clock } from "../event-sourcing/clock.js";
import type { OfficerIds } from "../privacy/officer-ids.js";
import { openEmbeddedIssuer, type EmbeddedIssuer } from "./embedded-issuer/embedded-issuer.js";
import type { Identities } from "../access/identity.js";
import { oidcIdentities } from "./oidc/oidc-identities.js";

export interface OpenIdentities extends Identities {
  /** Signs in the store's own users; null where an issuer elsewhere does. */
  readonly embedded: EmbeddedIssuer | null;
  close(): Promise<void>;
}

export interface IdentitySources {
  readonly engines: EmbeddedSettings | ClusterSettings;
  readonly officerIds: OfficerIds;
  readonly clock: Clock;
}

/** Whose tokens are believed: the one place that knows which issuers there are. */
export async function openIdentities(
  identity: EmbeddedIdentity | OidcSettings,
  { engines, officerIds, clock }: IdentitySources,
): Promise<OpenIdentities> {
  if (identity.kind === "oidc") {
    const log = new Logger("Issuer");
    const { identify } = oidcIdentities(identity, { officerIds, onFailure: ({ message }) => log.warn(message) });
    return { identify, embedded: null, close: async () => undefined };
  }
  if (engines.profile !== "embedded") throw new Error("a cluster has no users of its own, and no issuer was named");
  const embedded = await openEmbeddedIssuer(engines.data, clock);
  return { identify: (token) => embedded.identify(token), embedded, close: async () => embedded.close() };
}
