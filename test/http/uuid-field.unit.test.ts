import { expect, test } from "@jest/globals";
import { idParam, validated } from "../../src/http/command-routes.js";
import { RecordAccompaniment } from "../../src/repatriation/accompany.js";
import { HandOverReturnee } from "../../src/repatriation/hand-over.js";

const ID = "0f5b6c3e-0000-4000-8000-0000000000c1";
const CAPITALS = ID.toUpperCase();
const taken = (type: new () => object, body: object): unknown =>
  validated(type).transform(body, { type: "body", metatype: type });

test("ids come in small letters from any field, however they were written", async () => {
  const witness = { person: CAPITALS, capacity: "VILLAGE_OFFICIAL" };
  expect(await taken(HandOverReturnee, { recipient: CAPITALS, witness })).toMatchObject({
    recipient: ID,
    witness: { person: ID },
  });
  const accompanied = { agencies: [CAPITALS, ID], leg: "ABROAD", source: "MISSION" };
  expect(await taken(RecordAccompaniment, accompanied)).toMatchObject({ agencies: [ID, ID] });
});

test("an id in a path comes in small letters", () => expect(idParam.transform(CAPITALS)).toBe(ID));
