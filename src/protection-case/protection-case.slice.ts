import { anyAggregate } from "../event-sourcing/deciding/decider.js";
import { slice } from "../event-sourcing/slice.js";
import { allegations } from "./allegations.js";
import { caseBoardView } from "./case-board.view.js";
import { contactWatch } from "./contact-watch.js";
import { caseAggregate } from "./protection-case.js";

export const protectionCaseSlice = slice({
  aggregates: [anyAggregate(caseAggregate)],
  views: [caseBoardView],
  processManagers: [allegations, contactWatch],
});
