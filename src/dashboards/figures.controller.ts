import { Controller, Get, Inject, Param, Query, type PipeTransform } from "@nestjs/common";
import { ApiOperation, ApiParam, ApiQuery, ApiTags } from "../described.js";
import type { Caller } from "../access/caller.js";
import { currentCaller } from "../access/current-caller.js";
import { Permits } from "../access/permit.js";
import { SIGHT_VIEWS } from "../access/sight.js";
import type { Clock } from "../event-sourcing/clock.js";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { CLOCK, EVENT_STORE } from "../event-sourcing/ports.js";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import { askedOf, conditionsOf, filtersOf, groupsIn, isCounted, type Asked } from "../figures/asked.js";
import type { CountedDocument } from "../figures/counted.js";
import { dayOf } from "../figures/dimension.js";
import { figuresOf, inSightCondition, isTold, mayList } from "../figures/figures.js";
import type { Figure } from "../figures/figure.js";
import type { Measure } from "../figures/measure.js";
import { PAST_DAYS, type PastDay, type PastDays } from "../figures/past-days.js";
import { assertAcceptable } from "../http/acceptable.js";
import { Positions } from "../http/positions.js";
import { Problem } from "../http/problems.js";
import { PageQuery, rowsOf, SeenQuery } from "../http/queries.js";
import { AsTable, TABLE_FORMATS } from "../http/table.js";
import { validated } from "../http/validated.js";
import { Views, type DataAsOf, type Many } from "../http/views.js";
import { CodeField, TextField } from "../http/fields.js";
import type {
  CountedRow,
  DimensionAnswer,
  FigureAnswer,
  FigureAsOf,
  FigureRow,
  MeasureAnswer,
} from "./figure-answers.js";
import { figureColumns, thingColumns } from "./figure-table.js";
import { erasedAfter, foldedDay, pastDayIn, type NamedDay } from "./past-day.js";

export const MEASURES = Symbol("measures");

class TileQuery extends SeenQuery {
  @TextField(10, { optional: true })
  asOf?: string;

  @CodeField(["json", ...TABLE_FORMATS], { optional: true })
  format?: "json" | (typeof TABLE_FORMATS)[number];
}

type Parameters = Readonly<Record<string, unknown>>;

/** Which parameters there are beside these follows from the dimensions of the measure: it reads those. */
const acceptable: PipeTransform = {
  transform(value: Parameters) {
    assertAcceptable(value);
    return value;
  },
};

/** Reads those parameters that no measure has a say in. */
function fixedParameters<Read extends object>(type: new () => Read, names: readonly string[]) {
  const pipe = validated(type);
  return {
    names,
    read: async (query: Parameters): Promise<Read> => {
      const own = Object.entries(query).filter(([name]) => names.includes(name));
      return (await pipe.transform(Object.fromEntries(own), { type: "query" })) as Read;
    },
  };
}

const tileQuery = fixedParameters(TileQuery, ["seen", "asOf", "format"]);
const listQuery = fixedParameters(PageQuery, ["seen", "limit", "after", "format"]);

const FORMAT = {
  name: "format",
  required: false,
  enum: ["json", ...TABLE_FORMATS],
  description: "`csv` or `xlsx` for a table",
};

const BY_DIMENSION = {
  name: "dimensions",
  required: false,
  style: "form",
  explode: true,
  schema: { type: "object", additionalProperties: { type: "string" } },
  description:
    "Any dimension of the measure with the values wanted, joined by commas: `country=MY,SG`. Of months and days also a range: `month=2025-01..2025-06`. NONE: nothing is known",
} as const;

@ApiTags("figures")
@Controller("figures")
export class FigureQueries {
  constructor(
    private readonly views: Views,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(MEASURES) private readonly measures: readonly Measure[],
    @Inject(PAST_DAYS) private readonly pastDays: PastDays,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly positions: Positions,
  ) {}

  @Get()
  @Permits("FIGURES_READ")
  @ApiOperation({
    operationId: "figures.measures",
    summary: "List the measures: what each counts and what not, its clock, its dimensions",
  })
  list(): { readonly data: readonly (MeasureAnswer & { readonly dimensions: readonly DimensionAnswer[] })[] } {
    const data = this.measures.map((measure) => ({ ...answerOf(measure), dimensions: dimensionsOf(measure) }));
    return { data };
  }

