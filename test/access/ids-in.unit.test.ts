import { expect, test } from "@jest/globals";
import { idsIn } from "../../src/access/ids-in.js";

const id = (n: number) => `0f5b6c3e-0000-4000-8000-${String(n).padStart(12, "0")}`;

test("an answer's ids are found wherever they stand: as values, in lists, in names of streams, and as keys", () => {
  const answer = {
    data: [{ id: id(1), persons: [id(2), { person: id(3).toUpperCase() }] }],
    stream: `case-${id(4)}`,
    outcomes: { [id(5)]: "SETTLED" },
    pointer: "no id",
  };
  expect([...idsIn(answer)].toSorted()).toEqual([1, 2, 3, 4, 5].map(id));
});

test("ids that a sealed field has joined by commas are each found", () => {
  const three = [1, 2, 3].map(id);
  expect([...idsIn({ evidence: three.join(",") })]).toEqual(three);
  expect([...idsIn({ evidence: `${id(1)},none` })]).toEqual([]);
});

test("who acted, and what is technical, is none of them; what stands within it is", () => {
  const answer = {
    who: { officer: id(1) },
    agency: id(2),
    officers: [id(3)],
    event: id(4),
    correctedBy: [id(5)],
    causation: id(6),
    dataAsOf: { position: id(7) },
    events: [{ person: id(8) }],
  };
  expect([...idsIn(answer)]).toEqual([id(8)]);
});
