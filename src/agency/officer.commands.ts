import { deciderOf } from "../http/command.js";
import { assignOfficer } from "./assign-officer.js";
import { endAssignment } from "./end-assignment.js";
import { officerAggregate } from "./officer.js";

/** Every command about an officer. */
export const officerDecider = deciderOf(officerAggregate, [assignOfficer, endAssignment]);
