// What a service gives the projection worker, in small: see parcels.ts for the events.
import { Type } from "typebox";
import { defineEvent } from "../../../dist/event-sourcing/stored-event/event-definition.js";
import { ParkedEventDiscarded } from "../../../dist/event-sourcing/projecting/parked-event-discarded.js";
import { ParkedSubjectRetried } from "../../../dist/event-sourcing/projecting/parked-subject-retried.js";
import { EventRegistry } from "../../../dist/event-sourcing/stored-event/registry.js";
import { grantsNothing } from "../../../dist/event-sourcing/stored-event/sight.js";

const NOTHING = grantsNothing("is of a test");

const facts = Type.Object({ value: Type.Integer() });
export const registry = new EventRegistry([
  defineEvent({ type: "ParcelSeen", title: { en: "Of a test", indonesian: "Dari sebuah uji" }, sight: NOTHING, facts }),
  ParkedEventDiscarded,
  ParkedSubjectRetried,
]);

const own = (event) => [event.stream.slice("parcel-".length)];
const FATAL = 666;

export const projections = [
  {
    name: "parcels",
    version: 1,
    types: ["ParcelSeen"],
    order: "world",
    streams: (id) => [`parcel-${id}`],
    indexes: [{ field: "last", type: "integer" }],
    ids: own,
    evolve: (document, event) => {
      if (event.facts.value === 13) throw new RangeError("thirteen");
      if (event.facts.value === FATAL) process.exit(3);
      return { taken: [...(document?.taken ?? []), event.number], last: event.facts.value };
    },
  },
  {
    name: "tokens",
    version: 1,
    types: "all",
    order: "recorded",
    opens: ["N"],
    indexes: [],
    ids: own,
    evolve: (document, event, _id, { token }) => ({
      tokens: [...(document?.tokens ?? []), token("N", `${event.number}`)],
    }),
  },
];

export function openProjectionKeys({ keySource }) {
  return { opener: async () => () => ({ status: "hidden" }), token: (kind, text) => `${keySource}${kind}${text}` };
}
