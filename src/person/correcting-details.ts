import type { CorrectFact, CorrectionGiven } from "../event-sourcing/stored-event/correction.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { fieldsOf } from "../event-sourcing/stored-event/personal-field.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { IdentityDetailsRecorded, PersonRegistered } from "./person.events.js";
import { identityWarnings, isChecked, keptValues, openedIdentity, yearOf } from "./personal-values.js";

/** A correction with values as they are kept, and with the facts that follow from them. @throws InvalidField */
export function completeCorrection(
  correction: CorrectFact,
  corrected: EventRecord,
  { now, open }: CorrectionGiven,
): CorrectFact {
  const { identity, contact, ...others } = correction.personal ?? {};
  const kept = identity && keptValues(identity, "personal.identity", now);
  const personal = {
    ...others,
    ...(kept && { identity: kept as Record<string, string> }),
    ...(contact && { contact: keptValues(contact, "personal.contact", now) as Record<string, string> }),
  };
  const completed: CorrectFact = { ...correction, ...(correction.personal && { personal }) };
  if (corrected.type !== PersonRegistered.type && corrected.type !== IdentityDetailsRecorded.type) return completed;
  const given = correction.facts ?? {};
  const values = { ...openedIdentity(fieldsOf(corrected, "identity"), open), ...kept };
  const changes: Record<string, unknown> = { ...given };
  if (kept?.birthDate !== undefined || given.birthYear !== undefined) {
    const year = values.birthDate === undefined ? undefined : yearOf(values.birthDate);
    if (year !== undefined && given.birthYear !== undefined && given.birthYear !== year)
      throw new InvalidField("invalid-field", "facts.birthYear", "is not the year of the birth date");
    if (year !== undefined) changes.birthYear = year;
  }
  if (isChecked(kept ?? {}, changes)) {
    const { sex, birthYear } = { ...corrected.facts, ...changes } as { sex?: string; birthYear?: number };
    changes.warnings ??= identityWarnings(values, { sex, birthYear });
  }
  return { ...completed, facts: changes as CorrectFact["facts"] };
}
