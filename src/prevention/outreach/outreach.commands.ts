import { deciderOf, type DeclaredCommand } from "../../http/command.js";
import { outreachAggregate, type Outreach } from "./outreach.js";
import { recordOutreach } from "./record-outreach.js";
import { withdrawOutreach } from "./withdraw-outreach.js";

/** Every command of outreach. */
export const outreachDecider = deciderOf(outreachAggregate, [
  recordOutreach,
  withdrawOutreach,
] as readonly DeclaredCommand<Outreach>[]);
