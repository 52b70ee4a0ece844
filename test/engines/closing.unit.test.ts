import { expect, test } from "@jest/globals";
import { closing } from "../../src/engines/closing.js";
import { turns } from "../waiting.js";

test("what was opened is closed in the opposite order, all of it though one can't be, and once", async () => {
  const closed: string[] = [];
  const opened = closing();
  opened.push(() => closed.push("first"));
  opened.push(async () => {
    closed.push("second");
    throw new Error("stuck");
  });
  opened.push(async () => {
    await turns(3);
    closed.push("third");
  });
  await expect(opened.close()).rejects.toThrow("stuck");
  expect(closed).toEqual(["third", "second", "first"]);
  await opened.close();
  expect(closed).toHaveLength(3);
});
