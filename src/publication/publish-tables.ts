import { PROPOSAL_DAYS } from "../access/policy.js";
import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { Rejection } from "../event-sourcing/deciding/rejection.js";
import { command } from "../http/command.js";
import { UuidField } from "../http/fields.js";
import { OWN_PROPOSAL, PROPOSAL_EXPIRED, PROPOSAL_UNKNOWN } from "../person/second-officer.js";
import { PublicTablesPublished } from "./publication.events.js";
import type { Publication } from "./publication.js";
import { PUBLISHED_ONCE } from "./propose-tables.js";

export class PublishTables {
  @UuidField({ description: "Id of the proposal, by another officer" })
  proposal!: string;
}

const DAY_MS = 86_400_000;

export const publishTables = command(PublishTables, {
  path: "approvals",
  summary: "Publish the tables of a quarter for everybody, as another officer proposed them",
  permission: "PUBLICATION_APPROVE",
  decide: ({ proposal }, { quarter, proposal: proposed, published }: Publication, given) => {
    if (published !== null) throw new Rejection(PUBLISHED_ONCE, { quarter });
    if (proposed?.proposal !== proposal) throw new Rejection(PROPOSAL_UNKNOWN, { proposal });
    if (proposed.officer === given.actor.id) throw new Rejection(OWN_PROPOSAL, { proposal });
    const until = new Date(Date.parse(proposed.proposedAt) + PROPOSAL_DAYS * DAY_MS).toISOString();
    if (given.now >= until) throw new Rejection(PROPOSAL_EXPIRED, { proposal, until });
    const { dataAsOf, tables } = proposed;
    return [
      eventOf(PublicTablesPublished, {}, given, {
        subjects: [],
        facts: { quarter: quarter!, proposal, dataAsOf, tables },
      }),
    ];
  },
});
