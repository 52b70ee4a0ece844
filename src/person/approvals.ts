import type { ModuleRef } from "@nestjs/core";
import { currentCaller } from "../access/current-caller.js";
import { FOUR_EYES, type FourEyesAct, type FourEyesRow } from "../access/policy.js";
import type { Sight } from "../access/sight.js";
import { agenciesView } from "../agency/agencies.view.js";
import { decidersOf, type Deciders } from "../agency/deciders.js";
import { officersView } from "../agency/officers.view.js";
import type { Clock } from "../event-sourcing/clock.js";
import type { CommandHandling } from "../event-sourcing/deciding/command-handling.js";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import { ViewBehind, type ReadModel } from "../event-sourcing/projecting/read-model.js";
import { custodians, custodyIn, firstOfficer, historyOfPerson, type Proposal } from "./custody.js";
import { identityLinkOf } from "./identity-link.js";

/** How long the registry of agencies and officers is waited for, in ms. */
const WAIT_MS = 5_000;

/** Who may confirm a link between two records. */
export interface LinkApproval {
  readonly deciders: Deciders;
  /** The agency that registered each record; null where that is not known. */
  readonly owners: readonly (string | null)[];
  readonly bothSeen: boolean;
}

/** Looks up who may approve what. A decision can't load it, as no stream says which officers an agency has. */
export class Approvals {
  constructor(
    private readonly handling: Pick<CommandHandling, "load">,
    private readonly views: ReadModel,
    private readonly events: Pick<EventStore, "head">,
    private readonly clock: Clock,
    private readonly sight: Pick<Sight, "sees">,
  ) {}

  /**
   * Who decides on an act on a person's file, by the registry of today.
   * @param key id of the proposal or of the grant; of the officer, for a READMISSION
   * @returns nobody where there is no such thing; the decision then says so
   * @throws ViewBehind when the registry's views don't get to the head of the log in time
   */
  async deciders(act: FourEyesAct, person: string, key: string): Promise<Deciders> {
    const now = this.clock.now();
    const custody = custodyIn(await this.handling.load(historyOfPerson(person)), now);
    const first = firstOfficer(custody, act, key);
    if (!first) return { agencies: [], roles: [] };
    await this.#registryUpToDate();
    const { decidedBy, second, otherOffice }: FourEyesRow = FOUR_EYES[act];
    const matter = {
      agencies: custodians(custody, decidedBy, first.hold),
      permission: second,
      except: first.officer,
      last: otherOffice === true ? first.agency : null,
    };
    return decidersOf(this.views, matter, now);
  }

  /**
   * Who confirms a link between two records: an officer of an agency that registered one of them. If they are of
   * different agencies, the one that made the link does so only if no other can.
   * @returns the owners in the order of the link's persons, and whether the caller sees both records
   * @throws ViewBehind as `deciders`
   */
  async ofLink(id: string): Promise<LinkApproval> {
    const now = this.clock.now();
    const { persons, linkedBy } = await this.handling.load(identityLinkOf(id));
    const histories = await Promise.all(persons.map((person) => this.handling.load(historyOfPerson(person))));
    const custodies = histories.map((history) => custodyIn(history, now));
    const owners = custodies.map(({ registeredBy }) => registeredBy);
    const seen = await Promise.all(persons.map((person) => this.sight.sees(currentCaller(), "person", person)));
    const bothSeen = seen.every(Boolean);
    if (linkedBy === null) return { deciders: { agencies: [], roles: [] }, owners, bothSeen };
    await this.#registryUpToDate();
    const { decidedBy, second }: FourEyesRow = FOUR_EYES.IDENTITY_LINK;
    const matter = {
      agencies: [...new Set(custodies.flatMap((custody) => custodians(custody, decidedBy)))],
      permission: second,
      except: linkedBy.officer,
      last: new Set(owners).size > 1 ? linkedBy.agency : null,
    };
    return { deciders: await decidersOf(this.views, matter, now), owners, bothSeen };
  }

  /** @throws ViewBehind */
  async #registryUpToDate(): Promise<void> {
    const head = await this.events.head();
    for (const view of [agenciesView, officersView])
      if (!(await this.views.waitFor(head, WAIT_MS, view.name))) throw new ViewBehind();
  }

  /** A proposal, carried out or not; undefined where there is none. */
  async proposal(person: string, id: string): Promise<Proposal | undefined> {
    const { proposals } = custodyIn(await this.handling.load(historyOfPerson(person)), this.clock.now());
    return proposals.find((each) => each.id === id);
  }
}

/** What a request names of an act that somebody else began: the key of `Approvals.deciders`. */
type Begun = { readonly [K in "proposal" | "grant" | "officer"]?: string };

/** Looks up who decides on an act, for the decision of a command. */
export function decidersOn(act: FourEyesAct, key: keyof Begun) {
  return async (modules: ModuleRef, id: string, request: Begun): Promise<{ readonly deciders: Deciders }> => ({
    deciders: await modules.get(Approvals, { strict: false }).deciders(act, id, request[key]!),
  });
}
