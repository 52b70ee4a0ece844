import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { agenciesOf } from "./caller.js";
import { currentCaller } from "./current-caller.js";
import { SEES_ALL } from "./policy.js";

/**
 * The agencies that a question about an office is about: the caller's own, and those that it took over from; or the one
 * that an auditor names.
 * @throws InvalidField for any other caller who names another agency, whether there is one or not
 */
export function officesOf(named: string | undefined): readonly string[] {
  const caller = currentCaller();
  const own = agenciesOf(caller);
  if (named === undefined || own.includes(named)) return own;
  if (!SEES_ALL.includes(caller.role))
    throw new InvalidField("invalid-field", "agency", "is no agency that you act for");
  return [named];
}
