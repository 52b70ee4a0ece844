import { anyDefinitions } from "../event-sourcing/stored-event/event-definition.js";
import type { Decider, Load } from "../event-sourcing/deciding/decider.js";
import { erasePerson } from "./erase-person.js";
import { erasureEvents } from "./erasure.events.js";
import { placeLegalHold, releaseLegalHold } from "./legal-hold.js";
import { recordAllegation, withdrawAllegation } from "./allegations.js";
import { changeContact, completeCorrection, recordIdentityDetails, registerPerson } from "./details.js";
import { requestDoNotTell, withdrawDoNotTell } from "./do-not-tell.js";
import type { RequestDoNotTell } from "./person.commands.js";
import {
  breakGlass,
  confirmSeal,
  readmitToEmergencyAccess,
  reviewBrokenGlass,
  sealSubject,
  unsealSubject,
} from "./confidentiality.js";
import { confidentialityEvents } from "../access/confidentiality.events.js";
import { personEvents } from "./person.events.js";
import { proposalEvents } from "./proposal.events.js";
import { proposeErasure, proposeHoldRelease, proposeUnsealing } from "./proposals.js";
import { evolvePerson, initialPerson, type Person } from "./person-state.js";

export { assertRegistered, type Allegation, type DoNotTell, type Person } from "./person-state.js";
export { i15NotAllegedAgainst } from "./allegations.js";
export { allegationsAgainst, wishesAgainst } from "./disclosures.js";
export { i15NotAskedNotToTell } from "./do-not-tell.js";
export { I15 } from "./rules.js";

/** `person-<id>`: who someone is. A migrant's own history is `migrant-<the same id>`. */
export const personAggregate: Decider<Person> = {
  category: "person",
  events: anyDefinitions([...personEvents, ...confidentialityEvents, ...proposalEvents, ...erasureEvents]),
  initial: initialPerson,
  evolve: evolvePerson,
  completes: completeCorrection,
  decisions: {
    RegisterPerson: registerPerson,
    RecordIdentityDetails: recordIdentityDetails,
    ChangeContact: changeContact,
    RequestDoNotTell: {
      ...requestDoNotTell,
      loads: ({ person }: RequestDoNotTell) => (person === undefined ? {} : { other: personOf(person) }),
    },
    WithdrawDoNotTell: withdrawDoNotTell,
    SealSubject: sealSubject,
    ConfirmSeal: confirmSeal,
    UnsealSubject: unsealSubject,
    BreakGlass: breakGlass,
    ReviewBrokenGlass: reviewBrokenGlass,
    ReadmitToEmergencyAccess: readmitToEmergencyAccess,
    ProposeErasure: proposeErasure,
    ProposeHoldRelease: proposeHoldRelease,
    ProposeUnsealing: proposeUnsealing,
    PlaceLegalHold: placeLegalHold,
    ReleaseLegalHold: releaseLegalHold,
    ErasePerson: erasePerson,
    // By a process manager of the protection cases only.
    RecordAllegation: recordAllegation,
    WithdrawAllegation: withdrawAllegation,
  },
};

/** To load a person beside a decision's own stream; one that isn't there has `registered: false`. */
export function personOf(id: string): Load<Person> {
  return { aggregate: personAggregate, id: id.toLowerCase() };
}
