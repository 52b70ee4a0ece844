import { CONFIDENTIAL_PARTS } from "../../access/policy.js";
import { sealedSubjectsView, type SealedSubject } from "../../access/sealed-subjects.view.js";
import type { SealedPart } from "../../event-sourcing/stored-event/envelope.js";
import type { FieldSealing } from "../../event-sourcing/stored-event/personal-field.js";
import type { EventRegistry } from "../../event-sourcing/stored-event/registry.js";
import type { Revised } from "../../event-sourcing/projecting/projection.js";
import type { ReadModel } from "../../event-sourcing/projecting/read-model.js";
import { migrantProfileView, type MigrantProfileDocument } from "../../migrant/migrant-profile.view.js";
import { ACCUSED_ROLES } from "../../person/person.events.js";
import { personProfileView, type PersonProfileDocument } from "../../person/person-profile.view.js";
import { openFields, type Opened } from "../../privacy/masking.js";
import { caseBoardView, caseDay, caseRow, type CaseDocument } from "../../protection-case/case-board.view.js";
import {
  boardDay,
  boardRow,
  repatriationBoardView,
  type BoardDocument,
} from "../../repatriation/repatriation-board.view.js";
import { agencyNames } from "../../agency/agency-names.js";
import { placedFields, withoutEmpty, wordsIn } from "../../timeline/timeline-fields.js";
import { timelineView, type TimelineDocument } from "../../timeline/timeline.view.js";
import { LIMITS } from "../../limits.js";
import { allPages } from "../../event-sourcing/projecting/all-pages.js";
import { idsIn } from "../../access/ids-in.js";
import type { ReadLog, RecordedRead } from "../../log-of-reads/read-log.js";
import { readRows } from "./read-rows.js";
import { withoutOthers } from "./without-others.js";

/** Why a part of the report is not given. */
export interface Withheld {
  readonly what:
    | "other-persons-fields"
    | "narratives-naming-others"
    | "reporter"
    | "other-persons"
    | "older-reads"
    | "inquiries";
  /** How many fields, ids or reads; null where even that would tell. */
  readonly count: number | null;
  readonly source: string;
  readonly en: string;
  readonly indonesian: string;
}

const DANGER = "UU 27/2022 art. 33";
const REASONS: { readonly [W in Withheld["what"]]: Pick<Withheld, "source" | "en" | "indonesian"> } = {
  "other-persons-fields": {
    source: DANGER,
    en: "Personal fields of other persons",
    indonesian: "Data pribadi orang lain",
  },
  "narratives-naming-others": {
    source: DANGER,
    en: "Free texts that name other persons, or of which it is not known whom they name",
    indonesian: "Uraian yang menyebut orang lain, atau yang tidak diketahui menyebut siapa",
  },
  reporter: { source: DANGER, en: "Who reported", indonesian: "Identitas pelapor" },
  "other-persons": {
    source: DANGER,
    en: "Which other persons are concerned",
    indonesian: "Siapa saja orang lain yang terkait",
  },
  inquiries: {
    source: DANGER,
    en: "Cases about what the person is accused of, legal holds, and what concerns protected persons: whether there is any is not told",
    indonesian:
      "Kasus yang menyangkut tuduhan, penahanan data, dan hal tentang orang yang dilindungi: ada atau tidaknya tidak diberitahukan",
  },
  "older-reads": {
    source: "[design]",
    en: `Reads before the newest ${LIMITS.readsInReport.most}: ask GET /persons/:id/reads`,
    indonesian: `Pembacaan sebelum ${LIMITS.readsInReport.most} yang terbaru: lihat GET /persons/:id/reads`,
  },
};

export interface ReportSources {
  readonly readModel: ReadModel;
  readonly sealing: FieldSealing;
  readonly reads: Pick<ReadLog, "of">;
  readonly registry: Pick<EventRegistry, "titleOf" | "kindOf">;
}

/**
 * All that is held of a person, and all that was done with it (UU 27/2022 art. 32). What would show other persons, or
 * who reported, is withheld (art. 33) and says so where it would stand.
 * @param persons the person under all identities
 * @param now ISO 8601, UTC
 */
