import { AgencyField } from "../agency/agency-field.js";
import { CodeField, DateField, NarrativeField, ObjectField, TextField } from "../http/fields.js";
import { MoneyDto, Occurring } from "../http/parts.js";
import { FUNDING_SOURCES, ROUTES, type FundingSource, type Route } from "./codes.js";
import {
  AutopsyDone,
  DeathEnteredAtMission,
  RemainsCargoBooked,
  RemainsFundingAgreed,
  RemainsPapersLegalised,
} from "./remains.events.js";
import { remainsCommand } from "./repatriation-command.js";

export class AgreeFunding extends Occurring {
  @CodeField(FUNDING_SOURCES)
  funding!: FundingSource;

  @ObjectField(() => MoneyDto, { optional: true })
  cost?: MoneyDto;
}

export const agreeFunding = remainsCommand(AgreeFunding, {
  path: "funding",
  summary: "Record who agreed to pay",
  event: RemainsFundingAgreed,
  decide: ({ funding, cost }) => ({ facts: { funding, cost } }),
});

export class RecordAutopsy extends Occurring {
  @CodeField(["POLICE", "HOSPITAL", "FAMILY", "NOT_REPORTED"])
  orderedBy!: "POLICE" | "HOSPITAL" | "FAMILY" | "NOT_REPORTED";

  @NarrativeField({ optional: true, description: "Sealed as health data" })
  findings?: string;
}

export const recordAutopsy = remainsCommand(RecordAutopsy, {
  path: "autopsy",
  summary: "Record that an autopsy was done",
  event: AutopsyDone,
  decide: ({ orderedBy, findings }) => ({ facts: { orderedBy }, personal: { health: { findings } } }),
});

export class EnterDeath extends Occurring {
  @AgencyField({ kinds: ["MISSION"], optional: true })
  mission?: string;

  @TextField(60, { optional: true, description: "Sealed" })
  registerNumber?: string;
}

export const enterDeath = remainsCommand(EnterDeath, {
  path: "death-entry",
  summary: "Record that the mission entered the death in its register",
  event: DeathEnteredAtMission,
  decide: ({ mission, registerNumber }) => ({ facts: { mission }, personal: { identity: { registerNumber } } }),
});

export class LegalisePapers extends Occurring {
  @AgencyField({ kinds: ["MISSION"], optional: true })
  mission?: string;
}

export const legalisePapers = remainsCommand(LegalisePapers, {
  path: "legalisation",
  summary: "Record that the mission legalised the papers",
  event: RemainsPapersLegalised,
  decide: ({ mission }) => ({ facts: { mission } }),
});

export class BookCargo extends Occurring {
  @CodeField(ROUTES)
  route!: Route;

  @DateField({ kind: "PLANNED", optional: true, description: "The day booked for" })
  leaves?: string;

  @TextField(60, { optional: true, description: "Sealed" })
  waybill?: string;
}

export const bookCargo = remainsCommand(BookCargo, {
  path: "cargo",
  summary: "Record that cargo was booked",
  event: RemainsCargoBooked,
  decide: ({ route, leaves, waybill }) => ({ facts: { route, leaves }, personal: { identity: { waybill } } }),
});
