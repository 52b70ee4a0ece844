import { Controller, Get, Inject, Query } from "@nestjs/common";
import { Temporal } from "temporal-polyfill";
import { agenciesOf, type Caller } from "../../access/caller.js";
import { currentCaller } from "../../access/current-caller.js";
import { Permits } from "../../access/permit.js";
import { permits } from "../../access/policy.js";
import { tokensOf } from "../../access/sight.js";
import { ApiOperation, ApiTags } from "../../described.js";
import type { Clock } from "../../event-sourcing/clock.js";
import { InvalidField } from "../../event-sourcing/deciding/rejection.js";
import { CLOCK } from "../../event-sourcing/ports.js";
import type { Condition } from "../../event-sourcing/projecting/read-model.js";
import { monthOf, type Text } from "../../figures/dimension.js";
import { distributionOf, type Distribution } from "../../figures/distribution.js";
import type { Definition } from "../../figures/measure.js";
import { FEWEST_TOLD } from "../../figures/small-cells.js";
import { CodeField, TextField, UuidField } from "../../http/fields.js";
import { SeenQuery } from "../../http/queries.js";
import { AsTable, TABLE_FORMATS } from "../../http/table.js";
import { validated } from "../../http/validated.js";
import { Views, type DataAsOf } from "../../http/views.js";
import { usageOfReadsView, usageView, type UsageDocument } from "./usage.view.js";

/** Months of one answer. */
const MOST_MONTHS = 24;
const MONTHS = 12;
const PAGE = 500;

class UsageQuery extends SeenQuery {
  @TextField(7, { optional: true, description: "The first month, `YYYY-MM`; eleven before the last if left out" })
  from?: string;

  @TextField(7, { optional: true, description: "The last month, `YYYY-MM`; this one if left out" })
  to?: string;

  @UuidField({ optional: true, description: "One agency: the caller's own, where they don't answer for all" })
  agency?: string;

  @CodeField(["json", ...TABLE_FORMATS], { optional: true, description: "`csv` or `xlsx` for a table" })
  format?: "json" | (typeof TABLE_FORMATS)[number];
}

/** How much officers did. */
export interface Load {
  /** How often all of them did it. */
  readonly total: number;
  /** How many of them did. */
  readonly officers: number;
  /** How often each of them did; null where they are few, and the caller may not read who acts for an agency. */
  readonly perOfficer: Distribution | null;
}

/** Who works with Kawal: an agency in a month. */
export interface UsageRow {
  readonly agency: string;
  /** `YYYY-MM`, in Jakarta. */
  readonly month: string;
  /** Officers who recorded or read something. */
  readonly officers: number;
  readonly commands: Load;
  readonly reads: Load;
}

export interface UsageAnswer {
  readonly data: readonly UsageRow[];
  readonly title: Text;
  readonly edition: number;
  readonly definition: Definition;
  readonly dataAsOf: DataAsOf;
  /** ISO 8601, UTC: how far reads are counted; null where there is none. */
  readonly readsAsOf: string | null;
}

const TITLE: Text = { en: "Who works with Kawal", indonesian: "Pengguna Kawal menurut instansi" };
const DEFINITION: Definition = {
  counts: {
    en: "Of each agency and month: officers who recorded or read something, commands that were taken, each once, and requests that were answered with data",
    indonesian:
      "Setiap instansi dan bulan: petugas yang mencatat atau membaca, perintah yang diterima, masing-masing satu kali, dan permintaan yang dijawab dengan data",
  },
  leavesOut: {
    en: "Agencies without either in a month; refused requests; what Kawal does by itself",
    indonesian: "Instansi tanpa kegiatan pada bulan itu; permintaan yang ditolak; yang dilakukan Kawal sendiri",
  },
  source: { en: "All events, and the log of reads", indonesian: "Semua peristiwa dan log pembacaan" },
  clock: {
    en: "When it was recorded; months are those of Jakarta. The agency is the one that the officer acted for",
    indonesian: "Waktu pencatatan; bulan menurut Jakarta. Instansi adalah yang diwakili petugas saat itu",
  },
};