export async function subjectAccessReport(sources: ReportSources, persons: readonly string[], now: string) {
  const { readModel, registry } = sources;
  const profiles = (await readModel.getMany<PersonProfileDocument & Revised>(personProfileView.name, persons)).map(
    ({ legalHolds: _holds, revision: _revision, ...profile }) => profile,
  );
  const migrants = await readModel.getMany<MigrantProfileDocument>(migrantProfileView.name, persons);
  const allCases = await foundBy<CaseDocument>(readModel, caseBoardView.name, "persons", persons, "has");
  const repatriations = await foundBy<BoardDocument>(readModel, repatriationBoardView.name, "person", persons, "is");
  const allEvents = (await foundBy<TimelineDocument>(readModel, timelineView.name, "persons", persons, "has")).toSorted(
    (a, b) => a.number - b.number,
  );
  const others = await othersIn(readModel, [allCases, repatriations, allEvents], persons);
  const sealed = new Set(
    (await readModel.getMany<SealedSubject>(sealedSubjectsView.name, [...others])).map(({ id }) => id),
  );
  const isOpen = opensTo(persons, sealed);
  const cases = allCases.filter(({ case: { parties }, persons: concerned }) => isOpen(parties, concerned));
  const events = allEvents.filter(
    ({ type, subjects, facts, persons: concerned }) =>
      !OF_HOLDS.includes(type) && isOpen(subjects, [...concerned, ...idsIn(facts)]),
  );
  const { reads, more } = await readsOf(sources.reads, persons);
  const named = await agencyNames(
    readModel,
    events.map(({ actor }) => actor.agency),
  );

  const held = {
    data: {
      persons: profiles,
      migrants: migrants.map(({ id, migrant }) => ({ id, ...migrant })),
      cases: cases.map((document) => ({
        ...caseRow(document, caseDay(now)),
        roles: document.case.parties.flatMap(({ role, person }) => (persons.includes(person ?? "") ? [role] : [])),
      })),
      repatriations: repatriations.map((document) => boardRow(document, boardDay(now))),
    },
    events: events.map((event) => ({ title: registry.titleOf(event.type), ...eventRow(event, persons, named) })),
  };
  const counts = new Map<Withheld["what"], number>();
  const withhold = (what: Withheld["what"], count = 1) => counts.set(what, (counts.get(what) ?? 0) + count);
  const opening = openingFor(persons, sources.sealing, withhold);
  const opened = await openFields(held, opening, async () => () => false, registry.kindOf);
  const shown = withoutOthers(opened, others, withhold) as typeof opened;
  if (more) withhold("older-reads");
  const withheld: [Withheld["what"], number | null][] = [...counts, ["inquiries", null]];
  return {
    person: persons[0],
    linked: persons.slice(1),
    madeAt: now,
    due: {
      within: "P3D",
      source: "UU 27/2022 art. 32",
      en: "3x24 hours after the request",
      indonesian: "3x24 jam sejak permintaan",
    },
    ...shown,
    events: shown.events.map(withFieldsTold),
    reads: await readRows(readModel, reads, persons),
    withheld: withheld.map(([what, count]): Withheld => ({ what, count, ...REASONS[what] })),
  };
}

const OF_HOLDS: readonly string[] = CONFIDENTIAL_PARTS.LEGAL_HOLDS.events;
const THEIR_OWN: readonly string[] = ["VICTIM", "MIGRANT"];

/**
 * Tells whether a person is told of something by the roles that they have in it. Of what accuses them they are not: it
 * would warn them, and show who complained. Nor of what concerns somebody whose file is sealed, unless it is about
 * themselves.
 */
function opensTo(persons: readonly string[], sealed: ReadonlySet<string>) {
  return (
    parties: readonly { readonly role: string; readonly person: string | null }[],
    concerned: readonly string[],
  ): boolean => {
    const roles = parties.flatMap(({ role, person }) => (person !== null && persons.includes(person) ? [role] : []));
    if (roles.length > 0 && roles.every((role) => (ACCUSED_ROLES as readonly string[]).includes(role))) return false;
    return roles.some((role) => THEIR_OWN.includes(role)) || !concerned.some((person) => sealed.has(person));
  };
}

