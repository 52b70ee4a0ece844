import type { ModuleRef } from "@nestjs/core";
import { ApiPropertyOptional } from "../described.js";
import { currentCaller } from "../access/current-caller.js";
import { POLICY } from "../access/policy.js";
import { inSight } from "../access/sight.js";
import type { Clock } from "../event-sourcing/clock.js";
import type { Answer } from "../event-sourcing/deciding/command-handling.js";
import { CLOCK, EVENT_STORE, LOOKUP_TOKENS } from "../event-sourcing/ports.js";
import { UnknownProjection, ViewBehind } from "../event-sourcing/projecting/read-model.js";
import { StoreUnavailable, type EventStore } from "../event-sourcing/stored-event/event-store.js";
import { CommandAnswer } from "../http/command-answer.js";
import { Views } from "../http/views.js";
import type { LookupTokens } from "../privacy/lookup-tokens.js";
import { isByNumber, searchPersons, type Candidate, type Found, type InSight, type Sought } from "./person-search.js";
import { yearOf } from "./personal-values.js";

/** All that is said of files of other offices (blind match): neither how many, nor whose, nor where. */
export const ANOTHER_OFFICE = {
  en: "Another office holds a file that matches a number you gave; ask for a referral",
  indonesian: "Instansi lain memiliki berkas yang cocok dengan nomor yang Anda berikan; mintalah rujukan",
} as const;

/** Others who may be the person, at most. */
const MOST = 5;

/** Finds persons for the caller of the request under way. @throws InvalidField */
export function searchForCaller(
  views: Views,
  tokens: LookupTokens,
  sought: Sought,
  limit: number,
  now: string,
  counted?: InSight["counted"],
): Promise<Found> {
  const { sight, readModel } = views;
  const caller = currentCaller();
  return searchPersons(readModel, tokens, sought, limit, now, {
    conditions: inSight(caller),
    visible: (persons) => views.visible(persons),
    sealed: (persons) => sight.sealedAmong(persons),
    inEmergency: () => sight.inEmergency(caller),
    ...(counted && { counted }),
  });
}

/**
 * What is answered beside the position: who may be the same human being, to be looked at before they have two records.
 */
export class IdentityAnswer extends CommandAnswer {
  @ApiPropertyOptional({
    type: "array",
    items: { type: "object" },
    description:
      "Persons whom you may see, and who have the same number, or a name that fits while nothing else differs. As a search shows them",
  })
  likely?: readonly object[];

  @ApiPropertyOptional({ type: Object, description: "Another office holds a file that matches a number" })
  elsewhere?: typeof ANOTHER_OFFICE;

  @ApiPropertyOptional({ description: "False where it could not be looked up who may be the same: search for them" })
  searched?: false;
}

/** What a command says of who somebody is. */
interface Identified extends Pick<Sought, "origin" | "sex" | "birthYear"> {
  readonly identity?: {
    readonly nik?: string;
    readonly passport?: string;
    readonly name?: string;
    readonly birthDate?: string;
  };
  readonly contact?: { readonly phone?: string };
}

/**
 * Who may be the person of whom this was recorded, as far as its caller may search and see. Whoever was registered
 * later does not count, so that a repeat is answered as the first was.
 */
export async function likelyMatches(
  modules: ModuleRef,
  { id, number }: Pick<Answer, "id" | "number">,
  body: Identified,
): Promise<Omit<IdentityAnswer, keyof CommandAnswer>> {
  const sought = soughtIn(body);
  if (sought === undefined || !POLICY.PERSON_SEARCH.roles.includes(currentCaller().role)) return {};
  const views = modules.get(Views, { strict: false });
  const tokens = modules.get<LookupTokens>(LOOKUP_TOKENS, { strict: false });
  const now = modules.get<Clock>(CLOCK, { strict: false }).now();
  try {
    const earlier = registeredBefore(modules.get<EventStore>(EVENT_STORE, { strict: false }), number);
    const { candidates, elsewhere } = await searchForCaller(views, tokens, sought, 4 * MOST, now, earlier);
    const alike = candidates.filter((each) => each.person !== id && isLikely(each));
    const counted = new Set(await earlier(alike.map(({ person }) => person)));
    const likely = alike.filter(({ person }) => counted.has(person)).slice(0, MOST);
    if (likely.length === 0 && !elsewhere) return {};
    return { likely: (await views.open(likely)) as object[], ...(elsewhere && { elsewhere: ANOTHER_OFFICE }) };
  } catch (error) {
    // It is recorded by now, and must be answered so.
    if (!(error instanceof ViewBehind || error instanceof UnknownProjection || error instanceof StoreUnavailable))
      throw error;
    return { searched: false };
  }
}

/** Tells which of these persons were registered before an event. */
function registeredBefore(store: Pick<EventStore, "readStream">, number: number) {
  return async (persons: readonly string[]): Promise<string[]> => {
    const first = await Promise.all(persons.map(async (person) => (await store.readStream(`person-${person}`))[0]));
    return persons.filter((_, i) => first[i] !== undefined && first[i].number < number);
  };
}

/** Undefined where nothing is told that a person is found by. */
function soughtIn({ identity, origin, sex, birthYear, contact }: Identified) {
  const { nik, passport, name, birthDate } = identity ?? {};
  const phone = contact?.phone;
  if ([nik, passport, phone, name].every((value) => value === undefined)) return undefined;
  const born = birthYear ?? (birthDate === undefined ? undefined : yearOf(birthDate));
  return { nik, passport, phone, name, birthYear: born, sex, origin } satisfies Sought;
}

/** A number by itself; a name only if all of it is there, and nothing that is known of both differs. */
function isLikely({ matches, differs }: Candidate): boolean {
  return matches.some((match) => {
    if (isByNumber(match)) return true;
    if (differs.length > 0) return false;
    return match.on === "NAME_EXACT" || (match.on === "NAME_PARTS" && match.matched === match.of && match.of > 1);
  });
}
