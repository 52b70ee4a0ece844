import { expect, test } from "@jest/globals";
import type { Sight } from "../../src/access/sight.js";
import type { Answer, CommandHandling } from "../../src/event-sourcing/deciding/command-handling.js";
import { ViewBehind } from "../../src/event-sourcing/projecting/read-model.js";
import { StreamCommand, StreamCommandHandler } from "../../src/http/stream-command.js";

const answer: Answer = { id: "x", revision: 3, number: 7, repeated: false, correlation: "c" };
const command = {} as StreamCommand;

function handler(answers: Answer, upTo: (number: number) => Promise<void>) {
  return new StreamCommandHandler(
    { handle: async () => answers } as unknown as CommandHandling,
    { upTo } as unknown as Sight,
  );
}

test("what takes sight away is answered once the views have it, and a repeat waits again", async () => {
  const waited: number[] = [];
  const there = handler({ ...answer, narrows: true }, async (number) => void waited.push(number));
  await there.execute(command);
  expect(await there.execute(command)).toEqual({ ...answer, narrows: true });
  expect(waited).toEqual([7, 7]);
});

test("it is no success while the views don't have it", async () => {
  const behind = handler({ ...answer, narrows: true }, () => Promise.reject(new ViewBehind("sealed-subjects")));
  await expect(behind.execute(command)).rejects.toThrow(ViewBehind);
});

test("any other command waits for no view", async () => {
  const behind = handler(answer, () => Promise.reject(new ViewBehind("sealed-subjects")));
  expect(await behind.execute(command)).toEqual(answer);
});
