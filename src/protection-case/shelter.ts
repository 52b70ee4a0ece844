import { AgencyField } from "../agency/agency-field.js";
import { eventOf, personalOf } from "../event-sourcing/deciding/new-event.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { definitelyBefore, resolveTime, type OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import {
  CodeField,
  CountryField,
  NameField,
  ObjectField,
  OccurredDto,
  PhoneField,
  TextField,
  UuidField,
} from "../http/fields.js";
import { ShelterLeft, ShelterProvided } from "./action.events.js";
import { CaseBodyWithNote, caseCommand, VictimBody, oneVictim } from "./case-command.js";
import { openStaysOf, type ProtectionCase } from "./case.state.js";
import { SHELTER_ENDS, SHELTER_KINDS } from "./codes.js";
import { atAnyStage, whileOpen } from "./stages.js";
import { i5VictimAlive } from "./victims-deaths.js";

const NO_SUCH_STAY: Rule = {
  id: "stay-unknown",
  source: "[design]",
  en: "There is no such stay in a shelter, it has ended, or it began later",
  indonesian: "Tidak ada masa tinggal di penampungan yang sesuai",
};

const SHELTER_OPEN: Rule = {
  id: "shelter-open",
  source: "[design]",
  en: "The victim is in a shelter: record first that this stay ended; of an earlier stay, say how it ended",
  indonesian:
    "Korban masih berada di penampungan: catat dahulu akhir masa tinggal itu; untuk masa tinggal sebelumnya, sebutkan akhirnya",
};

/** The end of a stay that is over, told together with its beginning. */
export class EndOfStay {
  @CodeField(SHELTER_ENDS)
  reason!: (typeof SHELTER_ENDS)[number];

  @ObjectField(() => OccurredDto)
  occurred!: OccurredDto;
}

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

  @ObjectField(() => EndOfStay, { optional: true, description: "Of a stay that is over" })
  ended?: EndOfStay;
}

/**
 * It never asks how the victim had left home: NON_PROCEDURAL blocks no shelter (I4). Nobody is in two shelters: a stay
 * that goes on is the only one, and what is told late of an earlier one is told with its end.
 */
export const provideShelter = caseCommand(ProvideShelter, {
  path: "shelters",
  summary: "Record that a victim was given shelter",
  allowed: whileOpen,
  decide: (data, state, given) => {
    const { victim, kind, agency, country, name, address, phone, note, ended } = data;
    const subjects = oneVictim(state, victim);
    i5VictimAlive(state, victim, given.at);
    assertOnlyStay(state, victim, ended && resolveTime(ended.occurred, given.now));
    const stay = given.newId();
    const facts = { stay, victim, kind, agency, country };
    const personal = personalOf(victim, { shelter: { name, address, phone } });
    const provided = eventOf(ShelterProvided, data, given, { subjects, facts, personal, narrative: { note } });
    if (!ended) return [provided];
    const { reason } = ended;
    const left = eventOf(ShelterLeft, ended, given, { subjects, facts: { stay, victim, reason } });
    if (definitelyBefore(left.occurredAt, provided.occurredAt)) throw new Rejection(NO_SUCH_STAY, { stay });
    return [provided, left];
  },
});

/** @param until when the new stay ended; undefined while it goes on */
function assertOnlyStay(state: ProtectionCase, victim: string, until: OccurredAt | undefined): void {
  const open = openStaysOf(state).find(({ stay }) => stay.victim === victim)?.stay;
  if (open && (until === undefined || definitelyBefore(open.from!, until)))
    throw new Rejection(SHELTER_OPEN, { stay: open.id, since: open.from });
}

/** A withdrawal may not leave somebody in two shelters. @throws Rejection */
export function assertOneOpenStay(state: ProtectionCase): void {
  const open = openStaysOf(state).map(({ stay }) => stay);
  const second = open.find(({ victim }, i) => open.slice(0, i).some((stay) => stay.victim === victim));
  if (second) throw new Rejection(SHELTER_OPEN, { stay: second.id, since: second.from });
}

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
