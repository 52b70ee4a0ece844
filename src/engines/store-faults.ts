import { Mendable } from "../event-sourcing/mendable.js";
import type { LogLoss } from "./folder/log-ends.js";

/** A file of the store can't be used as it is; the message names it, what is lost, and what to do. */
export class StoreDamaged extends Mendable {}

/** A log lacks events that it had; the message says what to do. */
export class LogsCut extends Mendable {
  constructor(readonly losses: readonly LogLoss[]) {
    super(
      `${losses.map(sentenceOf).join(" ")} Put the newest copy back, or restore a whole backup with \`kawal restore\`. Where there is no newer copy, \`kawal accept-loss --reason <why>\` records the loss as an event; then the service starts.`,
    );
  }
}

function sentenceOf({ log, had, ends, standing }: LogLoss): string {
  const file = `${log}.db`;
  const last = ends < 0 ? "has no events" : `ends with event ${ends}`;
  return standing === "ahead"
    ? `${file} ${last}, and had reached event ${had.number}: its newest events are lost, or an older copy was put back.`
    : `${file} has another event ${had.number} than it had: it is another log, or its newest events were replaced.`;
}
