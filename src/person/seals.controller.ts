import { Controller, Get, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "@nestjs/swagger";
import { validated } from "../http/validated.js";
import { PageQuery, rowsOf } from "../http/queries.js";
import { Views } from "../http/views.js";
import type { Condition } from "../event-sourcing/projecting/read-model.js";
import type { Caller } from "../access/caller.js";
import { currentCaller } from "../access/current-caller.js";
import { Permits } from "../access/permit.js";
import { SEES_ALL } from "../access/policy.js";
import { requestContext } from "../access/request-context.js";
import { DESK, sealedSubjectsView, type SealedSubject } from "../access/sealed-subjects.view.js";
import { isOfDesk } from "../access/sight.js";

/** Which files are sealed, by whom and until when, for those who watch that no seal is used against a file's owner. */
@ApiTags("seals")
@Controller("seals")
export class SealQueries {
  constructor(private readonly views: Views) {}

  @Get()
  @Permits("SEAL_READ")
  @ApiOperation({
    operationId: "seal.list",
    summary:
      "List seals on files of your agency and by it, the newest first. The national desk gets those that nobody " +
      "confirmed within 72 hours, and those on files whose owner is suspected",
  })
  async list(@Query(validated(PageQuery)) query: PageQuery) {
    const caller = currentCaller();
    const { sight } = this.views;
    const page = await this.views.many<SealedSubject, ReturnType<typeof sealRow>>(
      sealedSubjectsView.name,
      { where: noticedBy(caller), sort: { field: "at", direction: "desc" }, limit: rowsOf(query), after: query.after },
      query.seen,
      (seal) => sealRow(seal, sight.isLate(seal)),
      undefined,
      undefined,
      // No index holds when a seal is late.
      (seal) => SEES_ALL.includes(caller.role) || sight.noticesSeal(caller, seal),
    );
    requestContext()!.disclosed = page.data.map(({ person }) => person);
    return page;
  }
}

/** Neither the ground nor the officers named: they are in the file. */
function sealRow({ id, owner, ownerSuspected, by, at, until, confirmed }: SealedSubject, late: boolean) {
  return { person: id, owner: { agency: owner }, ownerSuspected, by, at, until, confirmed, late };
}

function noticedBy(caller: Caller): Condition[] {
  if (SEES_ALL.includes(caller.role)) return [];
  const { agency } = caller.actor;
  const tokens = [...(agency === null ? [] : [`agency:${agency}`]), ...(isOfDesk(caller) ? [DESK] : [])];
  return [{ field: "noticed", hasAny: tokens }];
}
