import { Controller, Get, Inject, Param, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "@nestjs/swagger";
import { Permits } from "../../access/permit.js";
import { idParam } from "../../http/ids-in-path.js";
import { validated } from "../../http/validated.js";
import { ViewBehind } from "../../event-sourcing/projecting/read-model.js";
import { PageQuery, rowsOf } from "../../http/queries.js";
import { Views, type Many } from "../../http/views.js";
import { linkedPersons } from "../../person/identity-links.view.js";
import { READ_LOG, type ReadLog } from "../../log-of-reads/read-log.js";
import { readRows, type ReadRow } from "./read-rows.js";
import { readsView } from "../../log-of-reads/reads.view.js";

@ApiTags("persons")
@Controller("persons")
export class ReadsQueries {
  constructor(
    @Inject(READ_LOG) private readonly reads: ReadLog,
    private readonly views: Views,
  ) {}

  @Get(":id/reads")
  @Permits("READS_AUDIT", "person")
  @ApiOperation({
    operationId: "person.reads",
    summary: "Who was shown a person's data or was refused it, for which agency, why and when; newest first",
  })
  async ofPerson(
    @Param("id", idParam) id: string,
    @Query(validated(PageQuery)) query: PageQuery,
  ): Promise<Many<ReadRow> & { readonly linked: readonly string[] }> {
    if (!(await this.reads.caughtUp())) throw new ViewBehind();
    const { reads, next } = await this.reads.of(id, { limit: rowsOf(query), after: query.after });
    const { readModel } = this.views;
    const data = await readRows(readModel, reads, [id]);
    // Each has reads of its own, which are asked for by its own id.
    const linked = await this.views.visible(await linkedPersons(readModel, id));
    const { recordedAt } = await readModel.freshness(readsView.name);
    return { data, ...(next !== undefined && { next }), linked, dataAsOf: { position: null, recordedAt } };
  }
}
