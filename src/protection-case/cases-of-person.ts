import type { ProcessReads } from "../event-sourcing/reacting/process-manager.js";
import { caseBoardView, type CaseDocument } from "./case-board.view.js";

const PAGE = 100;

/** Ids of the cases of a person, in any role, for a process manager: the view has taken the event that it reacts to. */
export async function protectionCasesOf(person: string, { views }: Pick<ProcessReads, "views">): Promise<string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const where = [{ field: "persons", has: person }];
    const page = await views.find<CaseDocument>(caseBoardView.name, { where, limit: PAGE, after });
    ids.push(...page.documents.map(({ id }) => id));
    after = page.next;
  } while (after !== undefined);
  return ids;
}
