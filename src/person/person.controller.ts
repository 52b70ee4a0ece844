import { SIGHT_VIEWS } from "../access/sight.js";
import { Permits } from "../access/permit.js";
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "@nestjs/swagger";
import { Type } from "class-transformer";
import { behindIn } from "../event-sourcing/projecting/behind.js";
import type { Clock } from "../event-sourcing/clock.js";
import { CLOCK, LOOKUP_TOKENS } from "../event-sourcing/ports.js";
import { commandRoutes, idParam, validated } from "../http/command-routes.js";
import { CodeField, IntegerField, RegionField, TextField } from "../http/fields.js";
import { SeenQuery } from "../http/queries.js";
import { Views } from "../http/views.js";
import type { LookupTokens } from "../privacy/lookup-tokens.js";
import { identityLinksView, linkedPersons } from "./identity-links.view.js";
import { identityLookupView } from "./identity-lookup.view.js";
import { personDecider } from "./person.commands.js";
import { SEXES, type Sex } from "./person.events.js";
import { personProfileView, type PersonProfileDocument } from "./person-profile.view.js";
import { searchPersons } from "./person-search.js";

export const PersonCommands = commandRoutes(personDecider, "persons", "PERSON_CHANGE");

/** At least one of the first four. */
export class SearchPersons {
  @TextField(32, { optional: true, description: "NIK: 16 digits" })
  nik?: string;

  @TextField(32, { optional: true })
  passport?: string;

  @TextField(40, { optional: true, description: "A number with no country is Indonesian" })
  phone?: string;

  @TextField(200, { optional: true, description: "In any spelling, whole or in part" })
  name?: string;

  @IntegerField(1900, 2200, { optional: true, description: "Leaves out who was born in another year" })
  birthYear?: number;

  @CodeField(SEXES, { optional: true, description: "Leaves out who is of the other sex" })
  sex?: Sex;

  @RegionField({ optional: true, description: "Leaves out who comes from elsewhere" })
  origin?: string;
}

/** All that is said of files of other offices (blind match): neither how many, nor whose, nor where. */
const ANOTHER_OFFICE = {
  en: "Another office holds a file that matches a number you gave; ask for a referral",
  indonesian: "Instansi lain memiliki berkas yang cocok dengan nomor yang Anda berikan; mintalah rujukan",
} as const;

class SearchQuery extends SeenQuery {
  @IntegerField(1, 50, { optional: true, description: "Candidates at most; 20 if left out" })
  @Type(() => Number)
  limit?: number;
}

@ApiTags("persons")
@Controller("persons")
export class PersonQueries {
  constructor(
    private readonly views: Views,
    @Inject(LOOKUP_TOKENS) private readonly tokens: LookupTokens,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post("search")
  @Permits("PERSON_SEARCH")
  @HttpCode(200)
  @ApiOperation({
    operationId: "person.search",
    summary: "Find who may be a person, by NIK, passport, phone or name, strongest match first",
  })
  async search(
    @Body(validated(SearchPersons)) sought: SearchPersons,
    @Query(validated(SearchQuery)) { seen, limit = 20 }: SearchQuery,
  ) {
    const { readModel } = this.views;
    const dataAsOf = await this.views.upTo(identityLookupView.name, seen);
    await this.views.upTo(personProfileView.name, seen);
    await this.views.upTo(identityLinksView.name, seen);
    for (const view of SIGHT_VIEWS) await this.views.upTo(view, seen);
    const { sight } = this.views;
    const { candidates, more, elsewhere } = await searchPersons(
      readModel,
      this.tokens,
      sought,
      limit,
      this.clock.now(),
      { visible: (persons) => this.views.visible(persons), sealed: (persons) => sight.sealedAmong(persons) },
    );
    const behind = await behindIn(readModel, identityLookupView.name);
    const parked = candidates.map(({ person }) => person).filter((person) => behind.has(person));
    return {
      data: await this.views.open(candidates),
      more,
      ...(elsewhere && { elsewhere: ANOTHER_OFFICE }),
      dataAsOf,
      ...(parked.length > 0 && { parked }),
    };
  }

  @Get(":id")
  @Permits("PERSON_READ", "person")
  @ApiOperation({ operationId: "person.profile", summary: "Read who a person is, and which other records are theirs" })
  async one(@Param("id", idParam) id: string, @Query(validated(SeenQuery)) { seen }: SeenQuery) {
    await this.views.upTo(identityLinksView.name, seen);
    return this.views.one(personProfileView.name, id, seen, async (document: PersonProfileDocument) => ({
      ...document,
      linked: await this.views.visible(await linkedPersons(this.views.readModel, id)),
    }));
  }
}
