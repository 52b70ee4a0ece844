import { Controller, Get, Param, Query } from "@nestjs/common";
import { currentCaller } from "../../access/current-caller.js";
import { sightKey } from "../../access/need-to-know.view.js";
import { Permits } from "../../access/permit.js";
import { inSight } from "../../access/sight.js";
import { ApiOperation, ApiTags } from "../../described.js";
import type { Condition } from "../../event-sourcing/projecting/read-model.js";
import { commandRoutes } from "../../http/command-routes.js";
import { CodeField } from "../../http/fields.js";
import { idParam } from "../../http/ids-in-path.js";
import { PageQuery, rowsOf, SeenQuery } from "../../http/queries.js";
import { validated } from "../../http/validated.js";
import { Views } from "../../http/views.js";
import { OFFER_CHANNELS, OFFER_STATES } from "./codes.js";
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
