import { deciderOf } from "../http/command.js";
import { agencyAggregate } from "./agency.js";
import { endAgency } from "./end-agency.js";
import { endMandate } from "./end-mandate.js";
import { giveMandate } from "./give-mandate.js";
import { registerAgency } from "./register-agency.js";
import { renameAgency } from "./rename-agency.js";

/** Every command of an agency. */
export const agencyDecider = deciderOf(agencyAggregate, [
  registerAgency,
  renameAgency,
  endAgency,
  giveMandate,
  endMandate,
]);
