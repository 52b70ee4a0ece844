import { needToKnowView, sightKey, type NeedToKnow } from "../access/need-to-know.view.js";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { ReadModel } from "../event-sourcing/projecting/read-model.js";
import { FactCorrected } from "../event-sourcing/stored-event/correction.js";
import { caseBoardView, type CaseDocument } from "../protection-case/case-board.view.js";
import { repatriationBoardView, type BoardDocument } from "../repatriation/repatriation-board.view.js";
import { workItemsView, type WorkDocument, type WorkRow } from "../work/work-items.view.js";
import type { LiveList, LiveSubject } from "./live-list.js";

export const liveCases = board<CaseDocument>("cases", "case", caseBoardView.name, ({ state }) => state);

/** Of an open one the furthest step that is done; of one that has ended, how it ended. */
export const liveRepatriations = board<BoardDocument>(
  "repatriations",
  "repatriation",
  repatriationBoardView.name,
  ({ status, step }) => (status === "OPEN" ? step : status),
);

/** Types of events that may begin or end work; of a migrant few do. */
const OF_WORK = new Set([...workItemsView.types, FactCorrected.type]);

/** Cases, repatriations, referrals and clearances, each with all that is to be done in it. */
export const liveWork: LiveList = {
  name: "work",
  view: workItemsView.name,
  changedBy({ stream, type }) {
    const [category] = splitStream(stream);
    return ["case", "repatriation", "referral"].includes(category) || (category === "migrant" && OF_WORK.has(type));
  },
  async read(views, streams) {
    const wholes = await views.getMany<WorkDocument>(workItemsView.name, streams);
    const documents = new Map<string, WorkDocument | WorkRow>(wholes.map((document) => [document.id, document]));
    const items = (stream: string) =>
      workItemsView.rows!.ids(stream, documents.get(stream) as WorkDocument | undefined);
    for (const row of await views.getMany<WorkRow>(workItemsView.name, streams.flatMap(items)))
      documents.set(row.id, row);
    const read = new Map<string, LiveSubject>();
    for (const stream of streams) {
      const rows = items(stream).flatMap((id) => (documents.get(id) as WorkRow | undefined) ?? []);
      const tokens = rows.flatMap(({ sight }) => sight);
      const whole = documents.get(stream) as WorkDocument | undefined;
      read.set(stream, subjectOf(stream, rows[0]?.work.state ?? null, [...tokens, ...(whole?.tokens ?? [])]));
    }
    for (const [key, tokens] of await officesOf(
      views,
      streams.filter((stream) => hadReview(documents, stream)),
    )) {
      const stream = key.replace(/^person-/, "migrant-");
      read.set(stream, { ...read.get(stream)!, tokens });
    }
    return read;
  },
};

/** Whether a clearance may have been under review, and is no more. */
function hadReview(documents: ReadonlyMap<string, object>, stream: string): boolean {
  if (!stream.startsWith("migrant-") || workItemsView.rows!.ids(stream, undefined).some((id) => documents.has(id)))
    return false;
  const document = documents.get(stream) as WorkDocument | undefined;
  return document === undefined || Object.keys(document.places).length > 0;
}

/** Of migrants in whose clearance nothing is left to do: offices that recorded something of them, one gave it. */
async function officesOf(
  views: ReadModel,
  streams: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (streams.length === 0) return new Map();
  const keys = streams.map((stream) => sightKey("migrant", splitStream(stream)[1]));
  const known = await views.getMany<NeedToKnow>(needToKnowView.name, keys);
  return new Map(known.map(({ id, recordedBy }) => [id, recordedBy]));
}

/** A list in which each row is a stream. */
function board<Document extends { readonly id: string; readonly sight: readonly string[] }>(
  name: string,
  category: "case" | "repatriation",
  view: string,
  statusOf: (document: Document) => string,
): LiveList {
  return {
    name,
    view,
    changedBy: ({ stream }) => splitStream(stream)[0] === category,
    async read(views, streams) {
      const documents = await views.getMany<Document>(
        view,
        streams.map((stream) => splitStream(stream)[1]),
      );
      return new Map(
        documents.map((document) => {
          const stream = sightKey(category, document.id);
          return [stream, subjectOf(stream, statusOf(document), document.sight)];
        }),
      );
    },
  };
}

function subjectOf(stream: string, status: string | null, tokens: readonly string[]): LiveSubject {
  const [category, id] = splitStream(stream);
  return { id, key: sightKey(category as Parameters<typeof sightKey>[0], id), status, tokens };
}
