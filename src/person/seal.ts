import { SEALING_GROUNDS, SealConfirmed, SubjectSealed, SubjectUnsealed } from "../access/confidentiality.events.js";
import { OfficerField } from "../agency/officer-field.js";
import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { dateIn, DEFAULT_ZONE } from "../event-sourcing/stored-event/occurred-at.js";
import { command } from "../http/command.js";
import { CodeField, DateField, FlagField, NarrativeField, UuidField } from "../http/fields.js";
import { decidersOn } from "./approvals.js";
import { sealInForce } from "./custody.js";
import { PersonRegistered } from "./person.events.js";
import { subjectOf, type Person } from "./person-state.js";
import { approvedProposal, assertSealed, proposalOf } from "./second-officer.js";

const NOT_YOURS_TO_SEAL: Rule = {
  id: "seal-not-yours",
  source: "[design] a seal is no weapon",
  en: "The file of another agency is sealed by its supervisors, or by an investigator",
  indonesian: "Berkas instansi lain hanya dapat disegel oleh supervisornya atau oleh penyidik",
};

const NOT_FOR_YOU_TO_SUSPECT: Rule = {
  id: "owner-suspected-by-investigator",
  source: "[design] a seal is no weapon",
  en: "Only an investigator states that the owner of a file is suspected",
  indonesian: "Hanya penyidik yang dapat menyatakan bahwa instansi pemilik berkas dicurigai",
};

const SEAL_CONFIRMED: Rule = {
  id: "seal-confirmed",
  source: "[design] four eyes",
  en: "The seal has been confirmed already",
  indonesian: "Segel sudah dikonfirmasi",
};

const NOT_ONES_OWN_SEAL: Rule = {
  id: "own-seal-confirmed",
  source: "[design] four eyes",
  en: "Nobody confirms a seal that they made themselves",
  indonesian: "Petugas tidak dapat mengonfirmasi segel yang dibuatnya sendiri",
};

export class SealSubject {
  @CodeField(SEALING_GROUNDS)
  ground!: (typeof SEALING_GROUNDS)[number];

  @OfficerField({ optional: true, many: true, description: "Officers who see it still; you are one of them" })
  officers?: string[];

  @DateField({ kind: "EXPIRY", optional: true, description: "Last day, in Jakarta; left out: until it is lifted" })
  until?: string;

  @FlagField({
    optional: true,
    description:
      "An investigator states that the agency that registered the person is suspected: " +
      "the national desk takes the place of its supervisors",
  })
  ownerSuspected?: boolean;

  @NarrativeField({ optional: true })
  reason?: string;
}

/** The agency that registered the person owns the file: one that only sees it, by region or work, could shut it out. */
export const sealSubject = command(SealSubject, {
  path: "seals",
  summary:
    "Seal the file: only named officers, you, and your agency's supervisors see it. " +
    "Another officer confirms it within 72 hours",
  permission: "SUBJECT_SEAL",
  decide: ({ ground, officers = [], reason, until, ownerSuspected = false }, state: Person, given) => {
    const { id, now, actor, history } = given;
    const owner = history.find(({ type }) => type === PersonRegistered.type)?.actor.agency ?? null;
    const investigates = actor.role === "INVESTIGATOR";
    if (actor.agency !== owner && !investigates) throw new Rejection(NOT_YOURS_TO_SEAL);
    if (ownerSuspected && !investigates) throw new Rejection(NOT_FOR_YOU_TO_SUSPECT);
    if (until !== undefined && until < dateIn(DEFAULT_ZONE, now))
      throw new InvalidField("invalid-field", "until", "lies in the past");
    return [
      eventOf(SubjectSealed, {}, given, {
        subjects: [subjectOf(id, state)],
        facts: {
          ground,
          officers,
          ...(owner !== null && { owner }),
          ...(ownerSuspected && { ownerSuspected }),
          until,
        },
        narrative: { reason },
      }),
    ];
  },
});

export class ConfirmSeal {
  @NarrativeField({ optional: true })
  note?: string;
}

/** A seal that nobody confirms in time is opened to the owner's supervisors. */
export const confirmSeal = command(ConfirmSeal, {
  path: "seal-confirmations",
  summary: "Confirm a seal that another officer made",
  permission: "SUBJECT_SEAL",
  noticed: true,
  decide: ({ note }, state: Person, given) => {
    const { id, now, actor, history } = given;
    const since = sealInForce(history, now);
    const made = since.filter(({ type }) => type === SubjectSealed.type);
    assertSealed(given);
    if (since.some(({ type }) => type === SealConfirmed.type)) throw new Rejection(SEAL_CONFIRMED);
    if (made.some((seal) => seal.actor.id === actor.id)) throw new Rejection(NOT_ONES_OWN_SEAL);
    return [eventOf(SealConfirmed, {}, given, { subjects: [subjectOf(id, state)], facts: {}, narrative: { note } })];
  },
});

export class ProposeUnsealing {
  @NarrativeField({ description: "Why it need not be sealed any more; the second officer reads it" })
  reason!: string;
}

export const proposeUnsealing = command(ProposeUnsealing, {
  path: "unsealing-proposals",
  summary: "Propose to lift the seal, for another officer to approve",
  permission: "UNSEALING_PROPOSE",
  noticed: true,
  decide: ({ reason }, state: Person, given) => {
    assertSealed(given);
    return [proposalOf("UNSEALING", {}, reason, state, given)];
  },
});

export class UnsealSubject {
  @UuidField({ description: "Id of the proposal, by another officer" })
  proposal!: string;

  @NarrativeField({ optional: true })
  reason?: string;
}

export const unsealSubject = command(UnsealSubject, {
  path: "unsealings",
  summary: "Lift the seal, as another officer proposed",
  permission: "SUBJECT_UNSEAL",
  noticed: true,
  looksUp: decidersOn("UNSEALING", "proposal"),
  decide: ({ proposal, reason, deciders }, state: Person, given) => {
    approvedProposal("UNSEALING", proposal, deciders, given);
    assertSealed(given);
    const subjects = [subjectOf(given.id, state)];
    return [eventOf(SubjectUnsealed, {}, given, { subjects, facts: { proposal }, narrative: { reason } })];
  },
});
