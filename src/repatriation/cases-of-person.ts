import type { ProcessReads } from "../event-sourcing/reacting/process-manager.js";
import { repatriationBoardView, type BoardDocument } from "./repatriation-board.view.js";
import { repatriationOf, type Repatriation } from "./repatriation.js";

/** A case with its state as the stream has it now. */
export interface Case {
  readonly id: string;
  readonly state: Repatriation;
}

const PAGE = 100;

/**
 * Every case of a person. The view, which has taken the event reacted to, tells which there are; how they stand is
 * read from their streams, as what other reactions have written may not have reached the view.
 */
export async function casesOf(person: string, { views, load }: ProcessReads): Promise<Case[]> {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const where = [{ field: "person", is: person }];
    const page = await views.find<BoardDocument>(repatriationBoardView.name, { where, limit: PAGE, after });
    ids.push(...page.documents.map(({ id }) => id));
    after = page.next;
  } while (after !== undefined);
  return Promise.all(ids.map(async (id) => ({ id, state: await load(repatriationOf(id)) })));
}
