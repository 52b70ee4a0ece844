import { AgencyField } from "../../agency/agency-field.js";
import { eventOf } from "../../event-sourcing/deciding/new-event.js";
import { InvalidField } from "../../event-sourcing/deciding/rejection.js";
import { regionFact } from "../../facts/shapes.js";
import { command } from "../../http/command.js";
import { CodeField, NarrativeField, RegionField } from "../../http/fields.js";
import { Occurring } from "../../http/parts.js";
import { MeetingRecorded } from "./agreement.events.js";
import type { Agreement } from "./agreement.js";
import { TASK_UNITS, type TaskUnit } from "./codes.js";

/** The desk has 19 ministries and agencies, and regions besides. */
const MOST_PARTIES = 100;

export class RecordMeeting extends Occurring {
  @CodeField(TASK_UNITS, { many: true, description: "The task units of Desk P2MI whose work it was about" })
  units!: TaskUnit[];

  @AgencyField({ many: true, description: "Agencies that took part" })
  parties!: string[];

  @RegionField({ optional: true, description: "Where what they agreed is to hold" })
  region?: string;

  @NarrativeField({ optional: true, description: "What they met about; sealed" })
  topic?: string;

  @NarrativeField({ optional: true })
  note?: string;
}

export const recordMeeting = command(RecordMeeting, {
  summary: "Record a coordination meeting of agencies; `occurred` says when they met",
  creates: true,
  decide: (data, _state: Agreement, given) => {
    const { region, topic, note } = data;
    const units = [...new Set(data.units)];
    const parties = [...new Set(data.parties)];
    if (units.length === 0) throw new InvalidField("missing-field", "units", "it was about the work of a task unit");
    if (parties.length === 0) throw new InvalidField("missing-field", "parties", "some agency took part");
    if (parties.length > MOST_PARTIES)
      throw new InvalidField("invalid-field", "parties", `must be at most ${MOST_PARTIES}`);
    const facts = { units, parties, region: regionFact(region) };
    return [eventOf(MeetingRecorded, data, given, { subjects: [], facts, narrative: { topic, note } })];
  },
});
