import { eventOf, personalOf } from "../event-sourcing/deciding/new-event.js";
import { CodeField, DateField, IntegerField, ObjectField, TextField } from "../http/fields.js";
import { MoneyDto } from "../http/parts.js";
import { EmergencyTravelDocumentIssued, ExitPermitObtained, ImmigrationFineDecided } from "./action.events.js";
import { caseCommand, VictimBody, oneVictim } from "./case-command.js";
import { whileOpen } from "./stages.js";
import { i5VictimAlive } from "./victims-deaths.js";

export class IssueEmergencyTravelDocument extends VictimBody {
  @TextField(40, { optional: true, description: "Sealed" })
  number?: string;

  @DateField({ kind: "EXPIRY", optional: true })
  validUntil?: string;
}

export const issueEmergencyTravelDocument = caseCommand(IssueEmergencyTravelDocument, {
  path: "emergency-travel-documents",
  summary: "Record that an emergency travel document (SPLP) was issued",
  settles: true,
  allowed: whileOpen,
  decide: (data, state, given) => {
    const { victim, number, validUntil, note } = data;
    i5VictimAlive(state, victim, given.at);
    return [
      eventOf(EmergencyTravelDocumentIssued, data, given, {
        subjects: oneVictim(state, victim),
        facts: { victim, validUntil },
        personal: personalOf(victim, { identity: { travelDocumentNumber: number } }),
        narrative: { note },
      }),
    ];
  },
});

export class DecideImmigrationFine extends VictimBody {
  @CodeField(["PAID", "REDUCED", "WAIVED"])
  outcome!: "PAID" | "REDUCED" | "WAIVED";

  @IntegerField(0, 36500, { optional: true })
  overstayDays?: number;

  @ObjectField(() => MoneyDto, { optional: true, description: "What was due, before any waiver" })
  fine?: MoneyDto;

  @ObjectField(() => MoneyDto, { optional: true, description: "What was paid of it" })
  paid?: MoneyDto;
}

export const decideImmigrationFine = caseCommand(DecideImmigrationFine, {
  path: "fines",
  summary: "Record what was decided on a fine for overstaying",
  lateFact: true,
  allowed: whileOpen,
  decide: (data, state, given) => {
    const { victim, outcome, overstayDays, fine, paid, note } = data;
    const facts = { victim, outcome, overstayDays, fine, paid };
    return [
      eventOf(ImmigrationFineDecided, data, given, { subjects: oneVictim(state, victim), facts, narrative: { note } }),
    ];
  },
});

export class ObtainExitPermit extends VictimBody {
  @CodeField(["EXIT_PERMIT", "NOT_REQUIRED", "DEPORTATION_ORDER"])
  permit!: "EXIT_PERMIT" | "NOT_REQUIRED" | "DEPORTATION_ORDER";
}

export const obtainExitPermit = caseCommand(ObtainExitPermit, {
  path: "exit-permits",
  summary: "Record that the exit permit was granted",
  settles: true,
  allowed: whileOpen,
  decide: (data, state, given) => {
    const { victim, permit, note } = data;
    const subjects = oneVictim(state, victim);
    i5VictimAlive(state, victim, given.at);
    return [eventOf(ExitPermitObtained, data, given, { subjects, facts: { victim, permit }, narrative: { note } })];
  },
});
