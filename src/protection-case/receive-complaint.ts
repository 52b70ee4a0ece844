import type { Given } from "../event-sourcing/deciding/decider.js";
import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { resolveTime } from "../event-sourcing/stored-event/occurred-at.js";
import { regionFact } from "../facts/shapes.js";
import { command } from "../http/command.js";
import {
  CodeField,
  CountryField,
  FlagField,
  NarrativeField,
  ObjectField,
  OccurredDto,
  RegionField,
} from "../http/fields.js";
import { NumberedAnswer, numberOfOpened } from "../numbering/numbered-answer.js";
import { rulesOf, type RuleSet } from "../rules/rule-set.js";
import { CaseBody, subjectsOf } from "./case-command.js";
import { ComplaintReceived } from "./case.events.js";
import type { ProtectionCase } from "./case.state.js";
import { CATEGORIES, type Category } from "../facts/case-categories.js";
import { CIRCUMSTANCES, COMPLAINANTS, COMPLAINT_CHANNELS } from "./codes.js";
import { newParty, PartyDto, type NewParty } from "./parties.js";
import { triage } from "./triage.js";

export class ReceiveComplaint extends CaseBody {
  @CodeField(COMPLAINT_CHANNELS)
  channel!: (typeof COMPLAINT_CHANNELS)[number];

  @CodeField(COMPLAINANTS)
  complainant!: (typeof COMPLAINANTS)[number];

  @FlagField({ optional: true, description: "Required of a lawyer or organisation" })
  powerOfAttorney?: boolean;

  @CodeField(CATEGORIES, { many: true })
  categories!: Category[];

  @CodeField(CIRCUMSTANCES, { optional: true, many: true, description: "What may make it graver than its category" })
  circumstances?: (typeof CIRCUMSTANCES)[number][];

  @CountryField({ optional: true })
  country?: string;

  @RegionField({ optional: true, description: "Where in Indonesia, of what happened there" })
  region?: string;

  @ObjectField(() => OccurredDto, { optional: true, description: "When what is complained of happened" })
  incident?: OccurredDto;

  @ObjectField(() => PartyDto, { optional: true, many: true })
  parties?: PartyDto[];

  @NarrativeField({ optional: true, description: "What is complained of; sealed" })
  account?: string;
}

/** Complainants who act for another by a power of attorney. */
const BY_ATTORNEY: readonly string[] = ["LAWYER", "ORGANISATION"];

/**
 * A case begins with a complaint, by any channel and about anybody. Nothing asks how the person had left home, so
 * NON_PROCEDURAL never blocks it (I4); nor whether they are alive, as heirs complain, too.
 */
export const receiveComplaint = command(ReceiveComplaint, {
  summary: "Receive a complaint: it begins a case, about any number of persons and companies in roles",
  permission: "CASE_RECEIVE",
  settles: true,
  answers: { type: NumberedAnswer, more: numberOfOpened },
  creates: true,
  loads: () => ({ rules: rulesOf("CASE_CATEGORIES") }),
  decide: (data, _state: ProtectionCase, given: Given<{ readonly rules: RuleSet }>) => {
    const { channel, complainant, powerOfAttorney = false, categories, circumstances = [], incident } = data;
    const { now, loaded } = given;
    const at = resolveTime(data.occurred, now);
    if (categories.length === 0) throw new InvalidField("missing-field", "categories", "at least one is named");
    if (BY_ATTORNEY.includes(complainant) && !powerOfAttorney)
      throw new InvalidField("missing-field", "powerOfAttorney", "lawyers and organisations complain by one");
    const parties: NewParty[] = [];
    for (const each of data.parties ?? []) parties.push(newParty(each, parties, given.newId()));
    return [
      eventOf(ComplaintReceived, data, given, {
        subjects: subjectsOf({ parties }, parties),
        facts: {
          channel,
          complainant,
          powerOfAttorney,
          ...triage(loaded.rules, categories, circumstances, at, now),
          country: data.country,
          region: regionFact(data.region),
          ...(incident && { incident: { ...resolveTime(incident, now) } }),
          parties,
        },
        narrative: { account: data.account, incidentAsReported: incident?.asReported },
        at,
      }),
    ];
  },
});
