import { InvalidCursor } from "../event-sourcing/projecting/read-model.js";

/** Where a list began whose order may change: all its pages know what was recorded when the first one was asked for. */
export interface StartOfList {
  /** Number of the last event that the first page can have known; undefined on the first page. */
  readonly known: number | undefined;
  /** Where the page begins, as the list gave it. */
  readonly after: string | undefined;
}

/** @throws InvalidCursor */
export function startOfList(after: string | undefined): StartOfList {
  if (after === undefined) return { known: undefined, after };
  const [, known, rest] = /^(-1|\d{1,16})~(.*)$/s.exec(after) ?? [];
  if (known === undefined) throw new InvalidCursor("this is no cursor");
  return { known: Number(known), after: rest };
}

/** A page whose `next` keeps where its list began. */
export function begunAt<P extends { readonly next?: string }>(page: P, known: number): P {
  return page.next === undefined ? page : { ...page, next: `${known}~${page.next}` };
}