@ApiTags("figures")
@Controller("usage")
export class UsageQueries {
  constructor(
    private readonly views: Views,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Permits("USAGE_READ")
  @AsTable<UsageRow>({
    agency: ({ agency }) => agency,
    agencyName: ({ agency }, { agencies }) => agencies?.[agency],
    month: ({ month }) => month,
    officers: ({ officers }) => officers,
    ...loadColumns("commands"),
    ...loadColumns("reads"),
  })
  @ApiOperation({
    operationId: "figures.usage",
    summary: "Who works with Kawal: active officers, commands and reads of agencies, by month",
    description: "Of the caller's own agencies; of all for who answers for all. The oldest month comes first.",
  })
  async usage(@Query(validated(UsageQuery)) query: UsageQuery): Promise<UsageAnswer> {
    const caller = currentCaller();
    const where = [...agenciesIn(caller, query.agency), monthsIn(query, this.clock.now())];
    const dataAsOf = await this.views.upTo(usageView.name, query.seen);
    const commands = await this.#all(usageView.name, where);
    const reads = await this.#all(usageOfReadsView.name, where);
    const { recordedAt: readsAsOf } = await this.views.readModel.freshness(usageOfReadsView.name);
    const mayReadOfficers = permits("OFFICER_READ", caller.role, caller.jurisdiction.kind);
    const ids = [...new Set([...commands.keys(), ...reads.keys()])];
    const data = ids.map((id): UsageRow => {
      const [did, read] = [commands.get(id), reads.get(id)];
      const { agency, month } = (did ?? read)!;
      const officers = new Set([did, read].flatMap((each) => Object.keys(each?.officers ?? {}))).size;
      return { agency, month, officers, commands: loadOf(did, mayReadOfficers), reads: loadOf(read, mayReadOfficers) };
    });
    data.sort((a, b) => (a.month + a.agency < b.month + b.agency ? -1 : 1));
    return { data, title: TITLE, edition: 1, definition: DEFINITION, dataAsOf, readsAsOf };
  }

  async #all(view: string, where: readonly Condition[]): Promise<ReadonlyMap<string, UsageDocument>> {
    const found = new Map<string, UsageDocument>();
    for (let after: string | undefined, more = true; more; more = after !== undefined) {
      const page = await this.views.readModel.find<UsageDocument>(view, { where, limit: PAGE, after });
      for (const document of page.documents) found.set(document.id, document);
      after = page.next;
    }
    return found;
  }
}

function agenciesIn(caller: Caller, named: string | undefined): Condition[] {
  const all = tokensOf(caller) === "all";
  const own = agenciesOf(caller);
  if (named === undefined) return all ? [] : [{ field: "agency", in: own }];
  if (!all && !own.includes(named)) throw new InvalidField("invalid-field", "agency", "is no agency that you act for");
  return [{ field: "agency", in: [named] }];
}

function monthsIn({ from: first, to: last }: UsageQuery, now: string): Condition {
  const to = monthNamed(last, "to") ?? Temporal.PlainYearMonth.from(monthOf(now));
  const from = monthNamed(first, "from") ?? to.subtract({ months: MONTHS - 1 });
  const months = from.until(to, { largestUnit: "months" }).months;
  if (months < 0) throw new InvalidField("impossible-date", "to", "must not be before `from`");
  if (months >= MOST_MONTHS) throw new InvalidField("invalid-field", "from", `must be within ${MOST_MONTHS} months`);
  return { field: "month", from: from.toString(), to: to.toString() };
}

function monthNamed(text: string | undefined, field: string): Temporal.PlainYearMonth | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(text))
    throw new InvalidField("impossible-date", field, "must be a month, YYYY-MM");
  return Temporal.PlainYearMonth.from(text);
}

function loadOf(document: UsageDocument | undefined, mayReadOfficers: boolean): Load {
  const counts = Object.values(document?.officers ?? {});
  const officers = counts.length;
  const isTold = mayReadOfficers || officers === 0 || officers >= FEWEST_TOLD;
  return {
    total: counts.reduce((sum, count) => sum + count, 0),
    officers,
    perOfficer: isTold ? distributionOf(counts.map((count) => [count, 1])) : null,
  };
}

function loadColumns(of: "commands" | "reads") {
  return {
    [of]: (row: UsageRow) => row[of].total,
    [`${of}Officers`]: (row: UsageRow) => row[of].officers,
    [`${of}Median`]: (row: UsageRow) => row[of].perOfficer?.median,
    [`${of}P90`]: (row: UsageRow) => row[of].perOfficer?.p90,
  };
}
