import { splitStream } from "../../event-sourcing/deciding/decider.js";
import type { EventRecord } from "../../event-sourcing/stored-event/event-record.js";
import { counted } from "../../figures/counted.js";
import { code, country, day, dayOf, days, daysBetween, id, month, monthOf } from "../../figures/dimension.js";
import { REPATRIATION_KINDS } from "../../repatriation/codes.js";
import { repatriationEvents } from "../../repatriation/repatriation.events.js";
import { BESIDE_THE_WAY, STEP_CODES, STEP_OF_EVENT } from "../../repatriation/steps.js";

/** What figures need of a way home, to tell how long each step of it took: nothing of it is sealed. */
interface Way {
  readonly person: string | null;
  readonly kind: string | null;
  readonly country: string | null;
  /** ISO. */
  readonly requested: string | null;
  /** When each step was done for the first time, as far as that is known, and by which agency it was recorded. */
  readonly done: { readonly [step: string]: { readonly at: string | null; readonly agency: string | null } };
  /** Who took over the person or the remains. */
  readonly recipient: string | null;
}

const ON_THE_WAY = STEP_CODES.filter((step) => !BESIDE_THE_WAY.includes(step));

/** Each step of each way home that is done, once, however often it was repeated. */
export const countedSteps = counted<Way>({
  name: "figure-repatriation-steps",
  version: 1,
  list: "REPATRIATION_LIST",
  types: repatriationEvents.map(({ type }) => type),
  of: ["repatriation", "step"],
  seenAs: "repatriation",
  dimensions: {
    step: code("Step that is done", "Langkah yang selesai", ON_THE_WAY),
    kind: code("Living, or remains", "Orang atau jenazah", REPATRIATION_KINDS),
    country: country("From which country", "Dari negara"),
    agency: id("Agency that recorded it", "Instansi yang mencatat"),
    recipient: code("Handed over to", "Diserahkan kepada", ["PERSON", "AGENCY"]),
    month: month("Month in which it was done", "Bulan langkah selesai"),
    day: day("Day on which it was done", "Hari langkah selesai"),
    daysBefore: days("Days since the step before it", "Hari sejak langkah sebelumnya"),
  },
  together: [
    ["step", "kind", "daysBefore"],
    ["step", "country", "daysBefore"],
    ["step", "agency", "month"],
    ["step", "recipient", "month"],
  ],
  begins({ stream, type }) {
    const step = STEP_OF_EVENT[type];
    return step === undefined || !ON_THE_WAY.includes(step) ? [] : [`${splitStream(stream)[1]}/${step}`];
  },
  initial: { person: null, kind: null, country: null, requested: null, done: {}, recipient: null },
  evolve: withEvent,
  cell({ person, kind, country: from, requested, done, recipient }, { step }) {
    const own = done[step!];
    if (own === undefined) return undefined;
    return {
      about: person,
      values: {
        step,
        kind: kind ?? undefined,
        country: from ?? undefined,
        agency: own.agency ?? undefined,
        recipient: step === "HANDED_OVER" ? (recipient ?? undefined) : undefined,
        month: monthOf(own.at),
        day: dayOf(own.at),
        daysBefore: daysBetween(lastBefore(own.at, step!, requested, done), own.at),
      },
    };
  },
});

interface OfAStep {
  readonly person?: string;
  readonly kind?: string;
  readonly country?: string;
  readonly agency?: string;
}

function withEvent(way: Way, { type, facts, occurredAt, recordedAt, actor }: EventRecord): Way {
  if (type === "RepatriationRequested") {
    const { person = null, kind = null, country: from = null } = facts as OfAStep;
    return { ...way, person, kind, country: from, requested: occurredAt.earliest ?? recordedAt };
  }
  const step = STEP_OF_EVENT[type];
  if (step === undefined || !ON_THE_WAY.includes(step) || way.done[step] !== undefined) return way;
  const recipient = (facts as OfAStep).agency === undefined ? "PERSON" : "AGENCY";
  return {
    ...way,
    done: { ...way.done, [step]: { at: occurredAt.earliest, agency: actor.agency } },
    ...(step === "HANDED_OVER" && { recipient }),
  };
}

/** The last of the request and the other steps that is not after this one; null where none is known. */
function lastBefore(at: string | null, step: string, requested: string | null, done: Way["done"]): string | null {
  if (at === null) return null;
  const others = Object.entries(done).flatMap(([other, its]) => (other === step ? [] : its.at));
  return [requested, ...others].reduce<string | null>(
    (last, each) => (each !== null && each <= at && (last === null || each > last) ? each : last),
    null,
  );
}
