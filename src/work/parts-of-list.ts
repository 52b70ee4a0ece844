import { InvalidCursor } from "../event-sourcing/projecting/read-model.js";
import type { Many } from "../http/views.js";

interface PartPage {
  readonly limit: number;
  /** Where the page begins in its part, as the read model gave it; undefined at the beginning. */
  readonly after: string | undefined;
}

/**
 * A page of a list that has several parts, one after another: what a part does not fill, the next one does. Its `next`
 * names the part, and the place in it.
 * @param after the `next` of the page before
 * @throws InvalidCursor
 */
export async function pageOfParts<Part, D>(
  parts: readonly Part[],
  { limit, after }: { readonly limit: number; readonly after: string | undefined },
  pageOf: (part: Part, page: PartPage) => Promise<Many<D>>,
): Promise<Many<D>> {
  let { part, place } = beginning(parts.length, after);
  let page = await pageOf(parts[part]!, { limit, after: place });
  for (;;) {
    const { data, next } = page;
    if (next !== undefined) return { ...page, next: `${part}.${next}` };
    part++;
    if (part === parts.length) return page;
    const left = limit - data.length;
    // A full page only asks whether anything follows.
    const following = await pageOf(parts[part]!, { limit: Math.max(left, 1), after: undefined });
    if (left === 0) {
      if (following.data.length > 0) return { ...page, next: `${part}.` };
      continue;
    }
    page = joined(page, following);
  }
}

function joined<D>({ next: _, ...page }: Many<D>, { data, next, parked = [] }: Many<D>): Many<D> {
  const behind = [...(page.parked ?? []), ...parked];
  return {
    ...page,
    data: [...page.data, ...data],
    ...(next !== undefined && { next }),
    ...(behind.length > 0 && { parked: behind }),
  };
}

function beginning(parts: number, after: string | undefined): { part: number; place: string | undefined } {
  if (after === undefined) return { part: 0, place: undefined };
  const [, part, place] = /^(\d{1,3})\.(.*)$/s.exec(after) ?? [];
  if (part === undefined || Number(part) >= parts) throw new InvalidCursor("this is no cursor");
  return { part: Number(part), place: place === "" ? undefined : place };
}
