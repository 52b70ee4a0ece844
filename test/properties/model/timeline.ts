import {
  CORRECTION,
  correctionsOf,
  isWithdrawal,
  only,
  reading,
  valuesOf,
  type Facts,
  type Time,
  type Told,
} from "./told.js";

const WORDS = "occurredAt.asReported";

/** The timeline: each event that names somebody, as recorded, and beside it how it reads now. */
export function timelineOf(recorded: readonly Told[]): Map<string, object> {
  return new Map(
    recorded.filter(({ subjects }) => subjects.length > 0).map((event) => [event.id, entryOf(event, recorded)]),
  );
}

function entryOf(event: Told, recorded: readonly Told[]): object {
  const corrections = correctionsOf(event, recorded);
  const told = corrections.map(({ facts }) => facts as { facts: Facts; occurredAt?: Time });
  const occurredAt = told.findLast((each) => each.occurredAt)?.occurredAt ?? event.occurredAt;
  const { sealed: _, ...envelope } = event.envelope;
  const { format: _f, schema: _s, commandId: _c, fingerprint: _p, basedOn: _b, ...shown } = envelope;
  return {
    ...shown,
    facts: shownOf(event.facts),
    office:
      event.actor.kind === "OFFICER" && event.actor.agency !== null
        ? event.actor.agency.slice(0, 8) + new Date(event.recordedAt).getTime().toString(36).padStart(9, "0")
        : null,
    number: event.number,
    hash: event.hash,
    persons: [...new Set(event.subjects.map(({ person }) => person))],
    personal: event.personal.map(({ key: _key, event: _event, ...part }) => part),
    corrects: event.corrects?.event ?? null,
    correctedBy: [
      ...corrections,
      ...recorded.filter(({ facts }) => event.type === CORRECTION && facts["correctsAgain"] === event.id),
    ].map(({ id }) => id),
    withdrawnBy: recorded.find((each) => isWithdrawal(each) && each.corrects!.event === event.id)?.id ?? null,
    asCorrected:
      corrections.length === 0
        ? null
        : {
            occurredAt,
            asReported: only(valuesOf({ personal: corrections.flatMap(reading) }, "narrative"), WORDS),
            facts: shownOf(Object.assign({}, event.facts, ...told.map(({ facts }) => facts))),
          },
    notBefore: occurredAt.earliest ?? "",
    notAfter: occurredAt.latest ?? event.recordedAt,
    place: occurredAt.earliest ?? occurredAt.latest ?? event.recordedAt,
  };
}

/** The hash by which a code is checked is shown nowhere; every other fact is. */
function shownOf({ follow: _, ...facts }: Facts): Facts {
  return facts;
}
