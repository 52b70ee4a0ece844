import { expect, test } from "@jest/globals";
import { openMongoCheckpoints } from "../../../src/engines/mongodb/checkpoints.js";
import { temporaryDatabase, whereThereIsMongo } from "./database.js";

whereThereIsMongo("checkpoints", () =>
  test("a checkpoint only rises, whoever saves it", async () => {
    const { db, dispose } = await temporaryDatabase();
    const checkpoints = openMongoCheckpoints(db);
    expect(await checkpoints.load("reactions")).toBeNull();
    const mark = { stream: "person-1", revision: 0, id: "first", hash: "hash" };
    const reached = { number: 7, position: "at 7", followed: 5, mark };
    await checkpoints.save("reactions", reached);
    await checkpoints.save("reactions", { number: 6, position: "at 6", followed: 9 });
    expect(await checkpoints.load("reactions")).toEqual(reached);
    await checkpoints.save("reactions", { ...reached, number: 8 });
    expect(await openMongoCheckpoints(db).load("reactions")).toEqual({ ...reached, number: 8 });
    await dispose();
  }),
);
