import { CodeField, NarrativeField, ObjectField, OccurredDto, PatternField, UuidField } from "../http/fields.js";
import { CaseTold } from "./case.commands.js";
import { FINDINGS, type Finding } from "./codes.js";

const CODE = /^[A-Z_]{1,40}$/;

export class StartTraffickingScreening extends CaseTold {
  @UuidField()
  victim!: string;

  @NarrativeField({ optional: true })
  note?: string;
}

/** All of it but who assessed, by which instrument and on which files, is sealed as trafficking data. */
export class AssessTrafficking extends CaseTold {
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

  @UuidField({ optional: true, description: "The officer who assessed, if another than who records it" })
  assessor?: string;

  @UuidField({ optional: true, many: true, description: "Ids of uploaded files; required to confirm" })
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
