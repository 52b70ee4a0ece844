import { agencyDecider } from "./agency/agency.commands.js";
import { officerDecider } from "./agency/officer.commands.js";
import { companyDecider } from "./company/company.commands.js";
import { calendarDecider } from "./deadlines/calendars/publish-calendar.js";
import { deadlineDecider } from "./deadlines/deadline.commands.js";
import { anyDecider, type AnyDecider } from "./event-sourcing/deciding/decider.js";
import { reactionAggregate } from "./event-sourcing/reacting/reaction.js";
import { fileAggregate } from "./files/file.js";
import { migrantDecider } from "./migrant/migrant.commands.js";
import { numberSeriesDecider } from "./numbering/numbering.commands.js";
import { agreementDecider } from "./prevention/agreements/agreement.commands.js";
import { datasetDecider } from "./prevention/datasets/dataset.commands.js";
import { outreachDecider } from "./prevention/outreach/outreach.commands.js";
import { caseDecider } from "./protection-case/case.commands.js";
import { rulesDecider } from "./rules/rules.commands.js";
import { publicationDecider } from "./publication/publication.commands.js";
import { offerDecider } from "./prevention/offers/offer.commands.js";
import { referralDecider } from "./referral/referral.commands.js";
import { repatriationDecider } from "./repatriation/repatriation.commands.js";
import { identityLinkDecider } from "./person/identity-link.commands.js";
import { personDecider } from "./person/person.commands.js";
import { storeAggregate } from "./store/store.js";

/** All that may be decided, by the kind of stream: what a process manager may send its follow-ups to. */
export const deciders: readonly AnyDecider[] = [
  anyDecider(storeAggregate),
  anyDecider(reactionAggregate),
  anyDecider(rulesDecider),
  anyDecider(calendarDecider),
  anyDecider(deadlineDecider),
  anyDecider(agencyDecider),
  anyDecider(officerDecider),
  anyDecider(migrantDecider),
  anyDecider(personDecider),
  anyDecider(identityLinkDecider),
  anyDecider(fileAggregate),
  anyDecider(companyDecider),
  anyDecider(numberSeriesDecider),
  anyDecider(caseDecider),
  anyDecider(repatriationDecider),
  anyDecider(publicationDecider),
  anyDecider(referralDecider),
  anyDecider(datasetDecider),
  anyDecider(agreementDecider),
  anyDecider(outreachDecider),
  anyDecider(offerDecider),
];
