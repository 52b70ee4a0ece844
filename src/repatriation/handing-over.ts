import { agencyAggregate, type Agency } from "../agency/agency.js";
import { assertRegistered, personOf, type Person } from "../person/person.js";
import { regionFact } from "../facts/shapes.js";
import { i8HandoverIsComplete } from "./handover.js";
import type { HandOver } from "./living.commands.js";
import type { Repatriation } from "./repatriation.state.js";
import { i15MayBeTold } from "./told.js";

export interface HandoverBeside {
  readonly about: Person;
  readonly recipient?: Person;
  readonly witness?: Person;
  readonly agency?: Agency;
}

/** What a handover reads: the person's wishes, those named, and the agency that receives where there is no family. */
export function handoverLoads({ recipient, witness, agency }: HandOver, { person }: Repatriation): object {
  return {
    about: personOf(person!),
    ...(recipient !== undefined && { recipient: personOf(recipient) }),
    ...(witness && { witness: personOf(witness.person) }),
    ...(agency !== undefined && { agency: { aggregate: agencyAggregate, id: agency.toLowerCase() } }),
  };
}

/** Facts, personal fields and persons of a handover, of the living as of remains, once I8 and I15 are met. */
export function handedOver(data: HandOver, state: Repatriation, loaded: HandoverBeside) {
  const { relation, powerOfAttorney = false, region, recordNumber, note } = data;
  const recipient = data.recipient?.toLowerCase();
  const agency = data.agency?.toLowerCase();
  const witness = data.witness && { person: data.witness.person.toLowerCase(), capacity: data.witness.capacity };
  i8HandoverIsComplete({ recipient, relation, powerOfAttorney, witness, agency }, state.person!, loaded.agency);
  if (recipient !== undefined) assertRegistered(loaded.recipient!, recipient);
  if (witness) assertRegistered(loaded.witness!, witness.person);
  i15MayBeTold(loaded.about, recipient, relation);
  i15MayBeTold(loaded.about, witness?.person);
  return {
    facts: { recipient, relation, powerOfAttorney, witness, agency, region: regionFact(region) },
    personal: { identity: { recordNumber }, narrative: { note } },
    others: [
      ...(recipient === undefined ? [] : [{ person: recipient, role: "RECIPIENT" }]),
      ...(witness ? [{ person: witness.person, role: "WITNESS" }] : []),
    ],
  };
}
