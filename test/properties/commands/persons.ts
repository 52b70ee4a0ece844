import {
  ERASURE_GROUNDS,
  HOLD_GROUNDS,
  KEEPING_REASONS,
  REQUESTERS,
  RESIDUES,
} from "../../../src/person/erasure.events.js";
import { FIELD_CLASSES, type Envelope, type FieldClass } from "../../../src/event-sourcing/stored-event/envelope.js";
import { CONFIDENCES, LINK_BASES, UNLINK_REASONS } from "../../../src/access/identity-link.events.js";
import {
  AGE_DOCUMENTS,
  CONTACT_FIELDS,
  DISCOVERIES,
  IDENTITY_FIELDS,
  PLACEMENT_STATUSES,
  SEXES,
  SOURCES,
  STATUS_BASES,
} from "../../../src/person/person.events.js";
import { personAggregate } from "../../../src/person/person.js";
import { NOT_TO_BE_TOLD } from "../../../src/person/relations.js";
import { personalValue } from "../values.js";
import { OFFICERS } from "../world.js";
import { ANYBODY, anyProposal } from "./proposals.js";
import { anyId, said, type Moment, type Rows } from "./row.js";

/** Commands of persons and of the links between them. */
export const personRows: Rows = {
  RegisterPerson: async (moment) => ({
    data: said({
      ...details(moment),
      sex: moment.chance.one(SEXES),
      contact: moment.chance.maybe(values(moment, CONTACT_FIELDS)),
      migrant: moment.chance.maybe(
        {
          discovery: moment.chance.one(DISCOVERIES),
          placementStatus: moment.chance.one(PLACEMENT_STATUSES),
          placementStatusBasis: moment.chance.one(STATUS_BASES),
        },
        60,
      ),
    }),
  }),
  RecordIdentityDetails: async (moment) =>
    ofPerson(moment, said({ ...details(moment), sex: moment.chance.maybe(moment.chance.one(SEXES)) })),
  ChangeContact: async (moment) =>
    ofPerson(moment, {
      ...values(moment, CONTACT_FIELDS),
      ...said({ note: moment.chance.maybe(moment.chance.text()), occurred: moment.chance.occurred(moment.now) }),
    }),
  RequestDoNotTell: async (moment) =>
    ofPerson(
      moment,
      said({
        person: moment.chance.maybe(anyId(moment, "person")),
        relation: moment.chance.maybe(moment.chance.one(NOT_TO_BE_TOLD)),
        reason: moment.chance.maybe(moment.chance.text()),
        occurred: moment.chance.occurred(moment.now),
      }),
    ),
  WithdrawDoNotTell: async (moment) => {
    const wishes = await Promise.all(
      moment.world.ids("person").map(async (id) => {
        const { doNotTell } = await moment.world.state(personAggregate, id);
        return doNotTell.map((wish) => ({ id, request: wish.id }));
      }),
    );
    if (wishes.flat().length === 0) return undefined;
    const { id, request } = moment.chance.one(wishes.flat());
    const { chance, now } = moment;
    return { id, data: said({ request, reason: chance.maybe(chance.text()), occurred: chance.occurred(now) }) };
  },
  PlaceLegalHold: async (moment) =>
    ofPerson(
      moment,
      said({
        ground: moment.chance.one(HOLD_GROUNDS),
        reference: moment.chance.maybe(moment.chance.text()),
        reason: moment.chance.text(),
        until: moment.chance.maybe(moment.now.slice(0, 10), 70),
      }),
    ),
  ProposeHoldRelease: async (moment) => {
    const holds = await Promise.all(
      moment.world.ids("person").map(async (id) => {
        const { legalHolds } = await moment.world.state(personAggregate, id);
        return legalHolds.map((hold) => ({ id, hold: hold.id }));
      }),
    );
    if (holds.flat().length === 0) return undefined;
    const { id, hold } = moment.chance.one(holds.flat());
    return { id, data: { hold, reason: moment.chance.text() }, by: moment.chance.one(OFFICERS) };
  },
  ReleaseLegalHold: async (moment) => {
    const proposed = anyProposal(moment, "HOLD_RELEASE");
    return (
      proposed && { ...proposed, data: said({ ...proposed.data, reason: moment.chance.maybe(moment.chance.text()) }) }
    );
  },
  ProposeErasure: async (moment) => {
    const { chance } = moment;
    return ofPerson(
      moment,
      said({
        scope: chance.maybe(chance.some(FIELD_CLASSES), 50),
        ground: chance.one(ERASURE_GROUNDS),
        requestedBy: chance.maybe(chance.one(REQUESTERS)),
        reason: chance.maybe(chance.text()),
      }),
    );
  },
  ErasePerson: async (moment) => {
    const { world, chance } = moment;
    const proposed = anyProposal(moment, "ERASURE");
    if (proposed === undefined) return undefined;
    const { id, by } = proposed;
    const scope = proposed.facts["scope"] as readonly FieldClass[];
    const parts = world.log.flatMap(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()) as Envelope);
    const found = {
      keys: parts.flatMap(({ sealed }) => sealed.filter((part) => part.person === id && scope.includes(part.class))),
      narratives: parts.flatMap(({ stream, id: event, sealed }) =>
        sealed
          .filter(({ names }) => names.includes(id))
          .map(({ names, description: { key } }) => ({ stream, event, key, names, rewrittenBy: null })),
      ),
    };
    const kept = scope.includes("narrative") ? found.narratives.filter(({ names }) => names.length > 1) : [];
    return {
      id,
      by,
      data: {
        ...proposed.data,
        residue: chance.some(RESIDUES),
        narratives: kept.map(({ event, key }) => ({
          event,
          key,
          decision: "KEPT",
          justification: chance.one(KEEPING_REASONS),
        })),
        found: { ...found, keys: found.keys.map(({ description }) => description.key), files: [] },
      },
    };
  },
  LinkIdentities: async (moment) => {
    const { chance, now } = moment;
    const [person, other] = [anyId(moment, "person"), anyId(moment, "person")];
    if (person === undefined || other === undefined) return undefined;
    const facts = { person, other, basis: chance.one(LINK_BASES), confidence: chance.one(CONFIDENCES) };
    return { data: said({ ...facts, note: chance.maybe(chance.text()), occurred: chance.occurred(now) }) };
  },
  ConfirmIdentityLink: async (moment) => {
    const { chance } = moment;
    const id = anyId(moment, "identityLink");
    if (id === undefined) return undefined;
    const looked = { deciders: ANYBODY, owners: [null, null], bothSeen: chance.percent(90) };
    return { id, data: said({ note: chance.maybe(chance.text()), ...looked }), by: chance.one(OFFICERS) };
  },
  UnlinkIdentities: async (moment) => {
    const { chance, now } = moment;
    const id = anyId(moment, "identityLink");
    if (id === undefined) return undefined;
    const reason = chance.one(UNLINK_REASONS);
    return { id, data: said({ reason, note: chance.maybe(chance.text()), occurred: chance.occurred(now) }) };
  },
};

function ofPerson(moment: Moment, data: object) {
  const id = anyId(moment, "person");
  return id === undefined ? undefined : { id, data };
}

function values({ chance, now }: Moment, fields: readonly string[]): object {
  return Object.fromEntries(chance.some(fields).map((field) => [field, personalValue(chance, field, now)]));
}

function details(moment: Moment): object {
  const { chance, now } = moment;
  return said({
    identity: chance.maybe(values(moment, IDENTITY_FIELDS), 70),
    birthYear: chance.maybe(1960 + chance.nat(45), 30),
    birthDateDocument: chance.maybe(chance.one(AGE_DOCUMENTS), 20),
    origin: chance.maybe(chance.one(["36.04.12", "71.71", "61.07", "91.71"])),
    nationality: chance.maybe(chance.one(["ID", "UNKNOWN", "MY"])),
    source: chance.one(SOURCES),
    note: chance.maybe(chance.text(), 30),
    occurred: chance.occurred(now),
  });
}
