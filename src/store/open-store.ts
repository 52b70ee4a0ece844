import { randomUUID } from "node:crypto";
import { v5 as uuidv5 } from "uuid";
import { Mendable } from "../event-sourcing/mendable.js";
import {
  ALREADY_THERE,
  type CommandContext,
  type CommandHandling,
} from "../event-sourcing/deciding/command-handling.js";
import { Rejection } from "../event-sourcing/deciding/rejection.js";
import { FIRST_EDITIONS, type FirstEdition } from "../rules/first-editions.js";
import type { RuleKind } from "../rules/kinds.js";
import { ruleSetAggregate, ruleSetId } from "../rules/rule-set.js";
import { rulesDecider } from "../rules/rules.commands.js";
import { storeAggregate, type Store } from "./store.js";

/** What the store itself does: its opening, and the rules that it begins with. */
export function byTheStore(key: string): CommandContext {
  return {
    caller: "store",
    route: "store",
    key,
    actor: { kind: "PROCESS_MANAGER", id: "store", onBehalfOf: null, agency: null, role: "PROCESS_MANAGER" },
    purpose: "ADMINISTRATION",
    lawfulBasis: "PUBLIC_TASK",
  };
}

/**
 * Opens an empty store, or reads what it is; a first edition of rules that it does not have yet is published.
 * @throws StoreIsOther when it is a sample and should be real, or the other way round
 */
export async function openStore(
  handling: CommandHandling,
  sample: boolean,
): Promise<Required<Store> & { store: string }> {
  let state = await handling.load({ aggregate: storeAggregate, id: "" });
  if (state.store === undefined) {
    // Another instance may open it at the same moment: then it is open.
    await handling.handle(storeAggregate, "", "OpenStore", { sample }, byTheStore(randomUUID())).catch(unlessThere);
    state = await handling.load({ aggregate: storeAggregate, id: "" });
  }
  if (state.sample !== sample)
    throw new StoreIsOther(
      state.sample
        ? "this store holds the sample: start it with KAWAL_SAMPLE, or name another folder by KAWAL_DATA"
        : "this store holds real people: start it without KAWAL_SAMPLE",
    );
  for (const [kind, editions] of Map.groupBy(FIRST_EDITIONS, (edition) => edition.kind))
    await publishFirst(handling, kind, editions, state.store!);
  return state as Store & { store: string };
}

/** Publishes the first editions of a kind, oldest first; those that are there, or were followed by others, stay. */
async function publishFirst(
  handling: CommandHandling,
  kind: RuleKind,
  firsts: readonly FirstEdition[],
  store: string,
): Promise<void> {
  const id = ruleSetId(kind);
  const { editions } = await handling.load({ aggregate: ruleSetAggregate, id });
  for (const [i, edition] of firsts.entries()) {
    if (i < editions.length) continue;
    const command = i === 0 ? "PublishFirstRules" : "PublishRules";
    const key = uuidv5(i === 0 ? `rules/${kind}` : `rules/${kind}/${i + 1}`, store);
    await handling.handle(rulesDecider, id, command, edition, byTheStore(key));
  }
}

function unlessThere(error: unknown): void {
  if (!(error instanceof Rejection && error.rule === ALREADY_THERE)) throw error;
}

export class StoreIsOther extends Mendable {}
