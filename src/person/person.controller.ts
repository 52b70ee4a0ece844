import { SIGHT_VIEWS } from "../access/sight.js";
import { Permits } from "../access/permit.js";
import type { FourEyesAct } from "../access/policy.js";
import { PlaceLegalHold, ReleaseLegalHold } from "./erasure.commands.js";
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "@nestjs/swagger";
import { Type } from "class-transformer";
import type { Clock } from "../event-sourcing/clock.js";
import { CLOCK, LOOKUP_TOKENS } from "../event-sourcing/ports.js";
import { type CommandRoute, commandRoutes, creation, idParam, route, validated } from "../http/command-routes.js";
import { CodeField, IntegerField, RegionField, TextField } from "../http/fields.js";
import { SeenQuery } from "../http/queries.js";
import { Views } from "../http/views.js";
import type { LookupTokens } from "../privacy/lookup-tokens.js";
import { identityLinksView, linkedPersons } from "./identity-links.view.js";
import { identityLookupView } from "./identity-lookup.view.js";
import { personAggregate } from "./person.js";
import { Approvals } from "./approvals.js";
import {
  BreakGlass,
  ConfirmSeal,
  ReadmitToEmergencyAccess,
  ReviewBrokenGlass,
  SealSubject,
  UnsealSubject,
} from "./confidentiality.commands.js";
import {
  ChangeContact,
  RecordIdentityDetails,
  RegisterPerson,
  RequestDoNotTell,
  WithdrawDoNotTell,
} from "./person.commands.js";
import { SEXES, type Sex } from "./person.events.js";
import { personProfileView, type PersonProfileDocument } from "./person-profile.view.js";
import { ProposeErasure, ProposeHoldRelease, ProposeUnsealing } from "./proposal.commands.js";
import { ANOTHER_OFFICE, IdentityAnswer, likelyMatches, searchForCaller } from "./likely-matches.js";

/** Of a route: looks up who decides on an act. */
function decidersOn<Body>(act: FourEyesAct, key: (body: Body) => string): NonNullable<CommandRoute["looksUp"]> {
  return async (modules, id, body) => ({
    deciders: await modules.get(Approvals, { strict: false }).deciders(act, id, key(body)),
  });
}

export const PersonCommands = commandRoutes(personAggregate, "persons", "PERSON_CHANGE", [
  creation(RegisterPerson, "Register a person: a migrant, or anybody else concerned. Search before", {
    settles: true,
    permission: "PERSON_REGISTER",
    answersWith: likelyMatches,
    answer: IdentityAnswer,
  }),
  route("identity", RecordIdentityDetails, "Record more, or other, details of who the person is", {
    answersWith: likelyMatches,
    answer: IdentityAnswer,
  }),
  route("contact", ChangeContact, "Change how the person is reached; what isn't named stays"),
  route("do-not-tell", RequestDoNotTell, "The person asks that someone be told nothing"),
  route("do-not-tell-withdrawals", WithdrawDoNotTell, "The person withdraws a request not to tell"),
  route(
    "seals",
    SealSubject,
    "Seal the file: named officers, you, and your agency's supervisors see it, and nobody else. Another officer confirms it within 72 hours",
    { permission: "SUBJECT_SEAL" },
  ),
  route("seal-confirmations", ConfirmSeal, "Confirm a seal of another officer", {
    permission: "SUBJECT_SEAL",
    noticed: true,
  }),
  route(
    "unsealing-proposals",
    ProposeUnsealing,
    "Propose that the file be sealed no more, for another officer to approve",
    { permission: "UNSEALING_PROPOSE", noticed: true },
  ),
  route("unsealings", UnsealSubject, "Lift the seal, as another officer proposed", {
    permission: "SUBJECT_UNSEAL",
    looksUp: decidersOn("UNSEALING", ({ proposal }: UnsealSubject) => proposal),
    noticed: true,
  }),
  route(
    "emergency-access",
    BreakGlass,
    "See for a short time what is out of sight, and answer for it: the owner agency is told and reviews it",
    { permission: "GLASS_BREAK", unseen: true },
  ),
  route(
    "emergency-access-reviews",
    ReviewBrokenGlass,
    "Close the review of an emergency access of another officer; one that was not justified ends at once",
    { permission: "GLASS_REVIEW", looksUp: decidersOn("ACCESS_REVIEW", ({ grant }: ReviewBrokenGlass) => grant) },
  ),
  route(
    "emergency-access-readmissions",
    ReadmitToEmergencyAccess,
    "Let an officer use emergency access again, after one that was not justified",
    {
      permission: "GLASS_READMIT",
      looksUp: decidersOn("READMISSION", ({ officer }: ReadmitToEmergencyAccess) => officer),
    },
  ),
  route("legal-holds", PlaceLegalHold, "Keep the person's data from being erased", { permission: "LEGAL_HOLD" }),
  route(
    "legal-hold-release-proposals",
    ProposeHoldRelease,
    "Propose that a legal hold be released, for another officer to approve",
    { permission: "HOLD_RELEASE_PROPOSE" },
  ),
  route("legal-hold-releases", ReleaseLegalHold, "End a legal hold, as another officer proposed", {
    permission: "HOLD_RELEASE",
    looksUp: decidersOn("HOLD_RELEASE", ({ proposal }: ReleaseLegalHold) => proposal),
  }),
  route("erasure-proposals", ProposeErasure, "Propose that the person be erased, for another officer to approve", {
    permission: "ERASURE_PROPOSE",
  }),
]);

/** At least one of the first four. */
export class SearchPersons {
  @TextField(32, { optional: true, description: "NIK: 16 digits" })
  nik?: string;

  @TextField(32, { optional: true })
  passport?: string;

  @TextField(40, { optional: true, description: "A number with no country is Indonesian" })
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
    const stuck = new Set((await readModel.parked(identityLookupView.name)).map(({ subject }) => subject));
    const parked = candidates.map(({ person }) => person).filter((person) => stuck.has(person));
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
  @ApiOperation({ operationId: "person.profile", summary: "Who a person is, and which other records are theirs" })
  async one(@Param("id", idParam) id: string, @Query(validated(SeenQuery)) { seen }: SeenQuery) {
    await this.views.upTo(identityLinksView.name, seen);
    return this.views.one(personProfileView.name, id, seen, async (document: PersonProfileDocument) => ({
      ...document,
      linked: await this.views.visible(await linkedPersons(this.views.readModel, id)),
    }));
  }
}
