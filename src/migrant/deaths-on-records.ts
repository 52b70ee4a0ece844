import type { Load } from "../event-sourcing/deciding/decider.js";
import type { NewEvent } from "../event-sourcing/stored-event/event-definition.js";
import { Rejection } from "../event-sourcing/deciding/rejection.js";
import type { ProcessReads } from "../event-sourcing/reacting/process-manager.js";
import { identityLinkOf, type IdentityLink } from "../person/identity-link.js";
import { linksOf } from "../person/identity-links.view.js";
import { loadLinks, lookUpRecords, onRecord, recordsOf, type Linked } from "../person/one-human-being.js";
import type { ModuleRef } from "@nestjs/core";
import { I5, isAct } from "./living-acts.js";
import { migrantOf, type Migrant } from "./migrant.js";

/** To load what may be on file of a death under the other records of a person: `link/<id>`, `migrant/<id>`. */
export function loadDeaths({ linked }: Linked): { readonly [name: string]: Load<IdentityLink> | Load<Migrant> } {
  return {
    ...loadLinks({ linked }),
    ...Object.fromEntries((linked?.records ?? []).map((id) => [`migrant/${id}`, migrantOf(id)])),
  };
}

export interface MigrantLoaded {
  readonly migrant: Pick<Migrant, "death">;
}

/** A record of a person with what is on file there of a death, the person's own first. */
export interface DeathOnRecord {
  readonly record: string;
  readonly death: Migrant["death"];
}

/** Of each record of a human being, by links that a second officer confirmed. */
export function deathsOf(person: string, request: Linked, loaded: MigrantLoaded): DeathOnRecord[] {
  const others = loaded as unknown as { readonly [name: string]: Migrant };
  return [
    { record: person, death: loaded.migrant.death },
    ...recordsOf(person, request, loaded, true).map((record) => ({
      record,
      death: others[`migrant/${record}`]!.death,
    })),
  ];
}

/** Looks up the other records of the migrant whose stream it is, for an act of the living (I5). */
export function lookUpOwnRecords(modules: ModuleRef, id: string): Promise<Linked> {
  return lookUpRecords(modules, { own: [id], confirmed: true });
}

/**
 * I5 over all records: no act of the living is recorded after a death that is confirmed under another record, once a
 * second officer has confirmed the link.
 */
export function i5NoRecordDiedBefore(event: NewEvent, person: string, request: Linked, loaded: unknown): void {
  const { earliest } = event.occurredAt;
  if (!isAct(event) || earliest === null) return;
  const others = loaded as { readonly [name: string]: Migrant };
  for (const record of recordsOf(person, request, loaded, true))
    onRecord(record, request, () => {
      const { death } = others[`migrant/${record}`]!;
      if (death?.status === "CONFIRMED" && earliest > death.noLaterThan)
        throw new Rejection(I5, { report: death.report, acts: [{ type: event.type }] });
    });
}

/** For a process manager: the links of a person, and the other records that they lead to, as their streams are now. */
export async function linkedOf(person: string, { load, views }: ProcessReads) {
  const links = await linksOf(views, [person]);
  const records = [...new Set(links.flatMap(({ persons }) => persons))].filter((other) => other !== person);
  const request: Linked = { linked: { links: links.map(({ id }) => id), records, unseen: [] } };
  const loads = [
    ...links.map(async ({ id }) => [`link/${id}`, await load(identityLinkOf(id))] as const),
    ...records.map(async (id) => [`migrant/${id}`, await load(migrantOf(id))] as const),
  ];
  return { request, loaded: Object.fromEntries(await Promise.all(loads)) as object };
}
