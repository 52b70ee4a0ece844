import { AgencyField } from "../agency/agency-field.js";
import { eventOf, personalOf } from "../event-sourcing/deciding/new-event.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { definitelyBefore } from "../event-sourcing/stored-event/occurred-at.js";
import { CodeField, CountryField, NameField, PhoneField, TextField, UuidField } from "../http/fields.js";
import { ShelterLeft, ShelterProvided } from "./action.events.js";
import { CaseBodyWithNote, caseCommand, VictimBody, oneVictim } from "./case-command.js";
import { SHELTER_ENDS, SHELTER_KINDS } from "./codes.js";
import { atAnyStage, whileOpen } from "./stages.js";
import { i5VictimAlive } from "./victims-deaths.js";

const NO_SUCH_STAY: Rule = {
  id: "stay-unknown",
  source: "[design]",
  en: "There is no such stay in a shelter, it has ended, or it began later",
  indonesian: "Tidak ada masa tinggal di penampungan yang sesuai",
};

export class ProvideShelter extends VictimBody {
  @CodeField(SHELTER_KINDS)
  kind!: (typeof SHELTER_KINDS)[number];

  @AgencyField({ optional: true, description: "The agency that runs it" })
  agency?: string;

  @CountryField({ optional: true })
  country?: string;

  @NameField(200, { optional: true, description: "Sealed in class shelter" })
  name?: string;

  @TextField(500, { optional: true, description: "Sealed in class shelter" })
  address?: string;

  @PhoneField({ optional: true, description: "Sealed in class shelter", example: "+62 21 555 1234" })
  phone?: string;
}

/** It never asks how the victim had left home: NON_PROCEDURAL blocks no shelter (I4). */
export const provideShelter = caseCommand(ProvideShelter, {
  path: "shelters",
  summary: "Record that a victim was given shelter",
  allowed: whileOpen,
  decide: (data, state, given) => {
    const { victim, kind, agency, country, name, address, phone, note } = data;
    const subjects = oneVictim(state, victim);
    i5VictimAlive(state, victim, given.at);
    const facts = { stay: given.newId(), victim, kind, agency, country };
    const personal = personalOf(victim, { shelter: { name, address, phone } });
    return [eventOf(ShelterProvided, data, given, { subjects, facts, personal, narrative: { note } })];
  },
});

export class EndShelter extends CaseBodyWithNote {
  @UuidField({ description: "Id of the stay" })
  stay!: string;

  @CodeField(SHELTER_ENDS)
  reason!: (typeof SHELTER_ENDS)[number];
}

export const endShelter = caseCommand(EndShelter, {
  path: "shelter-ends",
  summary: "Record that a stay in a shelter ended",
  lateFact: true,
  allowed: atAnyStage,
  decide: (data, { stays }, given) => {
    const { stay, reason, note } = data;
    const known = stays.find(({ id, until }) => id === stay && until === null);
    if (!known || (known.from && definitelyBefore(given.at, known.from))) throw new Rejection(NO_SUCH_STAY, { stay });
    const { victim } = known;
    const subjects = [{ person: victim, role: "VICTIM" }];
    return [eventOf(ShelterLeft, data, given, { subjects, facts: { stay, victim, reason }, narrative: { note } })];
  },
});
