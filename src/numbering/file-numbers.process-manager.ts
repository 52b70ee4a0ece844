import { agencyOf } from "../agency/in-office.js";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { ProcessManager } from "../event-sourcing/reacting/process-manager.js";
import { seriesOf } from "./file-number.js";
import { numberSeriesAggregate, numberSeriesId } from "./number-series.js";
import type { NumberedKind } from "./numbering.events.js";

const KIND_OF: { readonly [category: string]: NumberedKind } = { case: "CASE", repatriation: "REPATRIATION" };
/** Of no agency: it is nobody's series. */
const NO_AGENCY = "00000000-0000-0000-0000-000000000000";

/** When a case or a repatriation begins, then it gets the next number of the office that opened it. */
export const fileNumbersProcessManager: ProcessManager = {
  name: "file-numbers",
  when: ["ComplaintReceived", "RepatriationRequested"],
  async thenSend({ stream, actor, recordedAt }, { load }) {
    const [category, of] = splitStream(stream);
    const series = seriesOf(await load(agencyOf(actor.agency ?? NO_AGENCY)), recordedAt);
    const data = { series, kind: KIND_OF[category]!, of };
    const id = numberSeriesId(series);
    return [{ category: numberSeriesAggregate.category, id, command: "AssignFileNumber", data }];
  },
};
