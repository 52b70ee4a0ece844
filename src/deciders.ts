import { agencyAggregate } from "./agency/agency.js";
import { officerAggregate } from "./agency/officer.js";
import { companyDecider } from "./company/company.commands.js";
import { anyDecider, type AnyDecider } from "./event-sourcing/deciding/decider.js";
import { reactionAggregate } from "./event-sourcing/reacting/reaction.js";
import { fileAggregate } from "./files/file.js";
import { migrantDecider } from "./migrant/migrant.commands.js";
import { identityLinkAggregate } from "./person/identity-link.js";
import { personAggregate } from "./person/person.js";
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
  anyDecider(personAggregate),
  anyDecider(identityLinkAggregate),
  anyDecider(migrantDecider),
  anyDecider(fileAggregate),
  anyDecider(companyDecider),
  anyDecider(caseAggregate),
  anyDecider(repatriationAggregate),
];
