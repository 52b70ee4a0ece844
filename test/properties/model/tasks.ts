import { valuesOf, type Told } from "./told.js";

/** Whose work is over by these events, and since when. */
type OverBy = (events: readonly Told[]) => { at: unknown; by: string; agency: string | null } | undefined;

/** What is to be done in some work: the last word on each thing; what was open when the work was over is dropped. */
export function tasksIn(events: readonly Told[], of: "Case" | "Repatriation", overBy: OverBy) {
  const isOf = (event: Told, ...what: string[]) => what.some((each) => event.type === `${of}Task${each}`);
  const told = events.filter((event) => isOf(event, "Added", "Assigned", "Moved", "Done", "Dropped"));
  return [...new Set(told.map(({ facts }) => facts["task"] as string))].map((id) => {
    const own = told.filter(({ facts }) => facts["task"] === id);
    const added = own.find((event) => isOf(event, "Added"));
    const given = own.findLast((event) => isOf(event, "Assigned")) ?? added;
    const moved = own.findLast((event) => isOf(event, "Moved"));
    const end = own.findLast((event) => isOf(event, "Done", "Dropped"));
    const first = events.indexOf(own[0]!);
    const over = events
      .slice(first)
      .map((_, i) => overBy(events.slice(0, first + i + 1)))
      .find((each) => each !== undefined);
    // Moved before it was added, as a correction may say, to no day: it has the day with which it was added.
    const isMoved = moved && (moved.facts["due"] !== undefined || !added || own.indexOf(moved) > own.indexOf(added));
    return {
      id,
      kind: (added?.facts["kind"] ?? "OTHER") as string,
      agency: (given?.facts["agency"] ?? "") as string,
      officer: (given?.facts["officer"] ?? null) as string | null,
      since: given ? (given.occurredAt.earliest ?? given.recordedAt) : "",
      due: ((isMoved ? moved : added)?.facts["due"] ?? null) as string | null,
      added: (added ?? own[0]!).occurredAt,
      addedBy: (added ?? own[0]!).actor.id,
      fields: added ? valuesOf(added, "narrative") : {},
      status: end ? (isOf(end, "Done") ? "DONE" : "DROPPED") : over ? "DROPPED" : "OPEN",
      ended: end
        ? {
            at: end.occurredAt,
            by: end.actor.id,
            agency: end.actor.agency,
            reason: end.facts["reason"] ?? null,
            fields: valuesOf(end, "narrative"),
          }
        : over
          ? { ...over, reason: "WORK_ENDED", fields: {} }
          : null,
    };
  });
}

export type TaskTold = ReturnType<typeof tasksIn>[number];
