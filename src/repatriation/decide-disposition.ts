import { AgencyField } from "../agency/agency-field.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { CodeField, NarrativeField, PatternField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { PersonField } from "../person/person-field.js";
import { RELATIONS, type Relation } from "../person/relations.js";
import { LEGAL_GROUND, LEGAL_GROUND_IN_WORDS } from "../rules/legal-ground.js";
import { DISPOSITIONS, type Disposition } from "./codes.js";
import { informedRelative, loadRelative, type RelativeLoaded } from "./notify-family.js";
import { i7MissionMayDecide } from "./remains-may-leave.js";
import { DispositionDecided } from "./remains.events.js";
import { remainsCommand, type GivenAt } from "./repatriation-command.js";

export class DecideDisposition extends Occurring {
  @CodeField(DISPOSITIONS)
  disposition!: Disposition;

  @CodeField(["FAMILY", "MISSION"])
  decidedBy!: "FAMILY" | "MISSION";

  @PersonField({ optional: true, description: "Of the family: who decided" })
  relative?: string;

  @CodeField(RELATIONS, { optional: true, description: "Required of a family's decision" })
  relation?: Relation;

  @AgencyField({
    kinds: ["MISSION"],
    optional: true,
    description: "The mission that decided; left out: the caller's agency",
  })
  mission?: string;

  @PatternField(LEGAL_GROUND, LEGAL_GROUND_IN_WORDS, {
    optional: true,
    example: "UU_18_2017_ART_27",
    description: "Required of a mission's decision",
  })
  legalGround?: string;

  @NarrativeField({ optional: true })
  note?: string;
}

export const decideDisposition = remainsCommand(DecideDisposition, {
  path: "dispositions",
  summary: "Record what the family, or the mission, decided for the remains",
  event: DispositionDecided,
  concerns: ({ relative }) => [relative],
  loads: loadRelative,
  decide: (data, state, { loaded, actor, at }: GivenAt<RelativeLoaded>) => {
    const { disposition, decidedBy, relative, relation, legalGround, note } = data;
    if (decidedBy === "MISSION") {
      i7MissionMayDecide({ decidedBy, legalGround: legalGround ?? null, at }, state);
      const mission = data.mission ?? actor.agency ?? undefined;
      return { facts: { disposition, decidedBy, mission, legalGround }, narrative: { note } };
    }
    if (relation === undefined) throw new InvalidField("missing-field", "relation", "says who of the family decided");
    return {
      facts: { disposition, decidedBy, relative, relation, legalGround },
      narrative: { note },
      others: informedRelative(data, state, loaded),
    };
  },
});
