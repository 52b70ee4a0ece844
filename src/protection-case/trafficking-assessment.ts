import { listAsText } from "../event-sourcing/stored-event/personal-text.js";
import { eventOf, personalOf } from "../event-sourcing/deciding/new-event.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { dateIn, resolveTime, type OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { valueOf, type OpenField } from "../event-sourcing/stored-event/personal-field.js";
import { OfficerField } from "../agency/officer-field.js";
import { FileField } from "../files/file-field.js";
import { CodeField, NarrativeField, ObjectField, OccurredDto, PatternField, UuidField } from "../http/fields.js";
import { personOf, type Person } from "../person/person.js";
import type { RuleContent } from "../rules/kinds.js";
import { editionInForce, inForce, rulesOf, type RuleSet } from "../rules/rule-set.js";
import { CaseBody, caseCommand, oneVictim, type CaseGiven } from "./case-command.js";
import { screeningOf, type Screening } from "./case.state.js";
import { ageAtOffence, type AgeAtOffence } from "./child.js";
import { FINDINGS, type Finding } from "./codes.js";
import { atAnyStage } from "./stages.js";
import { TraffickingAssessed } from "./trafficking.events.js";

/** Where a victim is in the order; what an assessment found is sealed, and opened for a decision only. */
export type TraffickingStatus = "NOT_SCREENED" | "SCREENING" | Finding | "UNREADABLE";

/** The findings that each status allows; screening again is always allowed. */
export const FINDING_ALLOWED: { readonly [S in TraffickingStatus]: readonly Finding[] } = {
  NOT_SCREENED: [],
  SCREENING: ["NOT_INDICATED", "INDICATED"],
  NOT_INDICATED: ["NOT_INDICATED", "INDICATED"],
  INDICATED: ["NOT_INDICATED", "INDICATED", "CONFIRMED"],
  CONFIRMED: [],
  UNREADABLE: [],
};

const ORDER: Rule = {
  id: "trafficking-order",
  source: "[design]; UU 21/2007",
  en: "A victim is screened first. Only an indicated finding is confirmed. Screening again is always allowed",
  indonesian:
    "Korban disaring lebih dahulu, dan yang dipastikan hanya temuan yang terindikasi; penyaringan ulang selalu boleh",
};

const THREE_PARTS: Rule = {
  id: "trafficking-three-parts",
  source: "UU 21/2007 art. 1(1); for a child art. 5 and 6 [check], Palermo protocol art. 3(c) (UU 14/2009)",
  en: "An indication needs an act, a means and a purpose; for a child, an act and a purpose",
  indonesian: "Indikasi memerlukan perbuatan, cara, dan tujuan; untuk anak cukup perbuatan dan tujuan",
};

const NEVER_BY_ITSELF: Rule = {
  id: "trafficking-confirmation",
  source: "[design]",
  en: "A confirmation names who confirmed and the evidence, and is made by an officer",
  indonesian: "Kepastian menyebut pihak yang memastikan dan buktinya, dan dibuat oleh petugas",
};

type Instrument = RuleContent<"TRAFFICKING_INSTRUMENTS">;

const CODE = /^[A-Z_]{1,40}$/;

/** All of it but the victim and the assessor is sealed as trafficking data. */
export class AssessTrafficking extends CaseBody {
  @UuidField()
  victim!: string;

  @CodeField(FINDINGS, { description: "CONFIRMED only of what was INDICATED" })
  outcome!: Finding;

  @ObjectField(() => OccurredDto, { description: "When the offence took place: the law of that day applies" })
  offence!: OccurredDto;

  @PatternField(CODE, "a code of the instrument", { optional: true, many: true, example: ["RECRUITMENT"] })
  acts?: string[];

  @PatternField(CODE, "a code of the instrument", {
    optional: true,
    many: true,
    description: "Not needed of a child",
    example: ["DEBT_BONDAGE"],
  })
  means?: string[];

  @PatternField(CODE, "a code of the instrument", { optional: true, many: true, example: ["FORCED_LABOUR"] })
  purposes?: string[];

  @CodeField(["DOCUMENT", "ASSESSMENT"], {
    optional: true,
    description: "Where no birth date or year is on file: by what the victim is known to have been a child",
  })
  childBy?: "DOCUMENT" | "ASSESSMENT";

  @OfficerField({ optional: true, description: "The officer who assessed, if another than who records it" })
  assessor?: string;

  // Only a confirmation needs evidence, so that which files it rests on would tell what was found.
  @FileField({ unnamed: true, optional: true, many: true, description: "Ids of uploaded files; required to confirm" })
  evidence?: string[];

  @CodeField(["POLICE", "PROSECUTOR", "COURT", "TASK_FORCE"], { optional: true, description: "Required to confirm" })
  confirmedBy?: "POLICE" | "PROSECUTOR" | "COURT" | "TASK_FORCE";

  @NarrativeField({ optional: true, description: "On what the assessor's view rests" })
  grounds?: string;

