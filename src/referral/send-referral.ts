import { AgencyField } from "../agency/agency-field.js";
import { agencyOf } from "../agency/in-office.js";
import type { Agency } from "../agency/agency.js";
import { CommandHandling } from "../event-sourcing/deciding/command-handling.js";
import type { Given } from "../event-sourcing/deciding/decider.js";
import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { dateIn, isCalendarDate } from "../event-sourcing/stored-event/occurred-at.js";
import { SHARED_PAGES, type SharedPage } from "../event-sourcing/stored-event/sight.js";
import { command } from "../http/command.js";
import { CodeField, PatternField, UuidField } from "../http/fields.js";
import { PersonField } from "../person/person-field.js";
import { assertCaseKnown, caseOf, victimsOf, type ProtectionCase } from "../protection-case/protection-case.js";
import { assertRepatriationKnown, repatriationOf, type Repatriation } from "../repatriation/repatriation.js";
import { STEP_CODES } from "../repatriation/steps.js";
import { editionInForce, inForce, rulesOf, type RuleSet } from "../rules/rule-set.js";
import { LONGEST_ANSWER_DAYS, MATTERS, type Matter } from "./codes.js";
import { officesOf, ownOffices, subjectsOf, type Offices } from "./referral-command.js";
import { ReferralSent } from "./referral.events.js";
import { idOfReferral, type Referral } from "./referral.js";
import { loadFiles, sharedBy, SharingBody } from "./sharing.js";

const TO_ITSELF: Rule = {
  id: "referral-to-own-agency",
  source: "[design]",
  en: "An agency refers nothing to itself",
  indonesian: "Instansi tidak dapat merujuk kepada dirinya sendiri",
};

const NO_OFFICE: Rule = {
  id: "referral-without-office",
  source: "[design]",
  en: "Only an officer of an agency can refer something",
  indonesian: "Hanya petugas suatu instansi yang dapat membuat rujukan",
};

const NOT_ITS_MATTER: Rule = {
  id: "referral-matter",
  source: "[design] an agency does what it has a mandate for",
  en: "An agency of this kind may not receive this matter",
  indonesian: "Jenis instansi ini tidak berwenang menerima perihal tersebut",
};

const SENT_SO: Rule = {
  id: "referral-sent-so",
  source: "[design] one live referral of a matter",
  en: "This has been referred to this agency already: wait for its answer, or for the sender to withdraw it",
  indonesian: "Hal ini sudah dirujuk ke instansi tersebut: tunggu jawabannya, atau tunggu pengirim membatalkannya",
};

const DAY_MS = 86_400_000;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

export class SendReferral extends SharingBody {
  @AgencyField({ toDo: true, description: "The agency that is asked" })
  to!: string;

  @CodeField(MATTERS)
  matter!: Matter;

  @PersonField({ optional: true, description: "Whom it is about; or a case or a repatriation is named" })
  person?: string;

  @UuidField({ optional: true, description: "The case that it is about" })
  case?: string;

  @UuidField({ optional: true, description: "The repatriation that it is about" })
  repatriation?: string;

  @CodeField(STEP_CODES, { optional: true, description: "Of a repatriation, the one step that is asked for" })
  step?: string;

  @PatternField(INSTANT, "an instant with its offset", {
    example: "2026-03-01T16:00:00+07:00",
    description: `The referral expires then unless it was accepted; in ${LONGEST_ANSWER_DAYS} days at most`,
  })
  answerBy!: string;

  @CodeField(SHARED_PAGES, {
    optional: true,
    description: "The receiver may read the page of the case or repatriation; left out: it is not shared",
  })
  page?: SharedPage;
}

interface Loaded {
  readonly receiver: Agency;
  readonly matters: RuleSet;
  readonly incident?: ProtectionCase;
  readonly home?: Repatriation;
}

