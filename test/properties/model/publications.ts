import { idIn, kindOf, type Told } from "./told.js";

const PROPOSED = "PublicTablesProposed";
const PUBLISHED = "PublicTablesPublished";

interface Facts {
  readonly quarter: string;
  readonly proposal: string;
  readonly dataAsOf: { readonly recordedAt: string };
  readonly tables: readonly { readonly id: string }[];
}
const factsOf = (event: Told) => event.facts as unknown as Facts;
/** In Jakarta. */
const dayOf = (at: string) => new Date(Date.parse(at) + 7 * 3_600_000).toISOString().slice(0, 10);

/** Of each quarter what was proposed last, or that it is public. */
export function publicationsIn(log: readonly Told[]): Map<string, object> {
  const found = new Map<string, object>();
  for (const stream of new Set(log.map((event) => event.stream).filter((each) => kindOf(each) === "publication"))) {
    const events = log.filter((event) => event.stream === stream);
    const published = events.find(({ type }) => type === PUBLISHED);
    const proposed = published ? undefined : events.findLast(({ type }) => type === PROPOSED);
    const { quarter } = factsOf(events[0]!);
    found.set(idIn(stream), {
      id: idIn(stream),
      quarter,
      proposal: proposed
        ? {
            proposal: factsOf(proposed).proposal,
            dataAsOf: factsOf(proposed).dataAsOf,
            tables: factsOf(proposed).tables,
            officer: proposed.actor.id,
            proposedAt: proposed.recordedAt,
          }
        : null,
      published: published
        ? {
            publishedAt: published.recordedAt,
            recordedAt: factsOf(published).dataAsOf.recordedAt,
            tables: factsOf(published).tables.map(({ id }) => id),
          }
        : null,
      publishedOn: published ? dayOf(published.recordedAt) : null,
    });
  }
  return found;
}

/** Each table of each quarter that is public. */
export function publicTablesIn(log: readonly Told[]): Map<string, object> {
  return new Map(
    log
      .filter(({ type }) => type === PUBLISHED)
      .flatMap((event) => {
        const { quarter, dataAsOf, tables } = factsOf(event);
        const publishedAt = event.recordedAt;
        return tables.map((table) => {
          const id = `${quarter}/${table.id}`;
          const publishedOn = dayOf(publishedAt);
          return [id, { id, quarter, publishedOn, publishedAt, dataAsOf: dataAsOf.recordedAt, table }];
        });
      }),
  );
}
