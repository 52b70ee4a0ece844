import { deciderOf } from "../http/command.js";
import { recordAllegation, withdrawAllegation } from "./allegations.js";
import { changeContact } from "./change-contact.js";
import { requestDoNotTell, withdrawDoNotTell } from "./do-not-tell.js";
import { breakGlass, readmitToEmergencyAccess, reviewBrokenGlass } from "./emergency-access.js";
import { erasePerson, proposeErasure } from "./erase-person.js";
import { placeLegalHold, proposeHoldRelease, releaseLegalHold } from "./legal-hold.js";
import { personAggregate } from "./person.js";
import { recordIdentityDetails } from "./record-identity-details.js";
import { registerPerson } from "./register-person.js";
import { confirmSeal, proposeUnsealing, sealSubject, unsealSubject } from "./seal.js";

/** Every command of a person. */
export const personDecider = deciderOf(personAggregate, [
  registerPerson,
  recordIdentityDetails,
  changeContact,
  requestDoNotTell,
  withdrawDoNotTell,
  sealSubject,
  confirmSeal,
  proposeUnsealing,
  unsealSubject,
  breakGlass,
  reviewBrokenGlass,
  readmitToEmergencyAccess,
  placeLegalHold,
  proposeHoldRelease,
  releaseLegalHold,
  proposeErasure,
  erasePerson,
  recordAllegation,
  withdrawAllegation,
]);