  @Get(":measure")
  @Permits("FIGURES_READ")
  @AsTable(figureColumns)
  @ApiOperation({
    operationId: "figures.figure",
    summary: "Read a measure: of what is in my sight, by up to three dimensions, as JSON or as a table",
    description:
      "`value` is how many there are, the median of days, or a share. `counted` is how many rows the list behind it has. Numbers of fewer than 5 are suppressed for who may not list what is counted.",
  })
  @ApiParam({ name: "measure", description: "The id of a measure", example: "cases" })
  @ApiQuery({ name: "by", required: false, description: "Names of dimensions, joined by commas", example: "country" })
  @ApiQuery({
    name: "asOf",
    required: false,
    description:
      "A day that is over, `YYYY-MM-DD` in Jakarta: what had been recorded by its end, counted by today's definitions. Only what the caller sees today is in it; what is sealed today is left out. 503 `past-day-not-ready` while it is being counted",
    example: "2026-01-31",
  })
  @ApiQuery({ name: "seen", required: false, description: "A position that the answer must include" })
  @ApiQuery(FORMAT)
  @ApiQuery(BY_DIMENSION)
  async figure(@Param("measure") id: string, @Query(acceptable) query: Parameters): Promise<FigureAnswer> {
    const measure = this.#measure(id);
    const asked = askedOf(measure, query, tileQuery.names);
    const { seen, asOf } = await tileQuery.read(query);
    const caller = currentCaller();
    const now = this.clock.now();
    const past = asOf === undefined ? undefined : await this.#past(asOf, now);
    const upToDate = await this.#upTo(measure, seen);
    const { readModel, sight } = this.views;
    const { rows, total } = await figuresOf({ readModel, sight, now, past }, caller, measure, asked);
    const listed = past === undefined && mayList(caller, measure);
    const withList = (figure: Figure): FigureRow => ({
      ...figure,
      list: listed ? listOf(measure, asked, figure.group) : null,
    });
    const held = await (past?.known.things ?? readModel).held(measure.of.projection.name);
    const parked = new Set(held.map(({ stream }) => stream)).size;
    return {
      data: rows.map(withList),
      total: withList(total),
      measure: answerOf(measure),
      by: asked.by,
      ...(past && { asOf: await this.#asOf(measure, past, caller) }),
      dataAsOf: past
        ? { ...upToDate, position: this.positions.of(past.known.number), recordedAt: past.known.recordedAt }
        : upToDate,
      ...(parked > 0 && { parked }),
    };
  }

  @Get(":measure/list")
  @Permits("FIGURES_READ")
  @AsTable(thingColumns)
  @ApiOperation({
    operationId: "figures.list",
    summary: "List what a figure counts, with the value of each in every dimension",
    description: "Only for who may list the things themselves. It has as many rows as `counted` says.",
  })
  @ApiParam({ name: "measure", description: "The id of a measure", example: "cases" })
  @ApiQuery({ name: "seen", required: false, description: "A position that the answer must include" })
  @ApiQuery({
    name: "limit",
    required: false,
    description: "Rows of a page; 50 if left out",
    schema: { type: "integer" },
  })
  @ApiQuery({ name: "after", required: false, description: "The `next` of the page before" })
  @ApiQuery(FORMAT)
  @ApiQuery(BY_DIMENSION)
  async things(@Param("measure") id: string, @Query(acceptable) query: Parameters): Promise<Many<CountedRow>> {
    const measure = this.#measure(id);
    const filters = filtersOf(measure, query, listQuery.names);
    const page = await listQuery.read(query);
    const { seen, after } = page;
    const caller = currentCaller();
    if (!mayList(caller, measure))
      throw new Problem(403, "forbidden", "Your role does not permit this", { detail: `it needs ${measure.of.list}` });
    const now = this.clock.now();
    await this.#upTo(measure, seen);
    const { persons } = await this.views.sight.shutFrom(caller);
    const where = [...conditionsOf(measure, filters, dayOf(now)), inSightCondition(caller, now)];
    return this.views.many<CountedDocument, CountedRow>(
      measure.of.projection.name,
      { where, limit: rowsOf(page), after },
      seen,
      ({ of, cell }) => ({ ...(of as Omit<CountedRow, "values">), values: cell!.values }),
      ({ cell }) => splitStream(cell!.key)[1],
      ({ cell }) => cell!.key,
      (document) => isTold(document, persons) && isCounted(measure, document.cell!.values),
    );
  }

  async #past(asOf: string, now: string): Promise<NamedDay & { readonly known: PastDay }> {
    const named = await pastDayIn(asOf, now, this.store);
    return { ...named, known: await foldedDay(this.pastDays, named) };
  }

  async #asOf({ of: { projection } }: Measure, { day, zone, end }: NamedDay, caller: Caller): Promise<FigureAsOf> {
    const view = { name: projection.name, version: projection.version };
    return { day, zone, end, view, erasedSince: await erasedAfter(this.views, caller, { day, zone, end }) };
  }

  async #upTo({ of }: Measure, seen: string | undefined): Promise<DataAsOf> {
    await this.views.sight.certain(of.projection.name);
    for (const view of SIGHT_VIEWS) await this.views.upTo(view, seen);
    return this.views.upTo(of.projection.name, seen);
  }

  #measure(id: string): Measure {
    const measure = this.measures.find((each) => each.id === id);
    if (measure) return measure;
    const known = this.measures.map((each) => each.id).join(", ");
    throw new InvalidField("invalid-field", "measure", `must be one of ${known}`);
  }
}

function answerOf({ id, edition, title, unit, value, definition }: Measure): MeasureAnswer {
  return { id, edition, title, unit, kind: value.kind, definition };
}

function dimensionsOf(measure: Measure): DimensionAnswer[] {
  return groupsIn(measure).map((dimension) => ({ dimension, ...measure.of.dimensions[dimension]! }));
}

/** The address of what a figure counts: its filters, and the values of its group. */
function listOf({ id }: Measure, { filters }: Asked, group: Figure["group"]): string {
  const parameters = new URLSearchParams();
  for (const filter of filters)
    if (!(filter.dimension in group))
      parameters.set(filter.dimension, "values" in filter ? filter.values.join(",") : `${filter.from}..${filter.to}`);
  for (const [dimension, value] of Object.entries(group)) parameters.set(dimension, value);
  const query = parameters.toString();
  return `/api/v1/figures/${id}/list${query === "" ? "" : `?${query}`}`;
}