  @CodeField(FINDINGS, { optional: true, description: "What another assessor would have found" })
  dissentingOutcome?: Finding;

  @NarrativeField({ optional: true, description: "Who dissents, and why" })
  dissent?: string;
}

/** The status of a victim, as the newest assessment of the newest screening says; opened here and nowhere else. */
export function statusOf(screening: Screening | undefined, open: OpenField): TraffickingStatus {
  if (!screening) return "NOT_SCREENED";
  const newest = screening.assessments.at(-1);
  if (!newest) return "SCREENING";
  return (valueOf(newest.finding, "outcome", open) as Finding | undefined) ?? "UNREADABLE";
}

/**
 * The three parts, by the instrument of the day of the offence. Only a child needs no means; the basis is recorded.
 * @returns whether means were not needed
 */
function assertThreeParts(instrument: Instrument, command: AssessTrafficking, { child }: AgeAtOffence): boolean {
  const { acts = [], means = [], purposes = [] } = command;
  const missing = [
    ...(acts.length === 0 ? ["acts"] : []),
    ...(means.length === 0 && !child ? ["means"] : []),
    ...(purposes.length === 0 ? ["purposes"] : []),
  ];
  if (missing.length > 0) throw new Rejection(THREE_PARTS, { missing, instrument: instrument.instrument });
  return means.length === 0;
}

function assertOfInstrument(instrument: Instrument, command: AssessTrafficking): void {
  for (const list of ["acts", "means", "purposes"] as const)
    for (const code of command[list] ?? [])
      if (!instrument[list].includes(code))
        throw new InvalidField("invalid-field", list, `${code} is none of ${instrument.instrument}`);
}

/** The offence has a date: the law of that day applies. @throws InvalidField */
function offenceOf({ offence }: AssessTrafficking, now: string): OccurredAt {
  const at = resolveTime(offence, now);
  if (at.earliest === null && at.latest === null)
    throw new InvalidField(
      "missing-field",
      "offence.date",
      "at least a year: the law of the day of the offence applies",
    );
  return at;
}

/**
 * A finding is the act of an assessor; no event makes one. It changes neither the placement status (I12) nor the stage
 * of the case. It is allowed at any stage, and after a death (I5).
 */
export const assessTrafficking = caseCommand(AssessTrafficking, {
  path: "trafficking-assessments",
  summary: "Record an assessor's finding: act, means and purpose, by the law of the day of the offence",
  permission: "TRAFFICKING_ASSESS",
  allowed: atAnyStage,
  loads: ({ victim }) => ({ rules: rulesOf("TRAFFICKING_INSTRUMENTS"), person: personOf(victim) }),
  decide: (data, state, given: CaseGiven<{ readonly rules: RuleSet; readonly person: Person }>) => {
    const { victim, outcome, confirmedBy } = data;
    const { now, actor, loaded, open } = given;
    const evidence = [...new Set(data.evidence)];
    const subjects = oneVictim(state, victim);
    const screening = screeningOf(state, victim);
    if (!screening || !FINDING_ALLOWED[statusOf(screening, open)].includes(outcome)) throw new Rejection(ORDER);
    if (outcome === "CONFIRMED" && (confirmedBy === undefined || evidence.length === 0 || actor.kind !== "OFFICER"))
      throw new Rejection(NEVER_BY_ITSELF);
    const offence = offenceOf(data, now);
    const day = dateIn(offence.zone, (offence.earliest ?? offence.latest)!);
    const { edition } = editionInForce("TRAFFICKING_INSTRUMENTS", loaded.rules, day);
    const instrument = inForce("TRAFFICKING_INSTRUMENTS", loaded.rules, day);
    assertOfInstrument(instrument, data);
    const { childBelow } = instrument;
    const age: AgeAtOffence =
      childBelow === undefined
        ? { age: null, child: false }
        : ageAtOffence(loaded.person, offence, childBelow, open, data.childBy);
    const meansNotNeeded = outcome !== "NOT_INDICATED" && assertThreeParts(instrument, data, age);
    return [
      eventOf(TraffickingAssessed, data, given, {
        subjects,
        facts: {
          assessment: given.newId(),
          screening: screening.id,
          victim,
          assessor: data.assessor ?? actor.id,
          instrument: instrument.instrument,
          edition,
        },
        personal: personalOf(victim, {
          trafficking: {
            outcome,
            offence: [data.offence.date, data.offence.until].filter((each) => each !== undefined).join("/"),
            acts: listAsText(data.acts),
            means: listAsText(data.means),
            purposes: listAsText(data.purposes),
            ageAtOffence: age.age === null ? undefined : `${age.age}`,
            childBasis: age.basis,
            // Of a child, with its ground.
            meansNotNeeded: meansNotNeeded ? instrument.childSource : undefined,
            confirmedBy,
            evidence: listAsText(evidence),
            dissentingOutcome: data.dissentingOutcome,
            dissent: data.dissent,
            grounds: data.grounds,
          },
        }),
      }),
    ];
  },
});
