import type { ReadModel } from "../src/event-sourcing/projecting/read-model.js";
import { MINUTES } from "./waiting.js";

/** A read model that waits for what surely comes as long as that takes, however short its callers would wait. */
export function patient<Model extends ReadModel>(readModel: Model): Model {
  return { ...readModel, waitFor: (number, _timeoutMs, projection) => readModel.waitFor(number, MINUTES, projection) };
}
