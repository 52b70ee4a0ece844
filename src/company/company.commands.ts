import { deciderOf } from "../http/command.js";
import { companyAggregate } from "./company.js";
import { recordLicence } from "./record-licence.js";
import { registerCompany } from "./register-company.js";
import { renameCompany } from "./rename-company.js";

/** Every command of a company. */
export const companyDecider = deciderOf(companyAggregate, [registerCompany, renameCompany, recordLicence]);
