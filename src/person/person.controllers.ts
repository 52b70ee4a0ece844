import type { Type } from "@nestjs/common";
import { IdentityLinkCommands, IdentityLinkQueries } from "./identity-link.controller.js";
import { PersonCommands, PersonQueries } from "./person.controller.js";
import { ProposalQueries } from "./proposals.controller.js";

/** What answers for persons and their links over HTTP; apart from the slice, as the workers that fold views need none. */
export const personControllers: readonly Type[] = [
  PersonQueries,
  PersonCommands,
  IdentityLinkQueries,
  IdentityLinkCommands,
  ProposalQueries,
];
