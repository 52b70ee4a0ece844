import { deciderOf } from "../http/command.js";
import { assignFileNumber } from "./assign-file-number.js";
import { numberSeriesAggregate } from "./number-series.js";

export const numberSeriesDecider = deciderOf(numberSeriesAggregate, [assignFileNumber]);
