import { anyDefinitions } from "../event-sourcing/stored-event/event-definition.js";
import type { Aggregate } from "../event-sourcing/deciding/decider.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { agencyEvents, type AgencyEvent } from "./agency.events.js";
import { type AgencyKind } from "../facts/agency-kinds.js";
import type { Mandate, MandateStage } from "./mandates.js";

/**
 * An agency with its names and its span of life: agencies are renamed, split and merged, and a history names those of
 * its time.
 */
export interface Agency {
  readonly kind: AgencyKind | undefined;
  /** Oldest first; each holds from its day until the next one's. */
  readonly names: readonly { readonly name: string; readonly from: string | null }[];
  /** What it is called in numbers of its files; null: as its kind and place say. */
  readonly code: string | null;
  readonly region: string | null;
  readonly country: string | null;
  readonly zone: string;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly successors: readonly string[];
  /** What it is, was or will be responsible for. */
  readonly mandates: readonly Mandate[];
  /** Ends of mandates as they were told: one may have happened before its mandate was told. */
  readonly mandateEnds: readonly { readonly mandate: string; readonly on: string }[];
}

const AGENCY_HAS_ENDED: Rule = {
  id: "agency-ended",
  source: "[design] agencies are valid in time",
  en: "The agency has ended",
  indonesian: "Instansi ini sudah berakhir",
};

const initial: Agency = {
  kind: undefined,
  names: [],
  code: null,
  region: null,
  country: null,
  zone: "Asia/Jakarta",
  validFrom: null,
  validTo: null,
  successors: [],
  mandates: [],
  mandateEnds: [],
};

export function evolve(state: Agency, recorded: { readonly type: string }): Agency {
  const event = recorded as AgencyEvent;
  switch (event.type) {
    case "AgencyRegistered": {
      const { kind, name, code = null, region = null, country = null, zone, validFrom = null } = event.facts;
      return { ...withName(state, name, validFrom), kind, code: state.code ?? code, region, country, zone, validFrom };
    }
    case "AgencyRenamed":
      return { ...withName(state, event.facts.name, event.facts.from), code: event.facts.code ?? state.code };
    case "AgencyEnded":
      return { ...state, validTo: event.facts.on, successors: event.facts.successors };
    case "MandateGiven": {
      const {
        mandate: id,
        region = null,
        country = null,
        categories = null,
        until = null,
        source = null,
      } = event.facts;
      const { stage, from } = event.facts;
      const given: Mandate = { id, stage: stage as MandateStage, region, country, categories, from, until, source };
      return { ...state, mandates: [...state.mandates, state.mandateEnds.reduce(endedBy, given)] };
    }
    case "MandateEnded": {
      const { mandate, on } = event.facts;
      const end = { mandate, on };
      return {
        ...state,
        mandates: state.mandates.map((each) => endedBy(each, end)),
        mandateEnds: [...state.mandateEnds, end],
      };
    }
  }
}

/** A mandate with its end, unless it is another's or ends earlier anyway. */
function endedBy(given: Mandate, { mandate, on }: Agency["mandateEnds"][number]): Mandate {
  return given.id === mandate && (given.until === null || on < given.until) ? { ...given, until: on } : given;
}

/** A name holds from its day, however late it is told; of two of one day, the one told last. */
function withName(state: Agency, name: string, from: string | null): Agency {
  const names = [...state.names, { name, from }];
  return {
    ...state,
    names: names.toSorted((a, b) => Number((a.from ?? "") > (b.from ?? "")) - Number((a.from ?? "") < (b.from ?? ""))),
  };
}

/** The name that an agency had on a day (`YYYY-MM-DD`); its first one for days before. */
export function nameOn({ names }: Pick<Agency, "names">, day: string): string | undefined {
  return (names.findLast(({ from }) => from === null || from <= day) ?? names[0])?.name;
}

/** @throws Rejection when the agency has ended already */
export function assertNotEnded(state: Agency): void {
  if (state.validTo !== null) throw new Rejection(AGENCY_HAS_ENDED, { on: state.validTo });
}

/** `agency-<id>`: an office of a ministry, a mission, a company that may act. */
export const agencyAggregate: Aggregate<Agency> = {
  category: "agency",
  events: anyDefinitions(agencyEvents),
  initial,
  evolve,
};
