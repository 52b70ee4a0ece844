import { AssignOfficer } from "../agency/assign-officer.js";
import { officerDecider } from "../agency/officer.commands.js";
import { RegisterAgency } from "../agency/register-agency.js";
import { anyDecider } from "../event-sourcing/deciding/decider.js";
import { idOfCreated } from "../event-sourcing/deciding/command-handling.js";
import { ADMINISTRATOR, AGENCIES_OPENED } from "./agencies.js";
import { SIGN_INS } from "./sign-ins.js";
import { commandOf, type CommandStep, type SampleOfficer, type SampleStep } from "./step.js";

/** Assigned so long after the agency was registered. */
const ASSIGNED_AFTER_MS = 60_000;

/**
 * All officers who act in these steps, and those who can sign in, are assigned to their agencies when these are there:
 * who signs in, in the role in which they do.
 */
export function officerSteps(steps: readonly SampleStep[]): SampleStep[] {
  const registered = new Map(
    steps.flatMap((step) =>
      "command" in step && step.command === RegisterAgency.name ? [[idOfCreated(commandOf(step)), step]] : [],
    ),
  );
  const officers = [...SIGN_INS.map(({ officer }) => officer), ...steps.map(({ by }) => by)];
  const each = new Map(officers.toReversed().map((officer) => [officer.id, officer]));
  return [...each.values()].flatMap((officer) =>
    officer.agency === null ? [] : [assignment(officer, registered.get(officer.agency)!)],
  );
}

function assignment({ id, agency, role }: SampleOfficer, { at, data }: CommandStep): SampleStep {
  const { validFrom = AGENCIES_OPENED } = data as RegisterAgency;
  return {
    at: new Date(Date.parse(at) + ASSIGNED_AFTER_MS).toISOString(),
    name: `officers/${id}`,
    by: ADMINISTRATOR,
    purpose: "ADMINISTRATION",
    decider: anyDecider(officerDecider),
    id,
    command: AssignOfficer.name,
    body: AssignOfficer,
    data: { agency, role, from: validFrom },
  };
}