/** One agency asks another to take something on (rujukan). Nothing is shared but what is stated. */
export const sendReferral = command(SendReferral, {
  summary: "Refer a person, a case, a repatriation or a step of it to another agency, and state what it may see",
  permission: "REFERRAL_SEND",
  creates: "either",
  idOf: (modules, data: SendReferral, id) => {
    const handling = modules.get(CommandHandling, { strict: false });
    return idOfReferral(data, id, (load) => handling.load(load));
  },
  looksUp: ownOffices,
  loads: (data) =>
    ({
      ...loadFiles(data),
      receiver: agencyOf(data.to),
      matters: rulesOf("REFERRAL_MATTERS"),
      ...(data.case !== undefined && { incident: caseOf(data.case) }),
      ...(data.repatriation !== undefined && { home: repatriationOf(data.repatriation) }),
    }) as never,
  decide: (data: SendReferral & Offices, state: Referral, given: Given<Loaded>) => {
    const { to, matter, person, case: incident, repatriation, step, page, note } = data;
    const { loaded, now, actor } = given;
    assertOneSubject(data);
    if (incident !== undefined) assertCaseKnown(loaded.incident!, incident);
    if (repatriation !== undefined) assertRepatriationKnown(loaded.home!, repatriation);
    if (actor.agency === null) throw new Rejection(NO_OFFICE);
    if (officesOf(data, given).includes(to)) throw new Rejection(TO_ITSELF, { agency: to });
    const day = dateIn(loaded.receiver.zone, now);
    const { edition } = editionInForce("REFERRAL_MATTERS", loaded.matters, day);
    const { matters } = inForce("REFERRAL_MATTERS", loaded.matters, day);
    const { kind } = loaded.receiver;
    const allowed = matters.find((each) => each.matter === matter)?.receivers ?? [];
    if (!allowed.includes(kind!)) throw new Rejection(NOT_ITS_MATTER, { agency: to, kind, matter, allowed });
    if (state.state !== undefined) throw new Rejection(SENT_SO, { referral: given.id, agency: to, matter });
    const shared = sharedBy(data, { referred: referredBy(data, loaded) }, given);
    if (person !== undefined && !shared.shares.some((each) => each.person === person))
      throw new InvalidField("missing-field", "shares", "say what of the person is shared");
    const facts = {
      to,
      matter,
      person,
      case: incident,
      repatriation,
      step,
      edition,
      page,
      answerBy: answerBy(data.answerBy, now),
      ...shared,
    };
    const subjects = subjectsOf(shared.shares);
    return [eventOf(ReferralSent, {}, given, { subjects, facts, narrative: { note } })];
  },
});

function assertOneSubject({ person, case: incident, repatriation, step, page }: SendReferral): void {
  const named = [person, incident, repatriation].filter((each) => each !== undefined);
  if (named.length === 0)
    throw new InvalidField("missing-field", "person", "or a case or a repatriation must be named");
  if (named.length > 1) {
    const field = repatriation === undefined ? "case" : "repatriation";
    throw new InvalidField("invalid-field", field, "is not named beside another subject: a referral is about one");
  }
  if (step !== undefined && repatriation === undefined)
    throw new InvalidField("invalid-field", "step", "is of a repatriation");
  if (page !== undefined && person !== undefined)
    throw new InvalidField("invalid-field", "page", "is of a case or a repatriation: of a person classes are shared");
}

/** Whom it is about: who is none of these goes along. */
function referredBy({ person }: SendReferral, { incident, home }: Loaded): string[] {
  if (person !== undefined) return [person];
  if (incident !== undefined) return victimsOf(incident);
  return home?.person == null ? [] : [home.person];
}

/** @returns ISO 8601, UTC */
function answerBy(said: string, now: string): string {
  const at = Date.parse(said);
  // A day that no month has would be read as one of the next.
  if (Number.isNaN(at) || !isCalendarDate(said.slice(0, 10)))
    throw new InvalidField("impossible-date", "answerBy", "is no time");
  if (at <= Date.parse(now)) throw new InvalidField("impossible-date", "answerBy", "must be a time to come");
  if (at > Date.parse(now) + LONGEST_ANSWER_DAYS * DAY_MS)
    throw new InvalidField("impossible-date", "answerBy", `must be within ${LONGEST_ANSWER_DAYS} days`);
  return new Date(at).toISOString();
}
