import { SIGHT_VIEWS } from "../access/sight.js";
import { Permits } from "../access/permit.js";
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "../described.js";
import { Type } from "class-transformer";
import { behindIn } from "../event-sourcing/projecting/behind.js";
import type { Clock } from "../event-sourcing/clock.js";
import { CLOCK, LOOKUP_TOKENS } from "../event-sourcing/ports.js";
import { commandRoutes } from "../http/command-routes.js";
import { idParam } from "../http/ids-in-path.js";
import { validated } from "../http/validated.js";
import { CodeField, IntegerField, RegionField, TextField } from "../http/fields.js";
import { SeenQuery } from "../http/queries.js";
import { Views } from "../http/views.js";
import type { LookupTokens } from "../privacy/lookup-tokens.js";
import { identityLinksView, linkedPersons } from "./identity-links.view.js";
import { identityLookupView } from "./identity-lookup.view.js";
import { personDecider } from "./person.commands.js";
import { SEXES, type Sex } from "./person.events.js";
import { personProfileView, type PersonProfileDocument } from "./person-profile.view.js";
import { ANOTHER_OFFICE, searchForCaller } from "./likely-matches.js";

export const PersonCommands = commandRoutes(personDecider, "persons", "PERSON_CHANGE");

/** At least one of the first four. */
export class SearchPersons {
  @TextField(32, { optional: true, description: "NIK: 16 digits" })
  nik?: string;

  @TextField(32, { optional: true })
  passport?: string;

  @TextField(40, {
    optional: true,
    example: "0812 3456 7890",
    description: "A number with no country is Indonesian",
  })
  phone?: string;

  @TextField(200, { optional: true, description: "In any spelling, whole or in part; a letter may be wrong" })
  name?: string;

  @IntegerField(1900, 2200, {
    optional: true,
    description: "Puts those first who were born then, or a year before or after",
  })
  birthYear?: number;

  @CodeField(SEXES, { optional: true, description: "Puts those first who are of this sex" })
  sex?: Sex;

  @RegionField({ optional: true, description: "Puts those first who come from there" })
  origin?: string;
}

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
    description:
      "Finds only persons whom you may see. A number counts most, also an earlier one, that of a passport or emergency travel document that was handed in, and a phone number told at an arrival. Of a name the order of words, spelling, one wrong letter in a word, and words that are missing on either side don't matter. Nobody is left out for year of birth, sex or origin: `differs` says which of them are not what you gave",
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
    const { candidates, more, elsewhere } = await searchForCaller(
      this.views,
      this.tokens,
      sought,
      limit,
      this.clock.now(),
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
