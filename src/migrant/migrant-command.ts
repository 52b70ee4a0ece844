import type { Static, TObject } from "typebox";
import type { Given } from "../event-sourcing/deciding/decider.js";
import { eventOf, personalOf, type CommandOfEvent, type PersonalValues } from "../event-sourcing/deciding/new-event.js";
import type { Subject } from "../event-sourcing/stored-event/envelope.js";
import type { EventDefinition, NewEvent } from "../event-sourcing/stored-event/event-definition.js";
import type { OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { command, type DeclaredCommand, type Reached } from "../http/command.js";
import { NarrativeField, PatternField, UuidField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { LEGAL_GROUND, LEGAL_GROUND_IN_WORDS } from "../rules/legal-ground.js";
import type { Linked } from "../person/one-human-being.js";
import { i5NoRecordDiedBefore, loadDeaths, lookUpOwnRecords } from "./deaths-on-records.js";
import type { Journey, Migrant } from "./state.js";
import { assertFits, journeyFor } from "./step-order.js";

/** What every command of a migrant may say. */
export class MigrantCommand extends Occurring {
  @NarrativeField({ optional: true, description: "Free text; sealed" })
  note?: string;
}

/** A command about a journey. */
export class JourneyCommand extends MigrantCommand {
  @UuidField({ optional: true, description: "The journey; left out: the one that goes on" })
  journey?: string;
}

export const PositionField = () =>
  PatternField(/^[A-Z0-9_]{1,40}$/, "a code of capital letters, digits and _", {
    optional: true,
    example: "CAREGIVER",
  });
export const LegalGroundField = () =>
  PatternField(LEGAL_GROUND, LEGAL_GROUND_IN_WORDS, { example: "UU_18_2017_ART_13" });

interface More {
  /** The migrant's personal fields, by class. */
  readonly personal?: PersonalValues;
  /** Others concerned, with their roles. */
  readonly others?: readonly Subject[];
  readonly at?: OccurredAt;
}

/** Makes an event about the migrant whose stream it is; the note names all subjects. */
export function migrantEvent<Name extends string, Facts extends TObject>(
  definition: EventDefinition<Name, Facts>,
  data: CommandOfEvent & { readonly note?: string | undefined },
  given: Pick<Given, "id" | "now">,
  facts: Static<Facts>,
  { personal = {}, others = [], at }: More = {},
): NewEvent {
  return eventOf(definition, data, given, {
    subjects: [{ person: given.id, role: "MIGRANT" }, ...others],
    facts,
    personal: personalOf(given.id, personal),
    narrative: { note: data.note },
    at,
  });
}

interface JourneyFact<Body, Facts> extends Reached {
  /** Facts of the event, beside the journey. */
  readonly facts: (data: Body, journey: Journey, given: Given, state: Migrant) => Omit<Facts, "journey">;
  readonly personal?: (data: Body) => PersonalValues;
  /** Rules of its own; every event of a journey is checked by `assertFits`, too. */
  readonly checks?: (data: Body, state: Migrant, given: Given) => void;
}

/** Declares a command that records one event of a journey; the event's transition says in which steps. */
export function journeyCommand<Body extends JourneyCommand, Name extends string, Facts extends TObject>(
  body: new () => Body,
  definition: EventDefinition<Name, Facts>,
  { facts, personal, checks, ...reached }: JourneyFact<Body, Static<Facts>>,
): DeclaredCommand<Migrant> {
  return command(body, {
    ...reached,
    looksUp: lookUpOwnRecords,
    loads: (data) => loadDeaths(data) as never,
    decide: (data: Body & Linked, state: Migrant, given) => {
      checks?.(data, state, given);
      const journey = journeyFor(state, data.journey);
      const all = { journey: journey.id, ...facts(data, journey, given, state) } as Static<Facts>;
      const event = migrantEvent(definition, data, given, all, { personal: personal?.(data) });
      assertFits(event, state, given);
      i5NoRecordDiedBefore(event, given.id, data, given.loaded);
      return [event];
    },
  });
}
