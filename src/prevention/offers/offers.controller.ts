import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from "@nestjs/common";
import { currentCaller } from "../../access/current-caller.js";
import { sightKey } from "../../access/need-to-know.view.js";
import { Permits } from "../../access/permit.js";
import { inSight } from "../../access/sight.js";
import { ApiOperation, ApiTags } from "../../described.js";
import { LOOKUP_TOKENS, READ_MODEL } from "../../event-sourcing/ports.js";
import type { Condition, ReadModel } from "../../event-sourcing/projecting/read-model.js";
import { commandRoutes } from "../../http/command-routes.js";
import { CodeField, TextField } from "../../http/fields.js";
import { idParam } from "../../http/ids-in-path.js";
import { Problem } from "../../http/problems.js";
import { PageQuery, rowsOf, SeenQuery } from "../../http/queries.js";
import { validated } from "../../http/validated.js";
import { Views } from "../../http/views.js";
import type { LookupTokens } from "../../privacy/lookup-tokens.js";
import { OFFER_CHANNELS, OFFER_STATES, type OfferState } from "./codes.js";
import { followHash, MOST_TYPED } from "./follow-code.js";
import { FOLLOW_WORDS } from "./follow-words.js";
import { offerDecider } from "./offer.commands.js";
import { offersView, type OfferDocument } from "./offers.view.js";

export const OfferCommands = commandRoutes(offerDecider, "offers", "OFFER_HANDLE");

class OffersQuery extends PageQuery {
  @CodeField(OFFER_STATES, { optional: true })
  state?: string;

  @CodeField(OFFER_CHANNELS, { optional: true })
  channel?: string;
}

/** The hash by which who reported is let in is told to nobody. */
const shown = ({ follow: _, sight: _s, ...offer }: OfferDocument) => offer;

@ApiTags("offers")
@Controller("offers")
export class OfferQueries {
  constructor(private readonly views: Views) {}

  @Get()
  @Permits("OFFER_READ")
  @ApiOperation({ operationId: "offer.list", summary: "List reports of suspicious offers in sight, the newest first" })
  list(@Query(validated(OffersQuery)) query: OffersQuery) {
    const { seen, after, state, channel } = query;
    const where: Condition[] = [...inSight(currentCaller())];
    if (state !== undefined) where.push({ field: "state", is: state });
    if (channel !== undefined) where.push({ field: "channel", is: channel });
    return this.views.many<OfferDocument, ReturnType<typeof shown>>(
      offersView.name,
      { where, sort: { field: "received", direction: "desc" }, limit: rowsOf(query), after },
      seen,
      shown,
      undefined,
      ({ id }) => sightKey("offer", id),
    );
  }

  @Get(":id")
  @Permits("OFFER_READ", "offer")
  @ApiOperation({ operationId: "offer.page", summary: "Read the report of a suspicious offer" })
  one(@Param("id", idParam) id: string, @Query(validated(SeenQuery)) { seen }: SeenQuery) {
    return this.views.one<OfferDocument, ReturnType<typeof shown>>(offersView.name, id, seen, shown);
  }
}

class FollowRequest {
  @TextField(MOST_TYPED, { example: "0F5B6C3E00", description: "The number that was given with the report" })
  number!: string;

  @TextField(MOST_TYPED, { example: "7KQ2M-XV9TR-4HBNC-8WPLD", description: "The secret code that was given with it" })
  code!: string;
}

/** How a report stands, told to who made it and to nobody else. */
export interface FollowedReport {
  readonly state: OfferState;
  readonly words: { readonly en: string; readonly indonesian: string };
  readonly asked: { readonly en: string; readonly indonesian: string } | null;
}

/** For whoever reported something: no sign-in, a number and a code. */
@ApiTags("follow")
@Controller("public/follow")
export class FollowQueries {
  constructor(
    @Inject(READ_MODEL) private readonly readModel: ReadModel,
    @Inject(LOOKUP_TOKENS) private readonly tokens: LookupTokens,
  ) {}

  @Post()
  @HttpCode(200)
  @Permits("NOBODY")
  @ApiOperation({
    operationId: "public.follow",
    summary: "How my report stands, by its number and secret code",
    description: "A number that there is not and a code that is wrong are answered alike, after the same work",
    security: [],
  })
  async follow(@Body(validated(FollowRequest)) { number, code }: FollowRequest): Promise<{ data: FollowedReport }> {
    const hash = followHash(this.tokens, number, code);
    const where: Condition[] = [{ field: "follow", is: hash }];
    const { documents } = await this.readModel.find<OfferDocument>(offersView.name, { where, limit: 1 });
    const state = documents[0]?.state;
    if (state === undefined)
      throw new Problem(404, "not-found", "There is nothing here that you may see", {
        detail: "No report has this number and this code",
      });
    const { asked, ...words } = FOLLOW_WORDS[state];
    return { data: { state, words, asked } };
  }
}
