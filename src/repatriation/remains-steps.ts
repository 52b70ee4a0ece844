import type { AnyDecision, Given } from "../event-sourcing/deciding/decider.js";
import type { OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { assertRegistered, personOf, type Person } from "../person/person.js";
import { rulesOf, type RuleSet } from "../rules/rule-set.js";
import { caseDecision, said, type Decisions, type Said, type Timed } from "./case-decision.js";
import { NO_ROUTE } from "./codes.js";
import { regionFact } from "../facts/shapes.js";
import { handedOver, handoverLoads, type HandoverBeside } from "./handing-over.js";
import type { HandOver } from "./living.commands.js";
import type {
  AgreeFunding,
  BookCargo,
  DecideDisposition,
  EnterDeath,
  LegalisePapers,
  NotifyFamily,
  PermitQuarantine,
  RecordAutopsy,
  RecordCremation,
  RecordFamilySearch,
  RecordLaidToRest,
  RecordRemainsArrival,
  RecordRemainsDeparture,
  RecordRemainsOnward,
  ReleaseFromCustoms,
} from "./remains.commands.js";
import {
  AutopsyDone,
  DeathEnteredAtMission,
  DispositionDecided,
  FamilyNotified,
  FamilySearchFoundNone,
  RemainsArrived,
  RemainsCargoBooked,
  RemainsCremated,
  RemainsDeparted,
  RemainsFundingAgreed,
  RemainsHandedOver,
  RemainsLaidToRest,
  RemainsPapersLegalised,
  RemainsQuarantinePermitted,
  RemainsReleasedByCustoms,
  RemainsSentOnward,
} from "./remains.events.js";
import { i7MissionMayDecide, i7RemainsMayLeave } from "./remains-may-leave.js";
import type { Repatriation } from "./repatriation.state.js";
import { assertStepPossible } from "./step-order.js";
import { i15MayBeTold } from "./told.js";

function remainsStep<Command extends Timed, Loaded = unknown>(
  command: string,
  step: string,
  decide: (data: Command, state: Repatriation, given: Given<Loaded>, at: OccurredAt) => Said,
  loads?: (data: Command, state: Repatriation) => object,
): AnyDecision<Repatriation> {
  return caseDecision<Command, Loaded>(
    command,
    (data, state, given, at) => {
      assertStepPossible(state, step, at);
      return decide(data, state, given, at);
    },
    loads,
  );
}

interface RelativeBeside {
  readonly about: Person;
  readonly relative?: Person;
}

function relativeLoads({ relative }: { readonly relative?: string }, { person }: Repatriation): object {
  return { about: personOf(person!), ...(relative !== undefined && { relative: personOf(relative) }) };
}

/** A relative who comes to know, once it is clear that they exist and may be told (I15). */
function toldRelative({ relative, relation }: Pick<NotifyFamily, "relative" | "relation">, loaded: RelativeBeside) {
  const id = relative?.toLowerCase();
  if (id !== undefined) assertRegistered(loaded.relative!, id);
  i15MayBeTold(loaded.about, id, relation);
  return { relative: id, others: id === undefined ? [] : [{ person: id, role: "FAMILY" }] };
}

interface RulesBeside {
  readonly rules: RuleSet;
}
const rulesLoads = () => ({ rules: rulesOf("REMAINS_DOCUMENTS") });

export const remainsSteps: Decisions = {
  NotifyFamily: remainsStep<NotifyFamily, RelativeBeside>(
    "NotifyFamily",
    "FAMILY_NOTIFIED",
    (data, _state, { loaded }) => {
      const { relation, channel = "NOT_REPORTED", note } = data;
      const { relative, others } = toldRelative(data, loaded);
      return said(FamilyNotified, { relative, relation, channel }, { narrative: { note } }, others);
    },
    relativeLoads,
  ),
  RecordFamilySearch: caseDecision<RecordFamilySearch>("RecordFamilySearch", ({ methods, report }) =>
    said(FamilySearchFoundNone, { methods }, { narrative: { report } }),
  ),
  DecideDisposition: remainsStep<DecideDisposition, RelativeBeside>(
    "DecideDisposition",
    "DISPOSITION_DECIDED",
    (data, state, { loaded, actor }, at) => {
      const { disposition, decidedBy, relation, legalGround, note } = data;
      if (decidedBy === "MISSION") {
        i7MissionMayDecide({ decidedBy, legalGround: legalGround ?? null, at }, state);
        const mission = data.mission?.toLowerCase() ?? actor.agency ?? undefined;
        return said(DispositionDecided, { disposition, decidedBy, mission, legalGround }, { narrative: { note } });
      }
      if (relation === undefined) throw new InvalidField("missing-field", "relation", "says who of the family decided");
      const { relative, others } = toldRelative({ relative: data.relative, relation }, loaded);
      return said(
        DispositionDecided,
        { disposition, decidedBy, relative, relation, legalGround },
        { narrative: { note } },
        others,
      );
    },
    relativeLoads,
  ),
  AgreeFunding: remainsStep<AgreeFunding>("AgreeFunding", "FUNDING_AGREED", ({ funding, cost }) =>
    said(RemainsFundingAgreed, { funding, cost }),
  ),
  RecordAutopsy: remainsStep<RecordAutopsy>("RecordAutopsy", "AUTOPSY", ({ orderedBy, findings }) =>
    said(AutopsyDone, { orderedBy }, { health: { findings } }),
  ),
  EnterDeath: remainsStep<EnterDeath>("EnterDeath", "DEATH_ENTERED", ({ mission, registerNumber }) =>
    said(DeathEnteredAtMission, { mission: mission?.toLowerCase() }, { identity: { registerNumber } }),
  ),
  LegalisePapers: remainsStep<LegalisePapers>("LegalisePapers", "LEGALISED", ({ mission }) =>
    said(RemainsPapersLegalised, { mission: mission?.toLowerCase() }),
  ),
  BookCargo: remainsStep<BookCargo>("BookCargo", "CARGO_BOOKED", ({ route, leaves, waybill }) =>
    said(RemainsCargoBooked, { route, leaves }, { identity: { waybill } }),
  ),
  RecordCremation: remainsStep<RecordCremation, RulesBeside>(
    "RecordCremation",
    "CREMATED",
    ({ country }, state, { loaded, now }, at) =>
      said(RemainsCremated, {
        country: country ?? state.country ?? undefined,
        ...i7RemainsMayLeave(state, { route: NO_ROUTE, usually: "CREMATE" }, loaded.rules, at, now),
      }),
    rulesLoads,
  ),
  RecordRemainsDeparture: remainsStep<RecordRemainsDeparture, RulesBeside>(
    "RecordRemainsDeparture",
    "DEPARTED",
    ({ route, country }, state, { loaded, now }, at) =>
      said(RemainsDeparted, {
        route,
        country: country ?? state.country ?? undefined,
        ...i7RemainsMayLeave(state, { route, usually: "REPATRIATE" }, loaded.rules, at, now),
      }),
    rulesLoads,
  ),
  RecordRemainsArrival: remainsStep<RecordRemainsArrival>("RecordRemainsArrival", "ARRIVED", ({ region, place }) =>
    said(RemainsArrived, { region: regionFact(region), place }),
  ),
  PermitQuarantine: remainsStep<PermitQuarantine>("PermitQuarantine", "QUARANTINE_PERMITTED", () =>
    said(RemainsQuarantinePermitted, {}),
  ),
  ReleaseFromCustoms: remainsStep<ReleaseFromCustoms>("ReleaseFromCustoms", "CUSTOMS_RELEASED", () =>
    said(RemainsReleasedByCustoms, {}),
  ),
  RecordRemainsOnward: remainsStep<RecordRemainsOnward>("RecordRemainsOnward", "ONWARD", ({ by, towards }) =>
    said(RemainsSentOnward, { by, towards: regionFact(towards) }),
  ),
  HandOverRemains: remainsStep<HandOver, HandoverBeside>(
    "HandOverRemains",
    "HANDED_OVER",
    (data, state, { loaded }) => {
      const { facts, personal, others } = handedOver(data, state, loaded);
      return said(RemainsHandedOver, facts, personal, others);
    },
    handoverLoads,
  ),
  RecordLaidToRest: remainsStep<RecordLaidToRest, RulesBeside>(
    "RecordLaidToRest",
    "LAID_TO_REST",
    ({ country, region, manner }, state, { loaded, now }, at) => {
      const atHome = country === "ID";
      // I7 holds for a burial abroad as for a departure.
      const papers = atHome
        ? { documents: [] }
        : i7RemainsMayLeave(state, { route: NO_ROUTE, usually: "BURY_ABROAD" }, loaded.rules, at, now);
      return said(RemainsLaidToRest, { country, region: regionFact(region), manner, ...papers });
    },
    ({ country }) => (country === "ID" ? {} : rulesLoads()),
  ),
};
