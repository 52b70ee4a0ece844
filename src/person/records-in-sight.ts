import type { Views } from "../http/views.js";
import { identityLinksView, linkedPersons } from "./identity-links.view.js";

/** A person, and those other records of the same human being that the caller sees, by links that stand. */
export async function recordsInSight(views: Views, person: string, seen?: string): Promise<string[]> {
  await views.upTo(identityLinksView.name, seen);
  return [person, ...(await views.visible(await linkedPersons(views.readModel, person)))];
}
