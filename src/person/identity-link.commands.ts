import { deciderOf } from "../http/command.js";
import { identityLinkAggregate } from "./identity-link.js";
import { confirmIdentityLink, linkIdentities, unlinkIdentities } from "./link-identities.js";

/** Every command of a link between two records. */
export const identityLinkDecider = deciderOf(identityLinkAggregate, [
  linkIdentities,
  confirmIdentityLink,
  unlinkIdentities,
]);
