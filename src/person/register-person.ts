import { eventOf, personalOf } from "../event-sourcing/deciding/new-event.js";
import { command } from "../http/command.js";
import { CodeField, ObjectField } from "../http/fields.js";
import { ContactValues } from "./change-contact.js";
import {
  DISCOVERIES,
  PersonRegistered,
  PLACEMENT_STATUSES,
  SEXES,
  STATUS_BASES,
  type Discovery,
  type PlacementStatus,
  type Sex,
  type StatusBasis,
} from "./person.events.js";
import { initialPerson, subjectOf, type Person } from "./person-state.js";
import { keptValues } from "./personal-values.js";
import { detailsOf, IdentityDetails } from "./record-identity-details.js";

export class MigrantAtRegistration {
  @CodeField(DISCOVERIES)
  discovery!: Discovery;

  @CodeField(PLACEMENT_STATUSES)
  placementStatus!: PlacementStatus;

  @CodeField(STATUS_BASES, { description: "On what the placement status rests" })
  placementStatusBasis!: StatusBasis;
}

export class RegisterPerson extends IdentityDetails {
  @CodeField(SEXES)
  sex!: Sex;

  @ObjectField(() => ContactValues, { optional: true })
  contact?: ContactValues;

  @ObjectField(() => MigrantAtRegistration, {
    optional: true,
    description: "Given for a migrant: with the person, the migrant's history begins",
  })
  migrant?: MigrantAtRegistration;
}

export const registerPerson = command(RegisterPerson, {
  summary: "Register a person: a migrant, or anybody else concerned. Search for them first",
  permission: "PERSON_REGISTER",
  settles: true,
  creates: true,
  decide: (data, _state: Person, given) => {
    const { identity, facts } = detailsOf(data, initialPerson, given.open, given.now);
    const contact = keptValues(data.contact, "contact", given.now);
    const { sex, migrant } = data;
    return [
      eventOf(PersonRegistered, data, given, {
        subjects: [subjectOf(given.id, { migrant })],
        facts: { ...facts, sex, ...(migrant && { migrant: { ...migrant } }) },
        personal: personalOf(given.id, { identity, contact }),
        narrative: { note: data.note },
      }),
    ];
  },
});
