import { splitStream } from "../../event-sourcing/deciding/decider.js";
import type { EventRecord } from "../../event-sourcing/stored-event/event-record.js";
import { stateIn } from "../../event-sourcing/projecting/stored-state.js";
import { counted } from "../../figures/counted.js";
import {
  code,
  codes,
  country,
  day,
  days,
  daysBetween,
  id,
  month,
  monthOf,
  province,
  provinceOf,
  regency,
  regencyOf,
} from "../../figures/dimension.js";
import { caseEvents } from "../../protection-case/case.events.js";
import {
  assignmentDue,
  dueOf,
  initial,
  isOpen,
  possibleNextAction,
  stageOf,
  stateOf,
  type ProtectionCase,
} from "../../protection-case/case.state.js";
import { CATEGORIES } from "../../facts/case-categories.js";
import {
  ADMINISTRATIVE_REASONS,
  CASE_STATES,
  COMPLAINT_CHANNELS,
  NEXT_ACTIONS,
  RESOLUTION_REASONS,
} from "../../protection-case/codes.js";
import { evolve } from "../../protection-case/evolve.js";
import { unsealed } from "./unsealed.js";

/** What figures need of a case: nothing of it is sealed. */
export interface CaseToCount {
  readonly case: ProtectionCase;
  /** ISO: when somebody of it was first reached; null while nobody was. */
  readonly reached: string | null;
}

export const NO_CASE: CaseToCount = { case: initial, reached: null };
export const CASE_TYPES: readonly string[] = caseEvents.map(({ type }) => type);

export function withCase(state: CaseToCount, event: EventRecord): CaseToCount {
  const { reached } = state;
  const contact = event.type === "CaseContactLogged" && event.facts["result"] === "REACHED" ? timeOf(event) : null;
  return {
    case: slim(evolve(stateIn(initial, state.case), unsealed(event))),
    reached: contact !== null && (reached === null || contact < reached) ? contact : reached,
  };
}

const timeOf = ({ occurredAt, recordedAt }: Pick<EventRecord, "occurredAt" | "recordedAt">) =>
  occurredAt.earliest ?? recordedAt;

/** Without what no figure is made of. */
function slim(state: ProtectionCase): ProtectionCase {
  const isSlim = LEFT_OUT.every((name) => state[name].length === 0);
  return isSlim ? state : { ...state, ...NOTHING };
}

const NOTHING = {
  steps: [],
  circumstances: [],
  settlements: [],
  actions: [],
  stays: [],
  contacts: [],
  flaggedContacts: [],
} satisfies Partial<ProtectionCase>;
const LEFT_OUT = Object.keys(NOTHING) as (keyof typeof NOTHING)[];

/** ISO: when the complaint was received; null for a case of which the complaint is not known. */
export function reportedAt({ stages, received }: ProtectionCase): string | null {
  return stages.find(({ stage }) => stage === "RECEIVED")?.at.earliest ?? received;
}

/** Dimensions of a case, whoever counts it. */
export const OF_A_CASE = {
  open: code("Open", "Masih terbuka", ["true", "false"]),
  state: code("Status", "Status", CASE_STATES),
  category: codes("Category", "Kategori", CATEGORIES),
  severity: code("Severity, 1 is the gravest", "Tingkat, 1 yang terberat", ["1", "2", "3"]),
  country: country("Country", "Negara"),
  channel: code("Channel of the complaint", "Saluran pengaduan", COMPLAINT_CHANNELS),
  agency: id("Agency that has it", "Instansi yang menangani"),
  month: month("Month of the complaint", "Bulan pengaduan"),
};

export function valuesOfCase(state: ProtectionCase) {
  return {
    open: String(isOpen(stageOf(state))),
    state: stateOf(state),
    category: state.categories,
    severity: state.severity === null ? undefined : String(state.severity),
    country: state.country ?? undefined,
    channel: state.channel ?? undefined,
    agency: (state.assignment ?? state.unassigned)?.agency,
    month: monthOf(reportedAt(state)),
  };
}

export const countedCases = counted<CaseToCount>({
  name: "figure-cases",
  version: 1,
  list: "CASE_LIST",
  types: CASE_TYPES,
  of: ["case"],
  seenAs: "case",
  dimensions: {
    ...OF_A_CASE,
    province: province("Province where it happened", "Provinsi kejadian"),
    regency: regency("Regency or city where it happened", "Kabupaten/kota kejadian"),
    officer: id("Officer who has it", "Petugas yang menangani"),
    closedMonth: month("Month in which it was closed", "Bulan penutupan"),
    closure: code("Why it was closed", "Alasan penutupan", [...RESOLUTION_REASONS, ...ADMINISTRATIVE_REASONS]),
    due: day("Day by which something is due", "Batas waktu berikutnya"),
    dueAction: code("What is due", "Yang jatuh tempo", ["ASSIGNMENT", ...NEXT_ACTIONS]),
    daysToContact: days("Days from the complaint to the first contact", "Hari dari pengaduan ke kontak pertama"),
    daysToClose: days("Days from the complaint to the closure", "Hari dari pengaduan ke penutupan"),
    daysToReport: days("Days from what happened to the complaint", "Hari dari kejadian ke pengaduan"),
  },
  together: [
    ["open", "agency", "officer"],
    ["open", "month"],
    ["month", "country"],
    ["month", "category"],
    ["due", "dueAction", "agency"],
    ["agency", "month", "daysToContact"],
    ["agency", "month", "daysToClose"],
    ["agency", "month", "daysToReport"],
  ],
  begins: ({ stream }) => (splitStream(stream)[0] === "case" ? [splitStream(stream)[1]] : []),
  initial: NO_CASE,
  evolve: withCase,
  cell({ case: state, reached }) {
    const last = state.stages.at(-1);
    const closed = last !== undefined && !isOpen(last.stage) ? last : undefined;
    const closedAt = closed ? timeOf({ occurredAt: closed.at, recordedAt: closed.recordedAt }) : null;
    const reported = reportedAt(state);
    const due = dueOf(state);
    return {
      about: null,
      values: {
        ...valuesOfCase(state),
        province: provinceOf(state.region),
        regency: regencyOf(state.region),
        officer: state.assignment?.officer ?? undefined,
        closedMonth: monthOf(closedAt),
        closure: closed?.reason ?? undefined,
        due: due ?? undefined,
        dueAction: due === null ? undefined : whatIsDue(state, due),
        daysToContact: daysBetween(reported, reached),
        daysToClose: daysBetween(reported, closedAt),
        daysToReport: daysBetween(state.incident?.earliest ?? null, reported),
      },
    };
  },
});

/** What is due first of an open case, on a day on which something is. */
function whatIsDue(state: ProtectionCase, due: string): string {
  return assignmentDue(state) === due ? "ASSIGNMENT" : possibleNextAction(state)!.action;
}
