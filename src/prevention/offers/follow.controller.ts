import { Body, Controller, HttpCode, Inject, Post } from "@nestjs/common";
import { v7 as uuidv7 } from "uuid";
import { Permits } from "../../access/permit.js";
import { ApiOperation, ApiTags } from "../../described.js";
import { LOOKUP_TOKENS, READ_MODEL, SAMPLE } from "../../event-sourcing/ports.js";
import type { Condition, ReadModel } from "../../event-sourcing/projecting/read-model.js";
import { TextField } from "../../http/fields.js";
import { Problem } from "../../http/problems.js";
import { validated } from "../../http/validated.js";
import { READ_LOG, type ReadLog } from "../../log-of-reads/read-log.js";
import type { LookupTokens } from "../../privacy/lookup-tokens.js";
import type { OfferState } from "./codes.js";
import { followHash, MOST_TYPED } from "./follow-code.js";
import { FOLLOW_WORDS } from "./follow-words.js";
import { offersView, type OfferDocument } from "./offers.view.js";

class FollowRequest {
  @TextField(MOST_TYPED, { example: "0F5B6C3E00", description: "The number that was given with the report" })
  number!: string;

  @TextField(MOST_TYPED, { example: "7KQ2M-XV9TR-4HBNC-8WPLD", description: "The secret code that was given with it" })
  code!: string;
}

/** How a report stands, told to who made it and to nobody else. */
export interface FollowedReport {
  readonly data: {
    readonly state: OfferState;
    readonly words: { readonly en: string; readonly indonesian: string };
    readonly asked: { readonly en: string; readonly indonesian: string } | null;
  };
  /** True in a sample: nobody reported it. */
  readonly sample?: true;
}

/**
 * The log of reads has an actor for each read, and no officer looks here: it names the route, and never who held the
 * code.
 */
const WHO_REPORTED = {
  actor: { kind: "PROCESS_MANAGER", id: "public-follow", onBehalfOf: null, agency: null, role: "PROCESS_MANAGER" },
  purpose: "PREVENTION",
  lawfulBasis: "LEGITIMATE_INTEREST",
  route: { method: "POST", pattern: "/api/v1/public/follow" },
  asked: [],
  persons: [],
} as const;

/** For whoever reported something: no sign-in, a number and a code. */
@ApiTags("follow")
@Controller("public/follow")
export class FollowQueries {
  constructor(
    @Inject(READ_MODEL) private readonly readModel: ReadModel,
    @Inject(LOOKUP_TOKENS) private readonly tokens: LookupTokens,
    @Inject(READ_LOG) private readonly reads: Pick<ReadLog, "record">,
    @Inject(SAMPLE) private readonly sample: boolean,
  ) {}

  @Post()
  @HttpCode(200)
  @Permits("NOBODY")
  @ApiOperation({
    operationId: "public.follow",
    summary: "How my report stands, by its number and secret code",
    description:
      "A number that there is not and a code that is wrong are answered alike, after the same work. Each look is in the log of reads",
    security: [],
  })
  async follow(@Body(validated(FollowRequest)) { number, code }: FollowRequest): Promise<FollowedReport> {
    const hash = followHash(this.tokens, number, code);
    const where: Condition[] = [{ field: "follow", is: hash }];
    const { documents } = await this.readModel.find<OfferDocument>(offersView.name, { where, limit: 1 });
    const [found] = documents;
    const looked = { ...WHO_REPORTED, request: uuidv7() };
    if (found?.state === undefined) {
      await this.reads.record({ ...looked, status: 404, outcome: "refused", rule: "not-found" });
      throw new Problem(404, "not-found", "There is nothing here that you may see", {
        detail: "No report has this number and this code",
      });
    }
    const by = ["number", "code"];
    await this.reads.record({ ...looked, status: 200, outcome: "answered", ids: [found.id], classes: [], by });
    const { asked, ...words } = FOLLOW_WORDS[found.state];
    return { data: { state: found.state, words, asked }, ...(this.sample && { sample: true as const }) };
  }
}
