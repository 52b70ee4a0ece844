import { ofType, valuesOf, type Told } from "./told.js";

const OPEN = ["PLANNED", "SIGNED", "IN_PROGRESS"];

/** A meeting of agencies, what was agreed there, and what each of it came to. */
export function agreementDocument(events: readonly Told[]): object {
  const meeting = ofType(events, "MeetingRecorded")[0]!;
  const { units, parties, region } = meeting.facts;
  const made = ofType(events, "CommitmentMade");
  const moves = ofType(events, "CommitmentStatusRecorded");
  const came = made.map(({ facts }) => {
    const own = moves.filter((move) => move.facts["commitment"] === facts["commitment"]);
    const status = (own.at(-1)?.facts["status"] ?? facts["status"]) as string;
    return { owner: facts["owner"] as string, due: facts["due"] as string | undefined, status };
  });
  const due = came.flatMap((each) => (OPEN.includes(each.status) && each.due !== undefined ? [each.due] : []));
  const code = region?.code as string | undefined;
  const parts = code?.split(".") ?? [];
  return {
    units,
    parties,
    region: code ?? null,
    held: meeting.occurredAt,
    recordedFor: meeting.actor.agency,
    recordedBy: meeting.actor.id,
    narrative: valuesOf(meeting, "narrative"),
    commitments: made.map((event) => ({
      id: event.facts["commitment"],
      event: event.id,
      kind: event.facts["kind"],
      owner: event.facts["owner"],
      due: event.facts["due"] ?? null,
      begunAs: event.facts["status"],
      narrative: valuesOf(event, "narrative"),
    })),
    steps: moves.map((event) => ({
      commitment: event.facts["commitment"],
      event: event.id,
      status: event.facts["status"],
      on: event.facts["on"] ?? null,
      reason: event.facts["reason"] ?? null,
      recordedAt: event.recordedAt,
      agency: event.actor.agency,
      officer: event.actor.id,
      narrative: valuesOf(event, "narrative"),
    })),
    regions: parts.map((_, i) => parts.slice(0, i + 1).join(".")),
    owners: [...new Set(came.map(({ owner }) => owner))],
    statuses: [...new Set(came.map(({ status }) => status))],
    due: due.toSorted()[0] ?? null,
    at: meeting.occurredAt.latest ?? meeting.recordedAt,
  };
}
