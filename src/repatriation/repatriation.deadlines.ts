import type { DeclaredDeadline } from "../deadlines/declared-deadline.js";
import { DeathReported, DeathReportWithdrawn } from "../migrant/migrant.events.js";
import { CaseActionTaken } from "../protection-case/action.events.js";
import { protectionCasesOf } from "../protection-case/cases-of-person.js";
import { casesOf } from "./cases-of-person.js";
import { FamilyNotified, FamilySearchFoundNone, RemainsArrived, RemainsReleasedByCustoms } from "./remains.events.js";
import { taskOwner } from "../tasks/task.js";
import { repatriationOf } from "./repatriation.js";
import {
  RepatriationCancelled,
  RepatriationClosed,
  RepatriationReinstated,
  repatriationTaskEvents,
} from "./repatriation.events.js";

/** The time that a death, and the way home of remains, give: UU 18/2017 art. 27. */
export const repatriationDeadlines: readonly DeclaredDeadline[] = [
  {
    rule: "DEATH_NOTICE",
    of: "person",
    permission: "MIGRANT_READ",
    category: "migrant",
    starts: [{ type: DeathReported.type }],
    meets: [
      { type: FamilyNotified.type, as: ["MIGRANT"] },
      { type: FamilySearchFoundNone.type, as: ["MIGRANT"] },
      {
        type: CaseActionTaken.type,
        as: ["VICTIM"],
        where: (facts) => facts["action"] === "FAMILY_INFORMED",
      },
    ],
    ends: [{ type: DeathReportWithdrawn.type }],
    again: "KEEPS",
    once: true,
    // From when the office knew: the time of the event is that of the death.
    counts: "RECORDED",
    owedBy: (_id, { actor }) => Promise.resolve({ agency: actor.agency, officer: null }),
    elsewhere: {
      categories: ["repatriation", "case"],
      streams: async (person, reads) => [
        ...(await casesOf(person, reads)).map(({ id }) => `repatriation-${id}`),
        ...(await protectionCasesOf(person, reads)).map((id) => `case-${id}`),
      ],
    },
  },
  {
    rule: "CUSTOMS_RELEASE",
    of: "repatriation",
    permission: "REPATRIATION_READ",
    category: "repatriation",
    starts: [{ type: RemainsArrived.type }],
    meets: [{ type: RemainsReleasedByCustoms.type }],
    ends: [{ type: RepatriationCancelled.type }, { type: RepatriationClosed.type }],
    again: "KEEPS",
    counts: "OCCURRED",
    owedBy: (_id, { actor }) => Promise.resolve({ agency: actor.agency, officer: null }),
  },
  {
    of: "repatriation",
    permission: "REPATRIATION_READ",
    category: "repatriation",
    counts: "OCCURRED",
    rule: "REPATRIATION_TASK",
    starts: [{ type: repatriationTaskEvents.added.type }, { type: repatriationTaskEvents.moved.type }],
    meets: [{ type: repatriationTaskEvents.done.type }],
    ends: [
      { type: repatriationTaskEvents.dropped.type },
      { type: RepatriationCancelled.type, endsMatter: true },
      { type: RepatriationClosed.type, endsMatter: true },
    ],
    reopened: [{ type: RepatriationReinstated.type }],
    again: "REPLACES",
    until: "due",
    tie: "task",
    owedBy: async (id, { facts, actor }, { load }) =>
      taskOwner((await load(repatriationOf(id))).tasks, facts, actor.agency),
    handedOnBy: [repatriationTaskEvents.assigned.type],
  },
];
