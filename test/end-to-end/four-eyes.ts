import type { Answered, Officer } from "./service.js";

/** What needs a second officer: each path of `persons/:id` at which the first proposes it, and the second does it. */
const DONE_AT = {
  "erasure-proposals": "erasures",
  "legal-hold-release-proposals": "legal-hold-releases",
  "unsealing-proposals": "unsealings",
} as const;
type Proposing = keyof typeof DONE_AT;

/** Proposes something of a person's file; gives the proposal's id. */
export async function proposes(first: Officer, person: string, what: Proposing, body: object): Promise<string> {
  const { position } = await first.does(`persons/${person}/${what}`, body);
  const { data } = await first.sees<{ data: { id: string }[] }>(`proposals?person=${person}&seen=${position}`);
  return data[0]!.id;
}

/** Proposes something, and has a second officer do it. */
export async function bothDo<A extends Answered>(
  [first, second]: readonly [Officer, Officer],
  person: string,
  what: Proposing,
  body: object,
  more: object = {},
): Promise<A> {
  const proposal = await proposes(first, person, what, body);
  return (await second.does(`persons/${person}/${DONE_AT[what]}`, { proposal, ...more })) as A;
}
