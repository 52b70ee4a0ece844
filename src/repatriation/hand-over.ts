import type { Agency } from "../agency/agency.js";
import { AgencyField } from "../agency/agency-field.js";
import { agencyOf } from "../agency/in-office.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { regionFact } from "../facts/shapes.js";
import { CodeField, FlagField, NarrativeField, ObjectField, RegionField, TextField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { i15OverAllRecords } from "../person/may-be-told.js";
import type { Linked } from "../person/one-human-being.js";
import { PersonField } from "../person/person-field.js";
import { personOf, type Person } from "../person/person.js";
import { RELATIONS, type Relation } from "../person/relations.js";
import { ReturneeHandedOver } from "./living.events.js";
import { RemainsHandedOver } from "./remains.events.js";
import { livingCommand, remainsCommand, type GivenAt } from "./repatriation-command.js";
import type { Repatriation } from "./repatriation.state.js";

export class WitnessDto {
  @PersonField({ description: "The person who bore witness" })
  person!: string;

  @CodeField(["VILLAGE_OFFICIAL", "REGIONAL_OFFICIAL"])
  capacity!: "VILLAGE_OFFICIAL" | "REGIONAL_OFFICIAL";
}

/** Berita acara serah terima (BAST), of the living as of remains. */
class HandOver extends Occurring {
  @PersonField({ optional: true, description: "The person who received" })
  recipient?: string;

  @CodeField(RELATIONS, { optional: true, description: "What the recipient is to the person" })
  relation?: Relation;

  @FlagField({ optional: true, description: "The recipient holds a power of attorney" })
  powerOfAttorney?: boolean;

  @ObjectField(() => WitnessDto, { optional: true })
  witness?: WitnessDto;

  @AgencyField({ optional: true, description: "The agency of social affairs that received, where there is no family" })
  agency?: string;

  @RegionField({ optional: true })
  region?: string;

  @TextField(60, { optional: true, description: "Number of the record; sealed" })
  recordNumber?: string;

  @NarrativeField({ optional: true })
  note?: string;
}
export class HandOverReturnee extends HandOver {}
export class HandOverRemains extends HandOver {}

export const I8: Rule = {
  id: "I8",
  source: "[design]",
  en:
    "A handover names the recipient, the relation or a power of attorney, and a village or regional witness; " +
    "where there is no family, social affairs receive; only an adult goes home alone",
  indonesian:
    "Serah terima memuat penerima, hubungan atau surat kuasa, serta saksi dari desa atau daerah; " +
    "tanpa keluarga diserahkan ke Kemensos; hanya orang dewasa yang dapat pulang sendiri",
};

/**
 * I8: who received, by what right, and before whom; or, where there is no family, social affairs (Kemensos).
 * @param person the person of the repatriation, who is neither recipient nor witness
 * @param agency the agency named, if one is
 */
export function i8HandoverIsComplete(handover: HandOver, person: string, agency: Agency | undefined): void {
  const { recipient, relation, powerOfAttorney, witness } = handover;
  const missing: string[] = [];
  if (recipient === undefined) {
    if (agency?.kind === "SOCIAL_AFFAIRS") return;
    missing.push("recipient");
  } else {
    if (relation === undefined && !powerOfAttorney) missing.push("relation");
    if (witness === undefined) missing.push("witness");
    if (recipient === person) missing.push("recipient");
    if (witness && (witness.person === recipient || witness.person === person)) missing.push("witness");
  }
  if (missing.length > 0) throw new Rejection(I8, { missing });
}

interface Loaded {
  readonly about: Person;
  /** That receives where there is no family. */
  readonly agency?: Agency;
}

const handover = {
  concerns: ({ recipient, witness }: HandOver) => [recipient, witness?.person],
  loads: ({ agency }: HandOver, { person }: Repatriation) => ({
    about: personOf(person!),
    ...(agency !== undefined && { agency: agencyOf(agency) }),
  }),
  decide: (data: HandOver & Linked, state: Repatriation, { loaded }: GivenAt<Loaded>) => {
    const { recipient, relation, powerOfAttorney = false, witness, agency, region, recordNumber, note } = data;
    i8HandoverIsComplete(data, state.person!, loaded.agency);
    i15OverAllRecords({ about: state.person!, recipient, relation }, data, loaded);
    i15OverAllRecords({ about: state.person!, recipient: witness?.person }, data, loaded);
    return {
      facts: { recipient, relation, powerOfAttorney, witness, agency, region: regionFact(region) },
      personal: { identity: { recordNumber } },
      narrative: { note },
      others: [
        ...(recipient === undefined ? [] : [{ person: recipient, role: "RECIPIENT" }]),
        ...(witness ? [{ person: witness.person, role: "WITNESS" }] : []),
      ],
    };
  },
};

export const handOverReturnee = livingCommand(HandOverReturnee, {
  path: "handover",
  summary: "Record the handover of a living person to the family, or to social affairs (BAST)",
  settles: true,
  event: ReturneeHandedOver,
  ...handover,
});

export const handOverRemains = remainsCommand(HandOverRemains, {
  path: "remains-handover",
  summary: "Record the handover of remains to the family, or to social affairs (BAST)",
  event: RemainsHandedOver,
  ...handover,
});
