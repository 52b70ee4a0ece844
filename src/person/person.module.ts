import { Module } from "@nestjs/common";
import { BrokenGlassQueries } from "./broken-glass.controller.js";
import { IdentityLinkCommands, IdentityLinkQueries } from "./identity-link.controller.js";
import { PersonCommands, PersonQueries } from "./person.controller.js";
import { ProposalQueries } from "./proposals.controller.js";
import { SealQueries } from "./seals.controller.js";

/** Persons, links between their records, and who may see their files. */
@Module({
  controllers: [
    PersonQueries,
    PersonCommands,
    IdentityLinkQueries,
    IdentityLinkCommands,
    ProposalQueries,
    SealQueries,
    BrokenGlassQueries,
  ],
})
export class PersonModule {}