/** All other persons whom any of this names, in whatever place. */
async function othersIn(readModel: ReadModel, held: unknown, persons: readonly string[]): Promise<ReadonlySet<string>> {
  const named = [...idsIn(held)].filter((id) => !persons.includes(id));
  const known = await readModel.getMany<PersonProfileDocument>(personProfileView.name, named);
  return new Set(known.map(({ id }) => id));
}

function eventRow(event: TimelineDocument, persons: readonly string[], named: Awaited<ReturnType<typeof agencyNames>>) {
  const { agency, ...who } = event.actor;
  const { asReported, personal, asCorrected } = placedFields(event);
  return {
    event: event.id,
    stream: event.stream,
    revision: event.revision,
    type: event.type,
    roles: event.subjects.flatMap(({ person, role }) => (persons.includes(person) ? [role] : [])),
    recordedAt: event.recordedAt,
    happened: { ...event.occurredAt, asReported },
    who,
    agency: named(agency, event.recordedAt),
    purpose: event.purpose,
    lawfulBasis: event.lawfulBasis,
    facts: event.facts,
    personal,
    asCorrected,
  };
}

/** An event after opening, without the fields that turned out not to be there. */
function withFieldsTold<R extends Opened<ReturnType<typeof eventRow>>>({ happened, personal, ...row }: R) {
  const { asReported, ...at } = happened;
  const words = wordsIn(asReported);
  return {
    ...row,
    happened: { ...at, ...(words !== undefined && { asReported: words }) },
    personal: withoutEmpty(personal),
  };
}

/** Opens what is this person's, and nothing else. */
function openingFor(
  persons: readonly string[],
  sealing: FieldSealing,
  withhold: (what: Withheld["what"]) => void,
): FieldSealing {
  // Which fields a part has isn't known as long as it is closed, so parts are counted, wherever they are held.
  const counted = new Set<string>();
  return {
    ...sealing,
    async opener(parts) {
      const open = await sealing.opener(parts);
      return (field) => {
        const why = reasonToHide(field.part, persons);
        if (why === undefined) return open(field);
        const { description, class: fieldClass, person } = field.part;
        const name = JSON.stringify([description.event, description.key, fieldClass, person]);
        if (!counted.has(name)) withhold(why);
        counted.add(name);
        return { status: "hidden" };
      };
    },
  };
}

function reasonToHide(part: SealedPart, persons: readonly string[]): Withheld["what"] | undefined {
  if (part.class === "reporter") return "reporter";
  if (part.class !== "narrative") return persons.includes(part.person ?? "") ? undefined : "other-persons-fields";
  const isTheirs = part.names.length > 0 && part.names.every((name) => persons.includes(name));
  return isTheirs ? undefined : "narratives-naming-others";
}

/** All documents that concern any of the persons, each once. */
async function foundBy<D extends { readonly id: string }>(
  readModel: ReadModel,
  projection: string,
  field: string,
  persons: readonly string[],
  how: "has" | "is",
): Promise<D[]> {
  const found = new Map<string, D>();
  for (const person of persons) {
    const condition = how === "has" ? { field, has: person } : { field, is: person };
    const pages = allPages(async (after) => {
      const { documents, next } = await readModel.find<D>(projection, { where: [condition], limit: 200, after });
      return { rows: documents, next };
    });
    for await (const document of pages) found.set(document.id, document);
  }
  return [...found.values()];
}

async function readsOf(log: Pick<ReadLog, "of">, persons: readonly string[]) {
  const found = new Map<string, RecordedRead>();
  let more = false;
  for (const person of persons) {
    let taken = 0;
    const pages = allPages(async (after) => {
      const { reads, next } = await log.of(person, { limit: 500, after });
      return { rows: reads, next };
    });
    for await (const read of pages) {
      if (++taken > LIMITS.readsInReport.most) {
        more = true;
        break;
      }
      found.set(read.id, read);
    }
  }
  return { reads: [...found.values()].toSorted((a, b) => (a.recordedAt < b.recordedAt ? 1 : -1)), more };
}
