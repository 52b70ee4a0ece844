import { applyDecorators, Controller, Get, Query, Req, Res } from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";
import { currentCaller } from "../access/current-caller.js";
import { Permits } from "../access/permit.js";
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from "../described.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { TextField } from "../http/fields.js";
import { EVENT_STREAM } from "../http/edges/observed-requests.js";
import { Positions } from "../http/positions.js";
import { validated } from "../http/validated.js";
import { WayOut } from "../http/way-out.js";
import { LiveBoards } from "./live-boards.js";
import type { LiveList } from "./live-list.js";
import { liveCases, liveRepatriations, liveWork } from "./lists.js";

class LiveQuery {
  @TextField(40, {
    optional: true,
    description: "The position of the list as it was loaded (`dataAsOf.position`): what changed after it is told first",
  })
  since?: string;
}

const LAST_EVENT_ID = "Last-Event-ID";
/** Headers that say who calls, and as what. */
const OF_THE_CALLER = ["authorization", "kawal-agency", "kawal-role", "kawal-purpose", "kawal-lawful-basis"];

const DESCRIPTION =
  "Server-Sent Events. `open` comes first. `changed` has `id`, `status` and `position` of a subject that the list shows to " +
  "the caller at that moment; of several changes that follow closely only the newest is told. `reload` says that what was " +
  "missed can't be told, as the position is too old, unknown, or of another store: load the list again. `end` says why the " +
  "service ends the stream: `signed-out`, `access-changed`, `too-slow`, `unsure` or `shutdown`. The `id` of each event is a " +
  "position: send the last one as `Last-Event-ID` to go on without loss. Comments are signs of life.";

const SCHEMA = {
  type: "string",
  examples: [
    'event: changed\nid: 5f1c0a9be2d4.1207\ndata: {"id":"0198c1a2-7c1e-7bb0-8f53-0e6f6d1f3a55","status":"MEDIATION","position":"5f1c0a9be2d4.1207"}\n\n',
  ],
};

const Streams = () =>
  applyDecorators(
    ApiHeader({
      name: LAST_EVENT_ID,
      required: false,
      description: "The `id` of the last event that was received; it counts more than `since`",
    }),
    ApiResponse({
      status: 200,
      description: "Events, until one of both sides ends them",
      content: { [EVENT_STREAM]: { schema: SCHEMA } },
    }),
    ApiResponse({ status: 429, description: "too-many-streams: close one, or wait as long as Retry-After says" }),
  );

/** The lists as streams of what changes in them. */
@Controller()
export class LiveQueries {
  constructor(
    private readonly boards: LiveBoards,
    private readonly positions: Positions,
    private readonly wayOut: WayOut,
  ) {}

  @Get("cases/live")
  @ApiTags("cases")
  @Permits("CASE_LIST")
  @Streams()
  @ApiOperation({
    operationId: "case.live",
    summary: "Hear of changes of protection cases while they happen; `status` is the stage, or REOPENED",
    description: DESCRIPTION,
  })
  cases(
    @Query(validated(LiveQuery)) query: LiveQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.#stream(liveCases, query, request, reply);
  }

  @Get("repatriations/live")
  @ApiTags("repatriations")
  @Permits("REPATRIATION_LIST")
  @Streams()
  @ApiOperation({
    operationId: "repatriation.live",
    summary:
      "Hear of changes of repatriations while they happen; `status` is the furthest step that is done, or CANCELLED or CLOSED",
    description: DESCRIPTION,
  })
  repatriations(
    @Query(validated(LiveQuery)) query: LiveQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.#stream(liveRepatriations, query, request, reply);
  }

  @Get("work/live")
  @ApiTags("work")
  @Permits("WORK_READ")
  @Streams()
  @ApiOperation({
    operationId: "work.live",
    summary:
      "Hear of changes of work while they happen: of cases, repatriations, referrals and migrants with something to do; `status` is null once nothing is left to do",
    description: `${DESCRIPTION} It tells of all work in sight, and not of one's own office alone.`,
  })
  work(
    @Query(validated(LiveQuery)) query: LiveQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.#stream(liveWork, query, request, reply);
  }

  async #stream(list: LiveList, query: LiveQuery, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const caller = currentCaller();
    const position = this.#positionOf(query, request);
    const place = this.boards.place(caller.actor.id);
    try {
      const start = await this.boards.startAt(list, position);
      const record = await this.wayOut.goesOn(request);
      if (request.method === "HEAD") {
        place.free();
        await reply.type(EVENT_STREAM).send("");
        return;
      }
      const { raw } = reply.hijack();
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) raw.setHeader(name, value);
      raw.setHeader("content-type", EVENT_STREAM);
      // Neither kept nor gathered by what is on the way.
      raw.setHeader("cache-control", "no-store");
      raw.setHeader("x-accel-buffering", "no");
      raw.writeHead(200);
      const headers = Object.fromEntries(OF_THE_CALLER.map((name) => [name, request.headers[name]]));
      this.boards.open({ list, caller, headers, start, record }, raw, place);
    } catch (error) {
      place.free();
      if (!reply.raw.headersSent) throw error;
      reply.raw.destroy();
    }
  }

  /** @returns null for a position of another store. @throws InvalidField for a text that is none */
  #positionOf({ since }: LiveQuery, { headers }: FastifyRequest): number | null | undefined {
    const last = headers["last-event-id"];
    if (last === undefined) return since === undefined ? undefined : this.positions.numberOf(since, "since");
    try {
      return this.positions.numberOf(String(last), LAST_EVENT_ID);
    } catch (error) {
      // A browser that comes back does not hear why it is refused; it does hear an event.
      if (error instanceof InvalidField && error.type === "foreign-position") return null;
      throw error;
    }
  }
}
