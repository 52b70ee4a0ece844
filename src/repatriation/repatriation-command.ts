import type { Static, TObject } from "typebox";
import type { Decision, Given } from "../event-sourcing/deciding/decider.js";
import { eventOf, personalOf, type PersonalValues } from "../event-sourcing/deciding/new-event.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import type { Subject } from "../event-sourcing/stored-event/envelope.js";
import type { EventDefinition } from "../event-sourcing/stored-event/event-definition.js";
import { definitelyBefore, resolveTime, type OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { CommandHandling } from "../event-sourcing/deciding/command-handling.js";
import { loadRecords, lookUpRecords, type Linked } from "../person/one-human-being.js";
import { command, type DeclaredCommand, type Reached } from "../http/command.js";
import type { Occurring } from "../http/parts.js";
import { loadDeaths } from "../migrant/deaths-on-records.js";
import { migrantOf, type Migrant } from "../migrant/migrant.js";
import { REPATRIATION_KINDS, type RepatriationKind } from "./codes.js";
import { i5NoRecordDied } from "../migrant/still-alive.js";
import { repatriationOf } from "./repatriation.js";
import type { Repatriation } from "./repatriation.state.js";
import { assertStepPossible } from "./step-order.js";
import { STEP_OF_EVENT } from "./steps.js";

/** Where a command is allowed. */
export interface Allowed {
  readonly kinds: readonly RepatriationKind[];
  readonly from: readonly Repatriation["status"][];
  /** In any status, for what happened before the repatriation ended: a fact may always be reported late. */
  readonly late: boolean;
}

const LIVING: Allowed = { kinds: ["LIVING"], from: ["OPEN"], late: true };
const REMAINS: Allowed = { kinds: ["REMAINS"], from: ["OPEN"], late: true };
export const BOTH_KINDS: Allowed = { kinds: REPATRIATION_KINDS, from: ["OPEN"], late: true };
/** Goes on long after the burial or the return: claims are paid, belongings sent on. */
export const AFTERWARDS_TOO: Allowed = { kinds: REPATRIATION_KINDS, from: ["OPEN", "CLOSED"], late: true };
export const ONLY_WHILE_OPEN: Allowed = { kinds: REPATRIATION_KINDS, from: ["OPEN"], late: false };

const WRONG_KIND: Rule = {
  id: "repatriation-kind",
  source: "[design] the living and remains have paths of their own",
  en: "This step is not one of this kind of repatriation",
  indonesian: "Langkah ini bukan bagian dari jenis pemulangan ini",
};

const NOT_IN_THIS_STATUS: Rule = {
  id: "repatriation-status",
  source: "[design]",
  en: "The repatriation is not in a status that allows this",
  indonesian: "Status pemulangan tidak memungkinkan tindakan ini",
};

/** @throws Rejection when a repatriation of this kind and status does not allow it */
export function assertAllowed({ kinds, from, late }: Allowed, state: Repatriation, at: OccurredAt): void {
  if (!state.kind || !kinds.includes(state.kind)) throw new Rejection(WRONG_KIND, { kind: state.kind, allowed: kinds });
  if (from.includes(state.status)) return;
  if (late && state.ended && !definitelyBefore(state.ended.at, at)) return;
  throw new Rejection(NOT_IN_THIS_STATUS, { state: state.status, allowed: from });
}

/** All records of the person of the repatriation count, and nobody else's. */
export const NOBODY_ELSE = (): readonly string[] => [];

/** What a decision gives of its event. */
export interface Decided<Facts> {
  readonly facts: Facts;
  /** Personal fields of the person of the repatriation. */
  readonly personal?: PersonalValues;
  readonly narrative?: { readonly [path: string]: string | undefined };
  /** Who is concerned beside the person of the repatriation. */
  readonly others?: readonly Subject[];
}

/** `at`: when it happened. */
export type GivenAt<Loaded> = Given<Loaded> & { readonly at: OccurredAt };

interface Declared<Body, Facts extends TObject, Loaded> extends Reached {
  readonly path: string;
  readonly event: EventDefinition<string, Facts>;
  readonly loads?: Decision<Body, Repatriation, Loaded>["loads"];
  /** Persons of whom all records count, beside the person of the repatriation, of whom they then do, too. */
  readonly concerns?: (data: Body) => readonly (string | undefined)[];
  readonly decide: (data: Body & Linked, state: Repatriation, given: GivenAt<Loaded>) => Decided<Static<Facts>>;
}

/**
 * Declares a command on a repatriation that exists. It makes one event, about the person of the repatriation. Checked
 * before its own rules: where it is allowed; for a step of the living, I5, over all records of the person; for any
 * step, the order of steps.
 */
export function repatriationCommand<Body extends Occurring, Facts extends TObject, Loaded = unknown>(
  body: new () => Body,
  {
    allowed,
    event,
    concerns,
    loads,
    decide,
    ...reached
  }: Declared<Body, Facts, Loaded> & { readonly allowed: Allowed },
): DeclaredCommand<Repatriation> {
  const step = STEP_OF_EVENT[event.type];
  const concerned = concerns ?? (allowed === LIVING ? NOBODY_ELSE : undefined);
  return command<Body, Repatriation, Loaded, Linked>(body, {
    ...reached,
    ...(concerned && {
      looksUp: async (modules, id, data) => {
        const { person } = await modules.get(CommandHandling, { strict: false }).load(repatriationOf(id));
        const own = person === null ? [] : [person];
        // Without anybody else concerned, only deaths are looked for.
        if (concerned === NOBODY_ELSE) return lookUpRecords(modules, { own, confirmed: true });
        return lookUpRecords(modules, { own, named: concerned(data).filter((each) => each !== undefined) });
      },
    }),
    loads: (data, state, id) =>
      ({
        ...loadRecords(data),
        ...loadDeaths(data),
        ...(allowed === LIVING && { migrant: migrantOf(state.person!) }),
        ...loads?.(data, state, id),
      }) as never,
    decide: (data, state, given) => {
      const at = resolveTime(data.occurred, given.now);
      assertAllowed(allowed, state, at);
      if (allowed === LIVING)
        i5NoRecordDied(state.person!, data, given.loaded as unknown as { readonly migrant: Migrant }, at);
      if (step !== undefined) assertStepPossible(state, step, at);
      const person = state.person!;
      const { facts, personal = {}, narrative, others = [] } = decide(data, state, { ...given, at });
      const subjects = [{ person, role: "MIGRANT" }, ...others];
      return [eventOf(event, data, given, { subjects, facts, personal: personalOf(person, personal), narrative, at })];
    },
  });
}

type Declare = <Body extends Occurring, Facts extends TObject, Loaded = unknown>(
  body: new () => Body,
  declared: Declared<Body, Facts, Loaded>,
) => DeclaredCommand<Repatriation>;

/** A step of the living: none is taken after the person's death (I5). Nothing asks how the person left home (I4). */
export const livingCommand: Declare = (body, declared) => repatriationCommand(body, { ...declared, allowed: LIVING });
export const remainsCommand: Declare = (body, declared) => repatriationCommand(body, { ...declared, allowed: REMAINS });
