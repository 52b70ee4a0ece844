import { describe, expect, test } from "@jest/globals";
import { needToKnowView } from "../../src/access/need-to-know.view.js";
import type { ReadModel } from "../../src/event-sourcing/projecting/read-model.js";
import { liveCases, liveRepatriations, liveWork } from "../../src/live/lists.js";
import { workItemsView } from "../../src/work/work-items.view.js";

/** Views that hold these documents. */
function viewsOf(held: { readonly [view: string]: readonly { readonly id: string }[] }): ReadModel {
  return {
    getMany: async (view: string, ids: readonly string[]) =>
      ids.flatMap((id) => (held[view] ?? []).filter((document) => document.id === id)),
  } as unknown as ReadModel;
}

test("a list is changed by the events of its own streams", () => {
  const changed = (type: string, stream: string) =>
    [liveCases, liveRepatriations, liveWork].filter((list) => list.changedBy({ stream, type })).map(({ name }) => name);
  expect(changed("CaseVerified", "case-1")).toEqual(["cases", "work"]);
  expect(changed("FactCorrected", "repatriation-1")).toEqual(["repatriations", "work"]);
  expect(changed("ReferralSent", "referral-1")).toEqual(["work"]);
  expect(changed("ClearanceUnderReview", "migrant-1")).toEqual(["work"]);
  expect(changed("DocumentVerified", "migrant-1")).toEqual([]);
  expect(changed("PersonRegistered", "person-1")).toEqual([]);
});

test("a repatriation that goes on tells its furthest step, and one that has ended how it ended", async () => {
  const documents = [
    { id: "1", status: "OPEN", step: "TICKETED", sight: ["agency:a"] },
    { id: "2", status: "CANCELLED", step: "TICKETED", sight: [] },
  ];
  const read = await liveRepatriations.read(viewsOf({ "repatriation-board": documents }), [
    "repatriation-1",
    "repatriation-2",
    "repatriation-3",
  ]);
  expect([...read.values()]).toEqual([
    { id: "1", key: "repatriation-1", status: "TICKETED", tokens: ["agency:a"] },
    { id: "2", key: "repatriation-2", status: "CANCELLED", tokens: [] },
  ]);
});

describe("a clearance under review", () => {
  const stream = "migrant-m";
  const known = { id: "person-m", recordedBy: ["agency:a", "agency:b"] };
  const told = async (items: readonly { readonly id: string }[]) =>
    (await liveWork.read(viewsOf({ [workItemsView.name]: items, [needToKnowView.name]: [known] }), [stream])).get(
      stream,
    );

  test("is told to the office that gave it", async () => {
    const row = { id: "clearance/m", sight: ["agency:a"], work: { state: "CLEARED" } };
    const document = { id: stream, tokens: [], places: { "clearance/m": {} } };
    expect(await told([document, row])).toEqual({ id: "m", key: "person-m", status: "CLEARED", tokens: ["agency:a"] });
  });

  test("that was upheld, or that nobody needs any more, is told to the offices that have recorded something", async () => {
    const gone = { id: "m", key: "person-m", status: null, tokens: known.recordedBy };
    expect(await told([{ id: stream, tokens: [], places: { "clearance/m": {} } } as never])).toEqual(gone);
    expect(await told([])).toEqual(gone);
  });

  test("that never was is told to nobody", async () => {
    const document = { id: stream, tokens: [], places: {} };
    expect(await told([document])).toEqual({ id: "m", key: "person-m", status: null, tokens: [] });
  });
});
