import type { ModuleRef } from "@nestjs/core";
import { ApiPropertyOptional } from "../described.js";
import { EVENT_STORE } from "../event-sourcing/ports.js";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import { CommandAnswer } from "../http/command-answer.js";
import { Views } from "../http/views.js";
import { fileNumbersView, numbersOf } from "./file-numbers.view.js";

/** How long an answer waits for the number to be found. */
const WAIT_MS = 1000;

/** What is answered to a command that begins a case or a repatriation. */
export class NumberedAnswer extends CommandAnswer {
  @ApiPropertyOptional({
    example: "KBRI-KL/2026/0042",
    description: "The number to say on the phone. Absent where it is not given yet: the page of the file has it then",
  })
  number?: string;
}

/** The number of what was opened, if it can be found at once. */
export async function numberOfOpened(
  modules: ModuleRef,
  { id }: { readonly id: string },
): Promise<{ number?: string }> {
  try {
    const { readModel } = modules.get(Views, { strict: false });
    const head = await modules.get<EventStore>(EVENT_STORE, { strict: false }).head();
    await readModel.waitFor(head, WAIT_MS, fileNumbersView.name);
    const number = (await numbersOf(readModel, [id])).get(id);
    return number === undefined ? {} : { number };
  } catch {
    // The file is there, whether or not its number can be read.
    return {};
  }
}
