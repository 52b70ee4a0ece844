import { dateIn, resolveTime, type OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { valueOf, type OpenField } from "../event-sourcing/stored-event/personal-field.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { fileOf, type StoredFileState } from "../files/file.js";
import { personOf, type Person } from "../person/person.js";
import type { RuleContent } from "../rules/kinds.js";
import { editionInForce, inForce, rulesOf, type RuleSet } from "../rules/rule-set.js";
import { caseDecision, said, type Decisions } from "./case-decision.js";
import { screeningOf, type Screening } from "./case.state.js";
import { ageAtOffence, type AgeAtOffence } from "./child.js";
import type { Finding } from "./codes.js";
import { assertVictim } from "./parties.js";
import type { AssessTrafficking, StartTraffickingScreening } from "./trafficking.commands.js";
import { TraffickingAssessed, TraffickingScreeningStarted } from "./trafficking.events.js";

/** How a victim stands; what an assessment found is sealed, and opened for a decision only. */
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
  en: "The victim is screened first, and a finding is confirmed that has been indicated; screening again is always allowed",
  indonesian:
    "Korban disaring lebih dahulu, dan yang dipastikan hanya temuan yang terindikasi; penyaringan ulang selalu boleh",
};

const SCREENING_OPEN: Rule = {
  id: "screening-open",
  source: "[design]",
  en: "A screening of this victim has begun, and was not assessed yet",
  indonesian: "Penyaringan korban ini sedang berjalan dan belum dinilai",
};

const THREE_PARTS: Rule = {
  id: "trafficking-three-parts",
  source: "UU 21/2007 art. 1(1); for a child art. 5 and 6 [check], Palermo protocol art. 3(c) (UU 14/2009)",
  en: "An indication needs an act, a means and a purpose; for a child, an act and a purpose",
  indonesian: "Indikasi memerlukan perbuatan, cara, dan tujuan; untuk anak cukup perbuatan dan tujuan",
};

const NEVER_BY_ITSELF: Rule = {
  id: "trafficking-confirmation",
  source: "[design]: never auto-confirm",
  en: "A confirmation names who confirmed and the evidence, and is made by an officer",
  indonesian: "Kepastian menyebut pihak yang memastikan dan buktinya, dan dibuat oleh petugas",
};

const NO_SUCH_FILE: Rule = {
  id: "evidence-unknown",
  source: "[design]",
  en: "There is no such file",
  indonesian: "Berkas bukti tidak ditemukan",
};

type Instrument = RuleContent<"TRAFFICKING_INSTRUMENTS">;

type Beside = { readonly rules: RuleSet; readonly person: Person } & { readonly [file: string]: StoredFileState };

/** The status of a victim, as the newest assessment of the newest screening says; opened here and nowhere else. */
export function statusOf(screening: Screening | undefined, open: OpenField): TraffickingStatus {
  if (!screening) return "NOT_SCREENED";
  const newest = screening.assessments.at(-1);
  if (!newest) return "SCREENING";
  return (valueOf(newest.finding, "outcome", open) as Finding | undefined) ?? "UNREADABLE";
}

/**
 * The three parts, by the instrument of the day of the offence. Without means only for a child, with the basis recorded.
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
 * A finding is the act of an assessor, and changes nothing but itself: neither the placement status (I12), nor the stage
 * of the case, and no event of any kind makes one. It is allowed at any stage, and after a death (I5).
 */
export const traffickingDecisions: Decisions = {
  StartTraffickingScreening: caseDecision<StartTraffickingScreening>(
    "StartTraffickingScreening",
    ({ note, ...data }, state, { newId }) => {
      const victim = data.victim.toLowerCase();
      assertVictim(state, victim);
      const open = screeningOf(state, victim);
      if (open && open.assessments.length === 0) throw new Rejection(SCREENING_OPEN, { screening: open.id });
      const facts = { screening: newId(), victim };
      return said(TraffickingScreeningStarted, facts, { victims: [victim], narrative: { note } });
    },
  ),
  AssessTrafficking: caseDecision<AssessTrafficking, Beside>(
    "AssessTrafficking",
    (command, state, { now, actor, loaded, open, newId }) => {
      const victim = command.victim.toLowerCase();
      const evidence = [...new Set((command.evidence ?? []).map((id) => id.toLowerCase()))];
      assertVictim(state, victim);
      for (const file of evidence) if (!loaded[file]!.stored) throw new Rejection(NO_SUCH_FILE, { file });
      const { outcome, confirmedBy } = command;
      const screening = screeningOf(state, victim);
      if (!screening || !FINDING_ALLOWED[statusOf(screening, open)].includes(outcome)) throw new Rejection(ORDER);
      if (outcome === "CONFIRMED" && (confirmedBy === undefined || evidence.length === 0 || actor.kind !== "OFFICER"))
        throw new Rejection(NEVER_BY_ITSELF);
      const offence = offenceOf(command, now);
      const day = dateIn(offence.zone, (offence.earliest ?? offence.latest)!);
      const { edition } = editionInForce("TRAFFICKING_INSTRUMENTS", loaded.rules, day);
      const instrument = inForce("TRAFFICKING_INSTRUMENTS", loaded.rules, day);
      assertOfInstrument(instrument, command);
      const { childBelow } = instrument;
      const age: AgeAtOffence =
        childBelow === undefined
          ? { age: null, child: false }
          : ageAtOffence(loaded.person, offence, childBelow, open, command.childBy);
      const meansNotNeeded = outcome !== "NOT_INDICATED" && assertThreeParts(instrument, command, age);
      return said(
        TraffickingAssessed,
        {
          assessment: newId(),
          screening: screening.id,
          victim,
          assessor: command.assessor?.toLowerCase() ?? actor.id,
          instrument: instrument.instrument,
          edition,
        },
        {
          victims: [victim],
          personal: [
            {
              person: victim,
              class: "trafficking",
              values: {
                outcome,
                offence: [command.offence.date, command.offence.until].filter((each) => each !== undefined).join("/"),
                acts: joined(command.acts),
                means: joined(command.means),
                purposes: joined(command.purposes),
                ageAtOffence: age.age === null ? undefined : `${age.age}`,
                childBasis: age.basis,
                // Of a child, and said with its ground.
                meansNotNeeded: meansNotNeeded ? instrument.childSource : undefined,
                confirmedBy,
                evidence: joined(evidence),
                dissentingOutcome: command.dissentingOutcome,
                dissent: command.dissent,
                grounds: command.grounds,
              },
            },
          ],
        },
      );
    },
    (command) => ({
      // Only a confirmation needs evidence, so that which files it rests on would tell what was found.
      ...Object.fromEntries((command.evidence ?? []).map((id) => [id.toLowerCase(), { ...fileOf(id), untold: true }])),
      rules: rulesOf("TRAFFICKING_INSTRUMENTS"),
      person: personOf(command.victim),
    }),
  ),
};

function joined(codes: readonly string[] = []): string | undefined {
  return codes.length === 0 ? undefined : [...new Set(codes)].toSorted().join(",");
}
