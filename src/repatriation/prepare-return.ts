import { CodeField, DateField, IntegerField, NarrativeField, ObjectField, TextField } from "../http/fields.js";
import { MoneyDto, Occurring } from "../http/parts.js";
import { FUNDING_SOURCES, TRAVEL_MODES, type FundingSource, type TravelMode } from "./codes.js";
import {
  ReturneeExitCleared,
  ReturneeFitToTravel,
  ReturneeIdentityConfirmed,
  ReturneeTicketed,
  ReturneeTravelDocumentReady,
} from "./living.events.js";
import { livingCommand } from "./repatriation-command.js";

export class ConfirmReturneeIdentity extends Occurring {
  @CodeField(["PASSPORT", "CIVIL_REGISTRY", "BIOMETRICS", "FAMILY", "MISSION_RECORDS", "INTERVIEW"])
  basis!: "PASSPORT" | "CIVIL_REGISTRY" | "BIOMETRICS" | "FAMILY" | "MISSION_RECORDS" | "INTERVIEW";

  @NarrativeField({ optional: true })
  note?: string;
}

export const confirmReturneeIdentity = livingCommand(ConfirmReturneeIdentity, {
  path: "identity",
  summary: "Record that the identity of the returnee was confirmed",
  event: ReturneeIdentityConfirmed,
  decide: ({ basis, note }) => ({ facts: { basis }, narrative: { note } }),
});

export class RecordTravelDocument extends Occurring {
  @CodeField(["PASSPORT", "SPLP"])
  document!: "PASSPORT" | "SPLP";

  @TextField(40, { optional: true, description: "Sealed" })
  number?: string;

  @DateField({ kind: "EXPIRY", optional: true })
  validUntil?: string;
}

export const recordTravelDocument = livingCommand(RecordTravelDocument, {
  path: "travel-documents",
  summary: "Record that a passport or an emergency travel document (SPLP) is ready",
  event: ReturneeTravelDocumentReady,
  decide: ({ document, validUntil, number }) => ({
    facts: { document, validUntil },
    personal: { identity: { travelDocumentNumber: number } },
  }),
});

export class RecordExitClearance extends Occurring {
  @CodeField(["EXIT_PERMIT", "NOT_REQUIRED", "DEPORTATION_ORDER"])
  permit!: "EXIT_PERMIT" | "NOT_REQUIRED" | "DEPORTATION_ORDER";

  @CodeField(["NONE", "PAID", "REDUCED", "WAIVED"], { description: "What became of a fine for overstaying" })
  fineOutcome!: "NONE" | "PAID" | "REDUCED" | "WAIVED";

  @IntegerField(0, 36500, { optional: true })
  overstayDays?: number;

  @ObjectField(() => MoneyDto, { optional: true, description: "What was due, before any waiver" })
  fine?: MoneyDto;

  @ObjectField(() => MoneyDto, { optional: true, description: "What was paid of it" })
  paid?: MoneyDto;

  @CodeField(FUNDING_SOURCES, { optional: true })
  paidBy?: FundingSource;
}

export const recordExitClearance = livingCommand(RecordExitClearance, {
  path: "exit-clearance",
  summary: "Record that the country lets the person leave, and what became of a fine",
  event: ReturneeExitCleared,
  decide: ({ permit, fineOutcome, overstayDays, fine, paid, paidBy }) => ({
    facts: { permit, fineOutcome, overstayDays, fine, paid, paidBy },
  }),
});

export class CertifyFitToTravel extends Occurring {
  @CodeField(["FIT", "FIT_WITH_ESCORT", "FIT_ON_STRETCHER"])
  fitness!: "FIT" | "FIT_WITH_ESCORT" | "FIT_ON_STRETCHER";

  @DateField({ kind: "EXPIRY", optional: true })
  validUntil?: string;

  @NarrativeField({ optional: true, description: "Sealed as health data" })
  findings?: string;
}

export const certifyFitToTravel = livingCommand(CertifyFitToTravel, {
  path: "fit-to-travel",
  summary: "Record that a doctor certified the person fit to travel",
  event: ReturneeFitToTravel,
  decide: ({ fitness, validUntil, findings }) => ({
    facts: { fitness, validUntil },
    personal: { health: { findings } },
  }),
});

export class BookTicket extends Occurring {
  @CodeField(TRAVEL_MODES)
  mode!: TravelMode;

  @CodeField(FUNDING_SOURCES)
  funding!: FundingSource;

  @ObjectField(() => MoneyDto, { optional: true })
  cost?: MoneyDto;

  @DateField({ kind: "PLANNED", optional: true, description: "The day booked for" })
  leaves?: string;
}

export const bookTicket = livingCommand(BookTicket, {
  path: "tickets",
  summary: "Record that the journey home was booked, and who pays",
  event: ReturneeTicketed,
  decide: ({ mode, funding, cost, leaves }) => ({ facts: { mode, funding, cost, leaves } }),
});
