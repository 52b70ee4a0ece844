import { Controller, Get, Inject, Query } from "@nestjs/common";
import { sightKey } from "../access/need-to-know.view.js";
import { currentCaller } from "../access/current-caller.js";
import { Permits } from "../access/permit.js";
import { inSight } from "../access/sight.js";
import { mandateCovers, mandateIsFor, type Mandate } from "../agency/mandates.js";
import { endedWithoutSuccessor } from "../agency/orphaned-work.js";
import { mandatesOn } from "../agency/responsible.controller.js";
import { ApiOperation, ApiTags } from "../described.js";
import type { Clock } from "../event-sourcing/clock.js";
import { CLOCK } from "../event-sourcing/ports.js";
import { PageQuery, rowsOf } from "../http/queries.js";
import { validated } from "../http/validated.js";
import { Views } from "../http/views.js";
import { agenciesView } from "../agency/agencies.view.js";
import { fileNumbersView, numbersOf } from "../numbering/file-numbers.view.js";
import { caseBoardView, caseDay, type CaseDocument } from "../protection-case/case-board.view.js";

/**
 * Stages at which an agency cares for the case itself. Who investigates or coordinates goes over it, and the village
 * watches: neither makes somebody responsible.
 */
const AT_HOME = ["BEFORE", "RETURN"] as const;
const ABROAD = ["ABROAD"] as const;

/** Why nobody is responsible for a case. */
export type Gap = "NO_AGENCY" | "AGENCY_ENDED" | "NO_MANDATE";

/** An open case for which nobody is responsible. */
export interface GapRow {
  readonly id: string;
  readonly number: string | null;
  readonly country: string | null;
  readonly region: string | null;
  readonly categories: readonly string[];
  readonly severity: number | null;
  readonly state: string;
  /** Who has it, or is to give it to an officer. */
  readonly agency: string | null;
  readonly gaps: readonly Gap[];
  /** Categories of it that no mandate in its place covers. */
  readonly uncovered: readonly string[];
}

@ApiTags("responsible")
@Controller("responsible")
export class ResponsibilityGaps {
  constructor(
    private readonly views: Views,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get("gaps")
  @Permits("CASE_LIST")
  @ApiOperation({
    operationId: "responsible.gaps",
    summary: "Open cases in sight for which nobody is responsible today, the gravest first, and why",
    description:
      "`NO_AGENCY`: no agency has it. `AGENCY_ENDED`: the one that has it has ended, and none that took over is in office. " +
      "`NO_MANDATE`: of the agencies with a mandate abroad (`ABROAD`) or at home (`BEFORE`, `RETURN`) none covers its " +
      "place and each of its categories",
  })
  async gaps(@Query(validated(PageQuery)) query: PageQuery) {
    const { seen, after } = query;
    const now = this.clock.now();
    const { readModel } = this.views;
    await this.views.waitsFor([agenciesView.name, fileNumbersView.name], seen);
    const mandates = await mandatesOn(readModel, [...AT_HOME, ...ABROAD], caseDay(now));
    const ended = await endedWithoutSuccessor(readModel, now);
    const gapsOf = (document: CaseDocument) => gapsIn(document, mandates, ended);
    const where = [{ field: "open", is: "true" }, ...inSight(currentCaller())];
    return this.views.page<CaseDocument, GapRow>(
      caseBoardView.name,
      { where, sort: { field: "order", direction: "asc" }, limit: rowsOf(query), after },
      seen,
      async (documents) => {
        const numbers = await numbersOf(
          readModel,
          documents.map(({ id }) => id),
        );
        return documents.map((document) => {
          const { id, country, categories, severity, state, case: incident } = document;
          const about = { id, number: numbers.get(id) ?? null, country, region: incident.region, categories, severity };
          return { ...about, state, agency: agencyOf(document), ...gapsOf(document) };
        });
      },
      undefined,
      ({ id }) => sightKey("case", id),
      (document) => gapsOf(document).gaps.length > 0,
    );
  }
}

function agencyOf({ case: { unassigned, assignment } }: CaseDocument): string | null {
  return unassigned?.agency ?? assignment?.agency ?? null;
}

/** @param ended agencies that have ended, of which no successor is in office */
export function gapsIn(
  document: CaseDocument,
  mandates: readonly Mandate[],
  ended: ReadonlySet<string>,
): Pick<GapRow, "gaps" | "uncovered"> {
  const { country, categories, case: incident } = document;
  const isAbroad = country !== null && country !== "ID" && country !== "UNKNOWN";
  const place = isAbroad ? { region: null, country } : { region: incident.region, country: null };
  const stages: readonly string[] = isAbroad ? ABROAD : AT_HOME;
  const here = mandates.filter((each) => stages.includes(each.stage) && mandateCovers(each, place));
  const uncovered = categories.filter((category) => !here.some((each) => mandateIsFor(each, category)));
  const agency = agencyOf(document);
  const gaps: Gap[] = [];
  if (agency === null) gaps.push("NO_AGENCY");
  else if (ended.has(agency)) gaps.push("AGENCY_ENDED");
  if (here.length === 0 || uncovered.length > 0) gaps.push("NO_MANDATE");
  return { gaps, uncovered };
}
