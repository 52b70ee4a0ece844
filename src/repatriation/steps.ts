import type { Disposition, RepatriationKind } from "./codes.js";

/** A step of the way home. */
export interface Step {
  /** Types of the events that make it done. */
  readonly events: readonly string[];
  /**
   * Steps that can't come after it in the world. What was recorded first does not matter, and neither does a step
   * that no one reported: it is missing. Only a time that contradicts another is refused.
   */
  readonly after: readonly string[];
  /** Steps without which it can't have happened, though nobody may have reported them. */
  readonly needs?: readonly string[];
  /** It may be done again: another leg, another relative notified, another decision. */
  readonly repeats?: true;
  /** Not when this step was done: it took its place. */
  readonly unless?: string;
  /** Of a living person's way: what others do, and no act of the person's own (I5). */
  readonly ofOthers?: true;
  /** Remains: only with these dispositions, once one is decided. */
  readonly dispositions?: readonly Disposition[];
  /** No one goes without it, so it can't be marked as not applicable. */
  readonly always?: true;
  /** A repatriation that has it is not complete without it. */
  readonly completes?: true;
}

const TRANSPORTED: readonly Disposition[] = ["REPATRIATE", "CREMATE"];

/**
 * All steps that Kawal knows, in their usual order: which of them a case has, and who provides each, the rules say
 * (REPATRIATION_STEPS). The one table of what precedes what, followed through (a landing precedes a handover, also
 * where no leg between them is known). No order is set where the world has none: an identity is often confirmed after
 * landing, a family found after a burial, a death entered late at the mission.
 */
