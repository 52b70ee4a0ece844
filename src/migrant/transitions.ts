import { ABROAD, HALTED, HOME, INTERRUPTED, PREPARING, type JourneyStep } from "./codes.js";
import type { MigrantEvent } from "./migrant.events.js";

/** What may be recorded of a journey, from which steps, and where it leads. */
export interface Transition {
  readonly from: readonly JourneyStep[];
  /** The step that follows; absent where the step stays as it is, or follows from more than the step. */
  readonly to?: JourneyStep;
  /** An act of the living migrant (I5). Papers and what others do about them are none. */
  readonly act: boolean;
  /** Someone who is still preparing has gone abroad by it (I4). */
  readonly leaves?: true;
}

export type JourneyEventType = Exclude<
  MigrantEvent["type"],
  | "MigrantRegistered"
  | "PlacementStatusDetermined"
  | "JourneyStarted"
  | "DeathReported"
  | "DeathConfirmed"
  | "DeathReportWithdrawn"
>;

const BEFORE_LEAVING: readonly JourneyStep[] = [...PREPARING, ...HALTED];
const ANYWHERE: readonly JourneyStep[] = [...BEFORE_LEAVING, ...ABROAD, ...INTERRUPTED, ...HOME, "CLOSED", "WITHDRAWN"];

/**
 * The one table of transitions, by what is recorded. A fact that happened before the present step is judged by the
 * step of its own time. Steps may be skipped where a source may be silent: an arrival with no departure, a return with
 * no job.
 */
export const TRANSITIONS: { readonly [Type in JourneyEventType]: Transition } = {
  RiskScreened: { from: BEFORE_LEAVING, act: true },
  DocumentSubmitted: { from: BEFORE_LEAVING, act: false },
  DocumentVerified: { from: BEFORE_LEAVING, act: false },
  // A forgery may come to light when its holder is long abroad, or home.
  DocumentRejected: { from: ANYWHERE, act: false },
  DocumentSetCompleted: { from: BEFORE_LEAVING, act: false },
  OrientationAttended: {
    from: ["REGISTERED", "SCREENED", "DOCUMENTS_IN_PROGRESS", "DOCUMENTS_VERIFIED", ...HALTED],
    act: true,
  },
  InsuranceActivated: { from: [...BEFORE_LEAVING, ...ABROAD], act: false },
  ClearanceGranted: {
    from: ["REGISTERED", "SCREENED", "DOCUMENTS_IN_PROGRESS", "DOCUMENTS_VERIFIED", "ORIENTED", ...HALTED],
    to: "CLEARED",
    act: true,
  },
  ClearanceRefused: {
    from: ["REGISTERED", "SCREENED", "DOCUMENTS_IN_PROGRESS", "DOCUMENTS_VERIFIED", "ORIENTED", ...HALTED],
    act: false,
  },
  DepartureRecorded: { from: BEFORE_LEAVING, to: "DEPARTED", act: true, leaves: true },
  ArrivalReported: {
    from: [...BEFORE_LEAVING, "DEPARTED", "LOST_CONTACT"],
    to: "ARRIVED",
    act: true,
    leaves: true,
  },
  EmploymentStarted: {
    from: [...BEFORE_LEAVING, "DEPARTED", "ARRIVED", "BETWEEN_JOBS", "LOST_CONTACT"],
    to: "EMPLOYED",
    act: true,
    leaves: true,
  },
  EmploymentEnded: { from: ["EMPLOYED", "RETURNING", ...INTERRUPTED, "RETURNED"], act: true },
  ReturnStarted: {
    from: [...BEFORE_LEAVING, "DEPARTED", "ARRIVED", "EMPLOYED", "BETWEEN_JOBS", ...INTERRUPTED],
    to: "RETURNING",
    act: true,
    leaves: true,
  },
  ReturnRecorded: {
    from: [...BEFORE_LEAVING, ...ABROAD, ...INTERRUPTED],
    to: "RETURNED",
    act: true,
    leaves: true,
  },
  ReintegrationStarted: { from: ["RETURNED"], to: "REINTEGRATING", act: true },
  JourneyClosed: { from: [...HALTED, "BETWEEN_JOBS", "LOST_CONTACT", ...HOME, "DECEASED"], to: "CLOSED", act: false },
  JourneyWithdrawn: { from: BEFORE_LEAVING, to: "WITHDRAWN", act: true },
  DeparturePrevented: { from: [...PREPARING, "FAILED_DEPARTURE"], to: "DEPARTURE_PREVENTED", act: true },
  DepartureFailed: { from: [...PREPARING, "DEPARTURE_PREVENTED"], to: "FAILED_DEPARTURE", act: true },
  // The absence of someone is no act: it may be that of a death which is not known yet.
  ContactLost: { from: [...BEFORE_LEAVING, ...ABROAD, "DETAINED"], to: "LOST_CONTACT", act: false },
  ContactRestored: { from: ["LOST_CONTACT"], act: true },
  DetentionRecorded: {
    from: [...BEFORE_LEAVING, ...ABROAD, "LOST_CONTACT"],
    to: "DETAINED",
    act: true,
    leaves: true,
  },
  DetentionEnded: { from: ["DETAINED"], act: true },
};

/** Whether an event asserts an act of the living migrant (I5). Remains that come home (a return by death) are none. */
export function isAct({ type, facts }: { readonly type: string; readonly facts: object }): boolean {
  if (type === "JourneyStarted") return true;
  if (type === "ReturnRecorded" && (facts as { cause?: string }).cause === "DEATH") return false;
  return (TRANSITIONS as Record<string, Transition | undefined>)[type]?.act === true;
}
