import { agencyAggregate } from "./agency/agency.js";
import { officerAggregate } from "./agency/officer.js";
import { companyDecider } from "./company/company.commands.js";
import { anyDecider, type AnyDecider } from "./event-sourcing/deciding/decider.js";
import { reactionAggregate } from "./event-sourcing/reacting/reaction.js";
import { fileAggregate } from "./files/file.js";
import { migrantAggregate } from "./migrant/migrant.js";
import { identityLinkDecider } from "./person/identity-link.commands.js";
import { personDecider } from "./person/person.commands.js";
import { caseAggregate } from "./protection-case/protection-case.js";
import { repatriationAggregate } from "./repatriation/repatriation.js";
import { ruleSetAggregate } from "./rules/rule-set.js";
import { storeAggregate } from "./store/store.js";

/** All that may be decided, by the kind of stream: what a process manager may send its follow-ups to. */
export const deciders: readonly AnyDecider[] = [
  anyDecider(storeAggregate),
  anyDecider(reactionAggregate),
  anyDecider(ruleSetAggregate),
  anyDecider(agencyAggregate),
  anyDecider(officerAggregate),
  anyDecider(personDecider),
  anyDecider(identityLinkDecider),
  anyDecider(migrantAggregate),
  anyDecider(fileAggregate),
  anyDecider(companyDecider),
  anyDecider(caseAggregate),
  anyDecider(repatriationAggregate),
];
