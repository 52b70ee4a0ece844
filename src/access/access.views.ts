import type { Projection } from "../event-sourcing/projecting/projection.js";
import { brokenGlassView } from "./broken-glass.view.js";
import { needToKnowView } from "./need-to-know.view.js";
import { sameHumanView } from "./same-human.view.js";
import { sealedSubjectsView } from "./sealed-subjects.view.js";

/** What tells who may see what. */
export const accessViews: readonly Projection[] = [needToKnowView, sealedSubjectsView, sameHumanView, brokenGlassView];
