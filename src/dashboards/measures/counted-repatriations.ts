import { splitStream } from "../../event-sourcing/deciding/decider.js";
import { stateIn } from "../../event-sourcing/projecting/stored-state.js";
import { counted } from "../../figures/counted.js";
import { code, country, day, dayOf, days, daysBetween, id, ids, month, monthOf } from "../../figures/dimension.js";
import { RETURN_CAUSES } from "../../migrant/codes.js";
import { CANCEL_REASONS, CLOSE_REASONS, REPATRIATION_KINDS } from "../../repatriation/codes.js";
import { repatriationEvents } from "../../repatriation/repatriation.events.js";
import { cameHome, evolve, initial, type Doing, type Repatriation } from "../../repatriation/repatriation.state.js";
import { furthestStep, stepStatuses, type StepStatus } from "../../repatriation/step-status.js";
import { STEP_CODES } from "../../repatriation/steps.js";
import { LIFE_TYPES, NO_LIFE, OF_A_PERSON, valuesOfPerson, withLived, type Life } from "./life.js";
import { unsealed } from "./unsealed.js";

interface Returning {
  readonly repatriation: Repatriation;
  /** Agency whose officer asked for it. */
  readonly office: string | null;
  readonly life: Life;
}

export const countedRepatriations = counted<Returning>({
  name: "figure-repatriations",
  version: 1,
  list: "REPATRIATION_LIST",
  types: [...repatriationEvents.map(({ type }) => type), ...LIFE_TYPES],
  of: ["person", "repatriation"],
  seenAs: "repatriation",
  dimensions: {
    kind: code("Living, or remains", "Orang atau jenazah", REPATRIATION_KINDS),
    status: code("Status", "Status", ["OPEN", "CANCELLED", "CLOSED"]),
    step: code("Furthest step that is done", "Langkah terjauh yang selesai", ["REQUESTED", ...STEP_CODES]),
    country: country("From which country", "Dari negara"),
    cause: code("Cause of the return", "Sebab kepulangan", RETURN_CAUSES),
    reason: code("Why it ended", "Alasan berakhir", [...CANCEL_REASONS, ...CLOSE_REASONS]),
    agency: ids("Agencies with a step to do", "Instansi dengan langkah yang belum selesai"),
    office: id("Agency that opened it", "Instansi yang membuka"),
    due: day("Day by which a step is due", "Batas waktu langkah berikutnya"),
    dueStep: code("Step that is due", "Langkah yang jatuh tempo", STEP_CODES),
    month: month("Month of the request", "Bulan permohonan"),
    landed: day("Day of landing in Indonesia", "Hari tiba di Indonesia"),
    homeMonth: month("Month of coming home", "Bulan tiba di rumah"),
    stepSince: day("Day of the furthest step", "Hari langkah terjauh"),
    ...OF_A_PERSON,
    daysToLanding: days("Days from the request to the landing", "Hari dari permohonan ke debarkasi"),
    daysToHome: days("Days from the request to home", "Hari dari permohonan ke rumah"),
    daysFromDeath: days("Days from the death to home", "Hari dari kematian ke rumah"),
  },
  together: [
    ["status", "step"],
    ["status", "step", "stepSince"],
    ["status", "agency"],
    ["country", "landed"],
    ["country", "month", "daysToLanding"],
    ["office", "month", "daysToLanding"],
    ["due", "dueStep", "agency"],
    ["kind", "country", "daysFromDeath"],
  ],
  begins({ stream, type, facts }) {
    const person = type === "RepatriationRequested" ? facts["person"] : undefined;
    return typeof person === "string" ? [`${person}/${splitStream(stream)[1]}`] : [];
  },
  initial: { repatriation: initial, office: null, life: NO_LIFE },
  evolve: (state, event) =>
    event.stream.startsWith("repatriation-")
      ? {
          ...state,
          repatriation: slim(evolve(stateIn(initial, state.repatriation), unsealed(event))),
          office: event.type === "RepatriationRequested" ? event.actor.agency : state.office,
        }
      : withLived(state, event),
  cell({ repatriation: state, office, life }, { person }) {
    if (state.person !== person) return undefined;
    const steps = stepStatuses(state);
    const step = furthestStep(steps);
    const reached = steps.find((each) => each.step === step)?.times.at(-1);
    const requested = state.requested && (state.requested.at.earliest ?? state.requested.recordedAt);
    const landed = earliestOf((state.kind === "REMAINS" ? state.done.ARRIVED : state.done.DEBARKED)?.at(-1));
    const home = earliestOf(cameHome(state));
    const due = state.status === "OPEN" ? firstDue(steps) : undefined;
    const died = state.kind === "REMAINS" ? (life.death?.occurredAt.earliest ?? null) : null;
    return {
      about: person!,
      values: {
        kind: state.kind,
        status: state.status,
        step,
        country: state.country ?? undefined,
        cause: state.cause ?? undefined,
        reason: state.ended?.reason,
        agency: state.status === "OPEN" ? steps.flatMap(({ has }) => has?.agency ?? []) : [],
        office: office ?? undefined,
        due: due?.has?.due ?? undefined,
        dueStep: due?.step,
        month: monthOf(requested),
        landed: dayOf(landed),
        homeMonth: monthOf(home),
        stepSince: dayOf(step === "REQUESTED" ? requested : earliestOf(reached)),
        ...valuesOfPerson(life, requested),
        daysToLanding: daysBetween(requested, landed),
        daysToHome: daysBetween(requested, home),
        daysFromDeath: daysBetween(died, home),
      },
    };
  },
});

/** The step that is due first, of several on one day the first of the plan. */
function firstDue(steps: readonly StepStatus[]): StepStatus | undefined {
  const due = steps.filter(({ has }) => has !== null && has.due !== null);
  return due.reduce<StepStatus | undefined>(
    (first, each) => (first && first.has!.due! <= each.has!.due! ? first : each),
    undefined,
  );
}

function earliestOf(doing: Doing | undefined): string | null {
  return doing?.at.earliest ?? null;
}

/** Without what no figure is made of. */
function slim(state: Repatriation): Repatriation {
  const isSlim =
    state.withdrawn.length + state.disclosures.length + state.flagged.length === 0 &&
    state.outcome === null &&
    state.departedEarly === null;
  return isSlim ? state : { ...state, withdrawn: [], disclosures: [], flagged: [], outcome: null, departedEarly: null };
}
