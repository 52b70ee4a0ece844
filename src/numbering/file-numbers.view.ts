import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import type { ReadModel } from "../event-sourcing/projecting/read-model.js";
import { fileNumber, fileNumberIn } from "./file-number.js";
import { FileNumberAssigned, numberingEvents, type NumberedKind, type NumberingEvent } from "./numbering.events.js";

/** The number of a case or repatriation, under its id. */
export interface FileNumberDocument {
  readonly id: string;
  readonly kind: NumberedKind;
  readonly number: string;
}

/** Numbers by the files that have them. They are read for files that their reader sees. */
export const fileNumbersView: Projection<FileNumberDocument> = {
  name: "file-numbers",
  version: 1,
  types: numberingEvents.map(({ type }) => type),
  order: "recorded",
  indexes: [{ field: "number", type: "text" }],
  // A correction of its time changes nothing of a number.
  ids: (event) => (event.type === FileNumberAssigned.type ? [factsOf(event).of] : []),
  // A file keeps its first number.
  evolve(document, event, id) {
    const { series, serial, kind } = factsOf(event);
    return document ?? { id, kind, number: fileNumber(series, serial) };
  },
};

const factsOf = (event: EventRecord) => (event as NumberingEvent).facts;

/** The numbers of these files, by id; one that has none is not in it. */
export async function numbersOf(views: ReadModel, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = await views.getMany<FileNumberDocument>(fileNumbersView.name, [...new Set(ids)]);
  return new Map(found.map(({ id, number }) => [id, number]));
}

/** Ids of the files with a number, as somebody wrote it down: one, or none. */
export async function numberedSo(views: ReadModel, text: string): Promise<string[]> {
  const where = [{ field: "number", is: fileNumberIn(text) }];
  const { documents } = await views.find<FileNumberDocument>(fileNumbersView.name, { where, limit: 1 });
  return documents.map(({ id }) => id);
}
