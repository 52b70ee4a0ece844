import { CORRECTION, type Facts, type Personal, type Time, type Told } from "./told.js";

const WORDS = "occurredAt.asReported";

/** The timeline: each event that names somebody, as recorded, and beside it how it reads now. */
export function timelineOf(recorded: readonly Told[]): Map<string, object> {
  return new Map(
    recorded.filter(({ subjects }) => subjects.length > 0).map((event) => [event.id, entryOf(event, recorded)]),
  );
}

function entryOf(event: Told, recorded: readonly Told[]): object {
  const corrections = recorded.filter(({ corrects }) => corrects?.event === event.id);
  const isCorrection = event.type === CORRECTION;
  const asReported = isCorrection ? null : wordsIn([event]);
  const told = corrections.map(({ facts }) => facts as { facts: Facts; occurredAt?: Time });
  const occurredAt = told.findLast((each) => each.occurredAt)?.occurredAt ?? event.occurredAt;
  const { sealed: _, ...envelope } = event.envelope;
  const { format: _f, schema: _s, commandId: _c, fingerprint: _p, basedOn: _b, ...shown } = envelope;
  return {
    ...shown,
    number: event.number,
    hash: event.hash,
    persons: [...new Set(event.subjects.map(({ person }) => person))],
    asReported,
    personal: event.personal.flatMap(({ key: _key, ...part }) => withoutWords(part, isCorrection)),
    corrects: event.corrects?.event ?? null,
    correctedBy: corrections.map(({ id }) => id),
    asCorrected:
      corrections.length === 0
        ? null
        : {
            occurredAt,
            asReported: wordsIn(corrections) ?? asReported,
            facts: Object.assign({}, event.facts, ...told.map(({ facts }) => facts)),
          },
    notBefore: occurredAt.earliest ?? "",
    notAfter: occurredAt.latest ?? event.recordedAt,
    place: occurredAt.earliest ?? occurredAt.latest ?? event.recordedAt,
  };
}

function wordsIn(events: readonly Told[]): object | null {
  const words = events.flatMap(({ personal }) => personal.flatMap(({ values }) => values[WORDS] ?? [])).at(-1);
  return words === undefined ? null : { [WORDS]: words };
}

/** The words about a time are shown with the time; those in a correction are about another event's. */
function withoutWords(part: Omit<Personal, "key">, isCorrection: boolean): object[] {
  const values = Object.fromEntries(Object.entries(part.values).filter(([path]) => isCorrection || path !== WORDS));
  return Object.keys(values).length === 0 ? [] : [{ ...part, values }];
}
