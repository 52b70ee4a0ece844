import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { internalCommand } from "../http/command.js";
import type { NumberSeries } from "./number-series.js";
import { FileNumberAssigned, type NumberedKind } from "./numbering.events.js";

interface AssignFileNumber {
  readonly series: string;
  readonly kind: NumberedKind;
  readonly of: string;
}

export const assignFileNumber = internalCommand("AssignFileNumber", {
  creates: "either",
  decide: ({ series, kind, of }: AssignFileNumber, { last }: NumberSeries, given) => [
    eventOf(FileNumberAssigned, {}, given, { subjects: [], facts: { series, serial: last + 1, kind, of } }),
  ],
});
