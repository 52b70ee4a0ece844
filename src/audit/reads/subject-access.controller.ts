import { Controller, Get, Inject, Param, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "../../described.js";
import { Permits } from "../../access/permit.js";
import type { Clock } from "../../event-sourcing/clock.js";
import { CLOCK, FIELD_SEALING } from "../../event-sourcing/ports.js";
import { EventRegistry } from "../../event-sourcing/stored-event/registry.js";
import type { FieldSealing } from "../../event-sourcing/stored-event/personal-field.js";
import { NotFound } from "../../event-sourcing/deciding/rejection.js";
import { idParam } from "../../http/ids-in-path.js";
import { validated } from "../../http/validated.js";
import { ViewBehind } from "../../event-sourcing/projecting/read-model.js";
import { SeenQuery } from "../../http/queries.js";
import { Views } from "../../http/views.js";
import { identityLinksView, linkedPersons } from "../../person/identity-links.view.js";
import { personProfileView } from "../../person/person-profile.view.js";
import { caseBoardView } from "../../protection-case/case-board.view.js";
import { repatriationBoardView } from "../../repatriation/repatriation-board.view.js";
import { migrantProfileView } from "../../migrant/migrant-profile.view.js";
import { timelineView } from "../../timeline/timeline.view.js";
import { READ_LOG, type ReadLog } from "../../log-of-reads/read-log.js";
import { subjectAccessReport } from "./subject-access-report.js";

const VIEWS = [identityLinksView, personProfileView, migrantProfileView, caseBoardView, repatriationBoardView];

@ApiTags("persons")
@Controller("persons")
export class SubjectAccessQueries {
  constructor(
    @Inject(READ_LOG) private readonly reads: ReadLog,
    private readonly views: Views,
    @Inject(FIELD_SEALING) private readonly sealing: FieldSealing,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly registry: EventRegistry,
  ) {}

  @Get(":id/subject-access-report")
  @Permits("SUBJECT_REPORT", "person")
  @ApiOperation({
    operationId: "person.subjectAccessReport",
    summary:
      "What a person may see of themselves (UU 27/2022 art. 32): all data held of them, every event, and every read",
  })
  async report(@Param("id", idParam) id: string, @Query(validated(SeenQuery)) { seen }: SeenQuery) {
    if (!(await this.reads.caughtUp())) throw new ViewBehind();
    for (const { name } of VIEWS) await this.views.upTo(name, seen);
    const dataAsOf = await this.views.upTo(timelineView.name, seen);
    const { readModel } = this.views;
    if ((await readModel.get(personProfileView.name, id)) === undefined) throw new NotFound(`there is no person ${id}`);
    const persons = [id, ...(await this.views.visible(await linkedPersons(readModel, id)))];
    const { sealing, reads, registry } = this;
    const report = await subjectAccessReport({ readModel, sealing, reads, registry }, persons, this.clock.now());
    return { data: report, dataAsOf };
  }
}
