import { currentCaller } from "../access/current-caller.js";
import { officesOf } from "../access/offices.js";
import { sightKey } from "../access/need-to-know.view.js";
import { inSight } from "../access/sight.js";
import { Permits } from "../access/permit.js";
import { Controller, Get, Inject, Param, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "../described.js";
import { Type } from "class-transformer";
import { agenciesView } from "../agency/agencies.view.js";
import { officersView } from "../agency/officers.view.js";
import { orphanedAmong, type Orphaned } from "../agency/orphaned-work.js";
import { AGENCY_KINDS } from "../facts/agency-kinds.js";
import { companiesView, type CompanyDocument } from "../company/companies.view.js";
import type { Clock } from "../event-sourcing/clock.js";
import { NO_FIELDS, onlyFields, type PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";
import { CLOCK } from "../event-sourcing/ports.js";
import type { Condition } from "../event-sourcing/projecting/read-model.js";
import { commandRoutes } from "../http/command-routes.js";
import { idParam } from "../http/ids-in-path.js";
import { validated } from "../http/validated.js";
import { CodeField, CountryField, IntegerField, RegionField, UuidField } from "../http/fields.js";
import { dayBefore, dayOfList, ofDay } from "../http/day-of-list.js";
import { PageQuery, rowsOf, SeenQuery } from "../http/queries.js";
import { Views, type Many } from "../http/views.js";
import type { Opened } from "../privacy/masking.js";
import { inNumber, NumberField } from "../numbering/number-field.js";
import { fileNumbersView, numbersOf } from "../numbering/file-numbers.view.js";
import { recordsInSight } from "../person/records-in-sight.js";
import { personProfileView, type PersonProfileDocument } from "../person/person-profile.view.js";
import { tasksOnPage } from "../tasks/tasks-on-page.js";
import { caseBoardView, caseDay, casePage, caseRow, shelterRows, type CaseDocument } from "./case-board.view.js";
import { caseDecider } from "./case.commands.js";
import { personsOf, victimsOf } from "./case.state.js";
import { CATEGORIES } from "../facts/case-categories.js";
import { CASE_STATES } from "./codes.js";

export const CaseCommands = commandRoutes(caseDecider, "cases", "CASE_HANDLE");

class CasesQuery extends PageQuery {
  @CountryField({ optional: true })
  country?: string;

  @RegionField({ optional: true, description: "Of what happened in this province, regency, district or village" })
  region?: string;

  @CodeField(CATEGORIES, { optional: true })
  category?: string;

  @IntegerField(1, 3, { optional: true, description: "1 is the gravest" })
  @Type(() => Number)
  severity?: number;

  @CodeField(AGENCY_KINDS, { optional: true, description: "A kind of agency that leads" })
  lead?: string;

  @CodeField(CASE_STATES, { optional: true })
  state?: string;

  @CodeField(["true", "false"], { optional: true, description: "Neither resolved nor closed; or one of both" })
  open?: "true" | "false";

  @UuidField({ optional: true, description: "The agency that has it" })
  agency?: string;

  @UuidField({ optional: true, description: "The officer who has it" })
  officer?: string;

  @CodeField(["true"], {
    optional: true,
    description: "Only cases whose next action, or whose assignment, was due before today",
  })
  overdue?: "true";

  @NumberField()
  number?: string;
}

class ShelterQuery extends PageQuery {
  @UuidField({ optional: true, description: "An auditor names the agency; all others are answered of their own" })
  agency?: string;
}

const SAFE_CONTACT = ["safeWay", "safeTime", "safeLanguage"];

@ApiTags("cases")
@Controller()
export class CaseQueries {
  constructor(
    private readonly views: Views,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get("cases")
  @Permits("CASE_LIST")
  @ApiOperation({
    operationId: "case.board",
    summary: "List protection cases, the gravest first, of these the oldest",
  })
  async list(@Query(validated(CasesQuery)) query: CasesQuery) {
    const today = caseDay(this.clock.now());
    const numbered = await inNumber(this.views, query);
    if (query.overdue === undefined)
      return this.#rows([...conditions(query, today), ...numbered], query, (document) => caseRow(document, today));
    const { day, after } = dayOfList(query.after, today);
    const where = [...conditions(query, day), ...numbered];
    return ofDay(await this.#rows(where, { ...query, after }, (document) => caseRow(document, day)), day);
  }

  @Get("office/shelter-stays")
  @Permits("CASE_READ")
  @ApiOperation({
    operationId: "office.shelterStays",
    summary: "Who stays in the shelters of my office today, by case, the gravest case first",
    description:
      "A stay is of the agency that runs the shelter, or, where nobody said who does, that recorded it. A page has the stays of `limit` cases",
  })
  async shelterStays(@Query(validated(ShelterQuery)) query: ShelterQuery) {
    const agencies = officesOf(query.agency);
    const where: Condition[] = [{ field: "shelters", hasAny: agencies }];
    const page = await this.#rows(where, query, (document) => ({
      id: document.id,
      stays: shelterRows(document, agencies),
    }));
    const data = page.data.flatMap(({ stays, persons }) =>
      stays.map((stay) => ({
        ...stay,
        identity: persons.find(({ person }) => person === stay.person)?.identity ?? null,
      })),
    );
    return { ...page, data };
  }

  @Get("cases/:id")
  @Permits("CASE_READ", "case")
  @ApiOperation({
    operationId: "case.page",
    summary: "Read a case: everyone by role and how to reach them safely, stages, actions, assessments, contacts",
  })
  async one(@Param("id", idParam) id: string, @Query(validated(SeenQuery)) { seen }: SeenQuery) {
    const today = caseDay(this.clock.now());
    const { readModel } = this.views;
    await this.views.waitsFor([personProfileView.name, companiesView.name, fileNumbersView.name], seen);
    await this.#officersUpTo(seen);
    return this.views.one(caseBoardView.name, id, seen, async (document: CaseDocument) => {
      const companies = document.case.parties.flatMap(({ company }) => company ?? []);
      const [persons, known, numbers] = await Promise.all([
        readModel.getMany<PersonProfileDocument>(personProfileView.name, personsOf(document.case)),
        readModel.getMany<CompanyDocument>(companiesView.name, companies),
        numbersOf(readModel, [document.id]),
      ]);
      const page = casePage(document, today);
      return {
        ...page,
        tasks: await tasksOnPage(page.tasks, readModel, this.clock.now()),
        orphaned: (await this.#orphaned([document]))(document),
        number: numbers.get(document.id) ?? null,
        persons: persons.map(({ id: person, sex, birthYear, identity, contact, doNotTell, allegations }) => ({
          person,
          sex,
          birthYear,
          identity: onlyFields(identity, ["name", "alias", "initials"]),
          // How each can be reached without danger stands where a contact is made (I15).
          safeContact: onlyFields(contact, SAFE_CONTACT),
          doNotTell,
          // Those of their other cases as well: whoever calls the family knows whom not to.
          allegations,
        })),
        companies: known.map(({ id: company, kind, names, identity }) => ({ company, kind, names, identity })),
      };
    });
  }

  @Get("persons/:id/cases")
  @Permits("CASE_LIST", "person")
  @ApiOperation({
    operationId: "person.cases",
    summary: "List the cases of a person, in any role, under all of their records",
  })
  async ofPerson(@Param("id", idParam) id: string, @Query(validated(PageQuery)) query: PageQuery) {
    const today = caseDay(this.clock.now());
    const records = await recordsInSight(this.views, id, query.seen);
    return this.#rows([{ field: "persons", hasAny: records }], query, (document) => ({
      ...caseRow(document, today),
      roles: document.case.parties.flatMap(({ role, person }) =>
        person !== null && records.includes(person) ? [role] : [],
      ),
      // Under which of the person's records the case has them.
      records: records.filter((record) => document.persons.includes(record)),
    }));
  }

  async #officersUpTo(seen: string | undefined): Promise<void> {
    await this.views.waitsFor([officersView.name, agenciesView.name], seen);
  }

  /** Whether open cases are in the hands of an officer who has left. */
  async #orphaned(documents: readonly CaseDocument[]): Promise<(document: CaseDocument) => Orphaned | null> {
    const open = documents.filter((document) => document.open === "true");
    const orphaned = await orphanedAmong(this.views.readModel, open, this.clock.now());
    return (document) => (document.open === "true" ? orphaned(document) : null);
  }

  /** A page of cases in sight, each with what its victims are called. */
  async #rows<R extends object>(
    where: readonly Condition[],
    query: PageQuery,
    shape: (document: CaseDocument) => R,
  ): Promise<Many<Opened<R & RowMore>>> {
    const { seen, after } = query;
    const limit = rowsOf(query);
    await this.views.waitsFor([personProfileView.name, fileNumbersView.name], seen);
    await this.#officersUpTo(seen);
    const asked = [...where, ...inSight(currentCaller())];
    const list = { projection: caseBoardView.name, parts: [{ where: asked }], keyOf };
    return this.views.inOrder<CaseDocument, Opened<R & RowMore>>(list, after, (place) =>
      this.views.page<CaseDocument, R & RowMore>(
        caseBoardView.name,
        { where: asked, sort: { field: "order", direction: "asc" }, limit, after: place },
        seen,
        async (documents) => {
          const orphaned = await this.#orphaned(documents);
          const victims = [...new Set(documents.flatMap(({ case: state }) => victimsOf(state)))];
          const profiles = await this.views.readModel.getMany<PersonProfileDocument>(personProfileView.name, victims);
          const byId = new Map(profiles.map((profile) => [profile.id, profile]));
          const numbers = await numbersOf(
            this.views.readModel,
            documents.map(({ id }) => id),
          );
          return documents.map((document) => ({
            ...shape(document),
            number: numbers.get(document.id) ?? null,
            orphaned: orphaned(document),
            persons: victimsOf(document.case).map((person) => ({
              person,
              identity: onlyFields(byId.get(person)?.identity ?? NO_FIELDS, ["name", "initials"]),
            })),
          }));
        },
        undefined,
        keyOf,
      ),
    );
  }
}

