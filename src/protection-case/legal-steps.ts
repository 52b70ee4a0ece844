import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { CodeField, CountryField, NarrativeField, PatternField, UuidField } from "../http/fields.js";
import { LEGAL_GROUND, LEGAL_GROUND_IN_WORDS } from "../rules/legal-ground.js";
import { CaseBodyWithNote, caseCommand, subjectsOf } from "./case-command.js";
import { LitigationStarted, SanctionRecommended } from "./case.events.js";
import { FORUMS, SANCTIONS } from "./codes.js";
import { partyOf } from "./parties.js";
import { entering } from "./stages.js";

export class RecommendSanction extends CaseBodyWithNote {
  @UuidField({ description: "Id of the party" })
  party!: string;

  @CodeField(SANCTIONS)
  sanction!: (typeof SANCTIONS)[number];

  @PatternField(LEGAL_GROUND, LEGAL_GROUND_IN_WORDS, { example: "UU_18_2017_ART_13" })
  legalGround!: string;
}

export const recommendSanction = caseCommand(RecommendSanction, {
  path: "sanction-recommendations",
  summary: "Recommend a sanction against a party",
  allowed: entering("SANCTION_RECOMMENDED"),
  decide: (data, state, given) => {
    const { party, sanction, legalGround, note } = data;
    const subjects = subjectsOf(state, [partyOf(state, party)]);
    const facts = { party, sanction, legalGround };
    return [eventOf(SanctionRecommended, data, given, { subjects, facts, narrative: { note } })];
  },
});

export class StartLitigation extends CaseBodyWithNote {
  @CodeField(FORUMS)
  forum!: (typeof FORUMS)[number];

  @CountryField({ optional: true })
  country?: string;

  @NarrativeField({ optional: true, description: "Number and court; sealed" })
  docket?: string;
}

export const startLitigation = caseCommand(StartLitigation, {
  path: "litigation",
  summary: "Record that the case went to court, or to the police",
  allowed: entering("LITIGATION"),
  decide: (data, state, given) => {
    const { forum, country, docket, note } = data;
    const facts = { forum, country };
    return [
      eventOf(LitigationStarted, data, given, { subjects: subjectsOf(state), facts, narrative: { docket, note } }),
    ];
  },
});
