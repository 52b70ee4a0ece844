import { Inject, Injectable } from "@nestjs/common";
import { EVENT_STORE, KEY_STORE } from "../event-sourcing/ports.js";
import { ViewBehind } from "../event-sourcing/projecting/read-model.js";
import type { FieldClass } from "../event-sourcing/stored-event/envelope.js";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import { Views } from "../http/views.js";
import { DataOfPersons, type Found } from "../person/erase-person.js";
import type { KeyStore } from "../privacy/key-store.js";
import { timelineView } from "../timeline/timeline.view.js";
import { Erasures } from "./erasures.js";
import { findForErasure } from "./found.js";

/** How long the timeline is waited for, and how long an answer waits for keys to be destroyed, in ms. */
const WAIT_MS = 5_000;

/** For the command ErasePerson: by the timeline, in the stores of keys and files. */
@Injectable()
export class StoredDataOfPersons extends DataOfPersons {
  constructor(
    private readonly views: Views,
    private readonly erasures: Erasures,
    @Inject(EVENT_STORE) private readonly events: EventStore,
    @Inject(KEY_STORE) private readonly keys: KeyStore,
  ) {
    super();
  }

  /** Finds all that is recorded by now; what comes later was written after the erasure was asked for. */
  async find(person: string, scope: readonly FieldClass[]): Promise<Found> {
    const { readModel } = this.views;
    if (!(await readModel.waitFor(await this.events.head(), WAIT_MS, timelineView.name))) throw new ViewBehind();
    return findForErasure(person, scope, { readModel, keys: this.keys });
  }

  destroy(person: string, revision: number): Promise<boolean> {
    const late = new Promise<boolean>((resolve) => setTimeout(resolve, WAIT_MS, false).unref());
    const destroying = this.events
      .readStream(`person-${person}`, revision)
      .then(([raw]) => this.erasures.destroy(raw!))
      .then(
        () => true,
        () => false,
      );
    return Promise.race([destroying, late]);
  }
}
