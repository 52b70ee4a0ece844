import { agencyAggregate, type Agency } from "../agency/agency.js";
import { personOf, type Person } from "../person/person.js";
import { regionFact } from "./facts.js";
import { i8HandoverIsComplete } from "./handover.js";
import type { HandOver } from "./living.commands.js";
import type { Repatriation } from "./repatriation.state.js";
import { assertRegistered, i15MayBeTold } from "./told.js";

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
    ...(agency !== undefined && { agency: { aggregate: agencyAggregate, id: agency } }),
  };
}

/** Facts, personal fields and persons of a handover, of the living as of remains, once I8 and I15 are met. */
export function handedOver(data: HandOver, state: Repatriation, loaded: HandoverBeside) {
  const { recipient, relation, powerOfAttorney = false, witness, agency, region, recordNumber, note } = data;
  i8HandoverIsComplete({ recipient, relation, powerOfAttorney, witness, agency }, state.person!, loaded.agency);
  assertRegistered(recipient, loaded.recipient);
  assertRegistered(witness?.person, loaded.witness);
  i15MayBeTold(loaded.about, recipient, relation);
  i15MayBeTold(loaded.about, witness?.person);
  return {
    facts: {
      recipient,
      relation,
      powerOfAttorney,
      witness: witness && { person: witness.person, capacity: witness.capacity },
      agency,
      region: regionFact(region),
    },
    personal: { identity: { recordNumber }, narrative: { note } },
    others: [
      ...(recipient === undefined ? [] : [{ person: recipient, role: "RECIPIENT" }]),
      ...(witness ? [{ person: witness.person, role: "WITNESS" }] : []),
    ],
  };
}