/** What a row of the board has beside the case itself. */
interface RowMore {
  /** To be said on the phone; null for a case of a store that gave none yet. */
  readonly number: string | null;
  readonly persons: readonly NamedPerson[];
  /** The officer who has it acts for its agency no more. */
  readonly orphaned: Orphaned | null;
}

const keyOf = ({ id }: CaseDocument) => sightKey("case", id);

/** A person by what they are called, sealed. */
interface NamedPerson {
  readonly person: string;
  readonly identity: PersonalRecord;
}

/** @param day the one on which what is overdue is judged */
function conditions(query: CasesQuery, day: string): Condition[] {
  const { country, region, category, severity, lead, state, open, agency, officer, overdue } = query;
  const where: Condition[] = [];
  if (country !== undefined) where.push({ field: "country", is: country });
  if (region !== undefined) where.push({ field: "regions", has: region });
  if (category !== undefined) where.push({ field: "categories", has: category });
  if (severity !== undefined) where.push({ field: "severity", is: severity });
  if (lead !== undefined) where.push({ field: "lead", has: lead });
  if (state !== undefined) where.push({ field: "state", is: state });
  if (open !== undefined) where.push({ field: "open", is: open });
  if (agency !== undefined) where.push({ field: "agency", is: agency });
  if (officer !== undefined) where.push({ field: "officer", is: officer });
  if (overdue !== undefined) where.push({ field: "due", to: dayBefore(day) });
  return where;
}