export const STEPS: { readonly [K in RepatriationKind]: { readonly [step: string]: Step } } = {
  LIVING: {
    FAMILY_NOTIFIED: { events: ["FamilyNotified"], after: [], repeats: true, ofOthers: true },
    IDENTITY_CONFIRMED: { events: ["ReturneeIdentityConfirmed"], after: [], always: true },
    TRAVEL_DOCUMENT_READY: { events: ["ReturneeTravelDocumentReady"], after: [], repeats: true },
    EXIT_CLEARED: { events: ["ReturneeExitCleared"], after: [] },
    FIT_TO_TRAVEL: { events: ["ReturneeFitToTravel"], after: [], repeats: true },
    TICKETED: { events: ["ReturneeTicketed"], after: [], repeats: true },
    ACCOMPANIED: { events: ["RepatriationAccompanied"], after: [], repeats: true },
    DEPARTED: {
      events: ["ReturneeDeparted"],
      after: ["TRAVEL_DOCUMENT_READY", "EXIT_CLEARED", "FIT_TO_TRAVEL", "TICKETED"],
      always: true,
    },
    DEBARKED: { events: ["ReturneeDebarked"], after: ["DEPARTED"], needs: ["DEPARTED"], always: true },
    RECEPTION: { events: ["ReturneeReceived"], after: ["DEBARKED"], needs: ["DEBARKED"], repeats: true },
    ONWARD: { events: ["ReturneeSentOnward"], after: ["DEBARKED"], needs: ["DEBARKED"], repeats: true },
    HANDED_OVER: {
      events: ["ReturneeHandedOver"],
      after: ["RECEPTION", "ONWARD"],
      needs: ["DEBARKED"],
      unless: "HOME_ALONE",
      always: true,
      completes: true,
    },
    HOME_ALONE: {
      events: ["ReturneeWentHomeAlone"],
      after: ["RECEPTION", "ONWARD"],
      needs: ["DEBARKED"],
      unless: "HANDED_OVER",
      always: true,
      completes: true,
    },
    CLAIMS_RECORDED: { events: ["RepatriationClaimRecorded"], after: [], repeats: true, ofOthers: true },
    BELONGINGS_INVENTORIED: { events: ["BelongingsInventoried"], after: [], repeats: true, ofOthers: true },
  },
  REMAINS: {
    FAMILY_NOTIFIED: { events: ["FamilyNotified"], after: [], repeats: true, always: true },
    DISPOSITION_DECIDED: { events: ["DispositionDecided"], after: [], repeats: true, always: true },
    FUNDING_AGREED: { events: ["RemainsFundingAgreed"], after: [], repeats: true },
    AUTOPSY: { events: ["AutopsyDone"], after: [] },
    DOCUMENTS_VERIFIED: { events: [], after: [], always: true },
    DEATH_ENTERED: { events: ["DeathEnteredAtMission"], after: [] },
    LEGALISED: { events: ["RemainsPapersLegalised"], after: [] },
    CREMATED: {
      events: ["RemainsCremated"],
      after: ["DISPOSITION_DECIDED", "AUTOPSY"],
      needs: ["DISPOSITION_DECIDED"],
      dispositions: ["CREMATE"],
    },
    CARGO_BOOKED: { events: ["RemainsCargoBooked"], after: [], repeats: true, dispositions: TRANSPORTED },
    ACCOMPANIED: { events: ["RepatriationAccompanied"], after: [], repeats: true },
    DEPARTED: {
      events: ["RemainsDeparted"],
      after: ["DISPOSITION_DECIDED", "CREMATED", "CARGO_BOOKED"],
      needs: ["DISPOSITION_DECIDED"],
      dispositions: TRANSPORTED,
    },
    ARRIVED: { events: ["RemainsArrived"], after: ["DEPARTED"], needs: ["DEPARTED"], dispositions: TRANSPORTED },
    QUARANTINE_PERMITTED: {
      events: ["RemainsQuarantinePermitted"],
      after: ["DEPARTED"],
      needs: ["DEPARTED"],
      dispositions: TRANSPORTED,
    },
    CUSTOMS_RELEASED: {
      events: ["RemainsReleasedByCustoms"],
      after: ["ARRIVED"],
      needs: ["ARRIVED"],
      dispositions: TRANSPORTED,
    },
    ONWARD: {
      events: ["RemainsSentOnward"],
      after: ["QUARANTINE_PERMITTED", "CUSTOMS_RELEASED"],
      needs: ["ARRIVED"],
      repeats: true,
      dispositions: TRANSPORTED,
    },
    HANDED_OVER: {
      events: ["RemainsHandedOver"],
      after: ["ONWARD"],
      needs: ["ARRIVED"],
      dispositions: TRANSPORTED,
      completes: true,
    },
    LAID_TO_REST: {
      events: ["RemainsLaidToRest"],
      after: ["DISPOSITION_DECIDED", "HANDED_OVER"],
      needs: ["DISPOSITION_DECIDED", "HANDED_OVER"],
      always: true,
      completes: true,
    },
    CLAIMS_RECORDED: { events: ["RepatriationClaimRecorded"], after: [], repeats: true, completes: true },
    BELONGINGS_INVENTORIED: { events: ["BelongingsInventoried"], after: [], repeats: true },
  },
};

/** Done at any time, these say nothing of how far on its way a case is. */
export const BESIDE_THE_WAY: readonly string[] = ["ACCOMPANIED", "CLAIMS_RECORDED", "BELONGINGS_INVENTORIED"];

/** Codes of all steps, for commands that name one. */
export const STEP_CODES = [...new Set(Object.values(STEPS).flatMap((steps) => Object.keys(steps)))];

/** The step that a type of event makes done. */
export const STEP_OF_EVENT: { readonly [type: string]: string } = Object.fromEntries(
  Object.values(STEPS).flatMap((steps) =>
    Object.entries(steps).flatMap(([code, { events }]) => events.map((type) => [type, code])),
  ),
);

/** Every step that can't come after this one, followed through. */
export function precedents(kind: RepatriationKind, step: string): ReadonlySet<string> {
  return followed(kind, step, "after");
}

/** Steps that can't have happened without this one, followed through. */
export function restingOn(kind: RepatriationKind, step: string): string[] {
  return Object.keys(STEPS[kind]).filter((other) => followed(kind, other, "needs").has(step));
}

function followed(kind: RepatriationKind, step: string, by: "after" | "needs"): ReadonlySet<string> {
  const found = new Set<string>();
  const follow = (code: string) => {
    for (const before of STEPS[kind][code]?.[by] ?? [])
      if (!found.has(before)) {
        found.add(before);
        follow(before);
      }
  };
  follow(step);
  return found;
}
