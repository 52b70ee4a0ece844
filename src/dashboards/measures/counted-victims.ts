import { splitStream } from "../../event-sourcing/deciding/decider.js";
import type { EventRecord } from "../../event-sourcing/stored-event/event-record.js";
import { counted } from "../../figures/counted.js";
import { code } from "../../figures/dimension.js";
import { screeningOf, victimsOf, type ProtectionCase } from "../../protection-case/case.state.js";
import { VICTIM_OUTCOMES } from "../../protection-case/codes.js";
import {
  CASE_TYPES,
  NO_CASE,
  OF_A_CASE,
  reportedAt,
  valuesOfCase,
  withCase,
  type CaseToCount,
} from "./counted-cases.js";
import { LIFE_TYPES, NO_LIFE, OF_A_PERSON, valuesOfPerson, withLived, type Life } from "./life.js";

interface Victim extends CaseToCount {
  readonly life: Life;
}

/** Each victim of each case: who is a victim of two cases counts in both. */
export const countedVictims = counted<Victim>({
  name: "figure-victims",
  version: 1,
  list: "CASE_LIST",
  types: [...CASE_TYPES, ...LIFE_TYPES],
  of: ["person", "case"],
  seenAs: "case",
  dimensions: {
    ...OF_A_CASE,
    ...OF_A_PERSON,
    // What was found is sealed (docs/decisions/0007): that it was looked into is not.
    screening: code("Screening for trafficking", "Penyaringan TPPO", ["NOT_SCREENED", "SCREENING", "ASSESSED"]),
    outcome: code("What became of them", "Keadaan akhir", VICTIM_OUTCOMES),
  },
  together: [
    ["month", "sex"],
    ["sex", "ageBand"],
    ["category", "sex"],
  ],
  begins: victimsNamed,
  initial: { ...NO_CASE, life: NO_LIFE },
  evolve: (state, event) =>
    event.stream.startsWith("case-") ? { ...withCase(state, event), life: state.life } : withLived(state, event),
  cell({ case: state, life }, { person }) {
    if (!victimsOf(state).includes(person!)) return undefined;
    return {
      about: person!,
      values: {
        ...valuesOfCase(state),
        ...valuesOfPerson(life, reportedAt(state)),
        screening: screeningIn(state, person!),
        outcome: state.outcomes.find(({ victim }) => victim === person)?.outcome,
      },
    };
  },
});

function screeningIn(state: ProtectionCase, victim: string): string {
  const newest = screeningOf(state, victim);
  if (newest === undefined) return "NOT_SCREENED";
  return newest.assessments.length === 0 ? "SCREENING" : "ASSESSED";
}

interface PartyNamed {
  readonly role: string;
  readonly person?: string;
}

function victimsNamed({ stream, type, facts }: EventRecord): string[] {
  const [category, id] = splitStream(stream);
  if (category !== "case") return [];
  const parties =
    type === "ComplaintReceived"
      ? (facts["parties"] as unknown as readonly PartyNamed[])
      : type === "CasePartyRecorded"
        ? [facts as unknown as PartyNamed]
        : [];
  return parties.flatMap(({ role, person }) => (role === "VICTIM" && person !== undefined ? `${person}/${id}` : []));
}
