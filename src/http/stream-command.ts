import { Command, CommandHandler, type ICommandHandler } from "@nestjs/cqrs";
import { CommandHandling, type Answer, type CommandContext } from "../event-sourcing/deciding/command-handling.js";
import { Sight } from "../access/sight.js";
import type { AnyDecider } from "../event-sourcing/deciding/decider.js";

/** A command for one stream, on its way over the CommandBus. */
export class StreamCommand extends Command<Answer> {
  constructor(
    readonly decider: AnyDecider,
    /** Undefined for what the command creates. */
    readonly id: string | undefined,
    readonly command: string,
    readonly data: object,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * A request with what was looked up for its decision, which is no part of it: a repeat is one though other things are
 * found.
 */
export function withLookedUp<Request extends object, More extends object>(
  request: Request,
  more: More,
): Request & More {
  const data = { ...request, ...more };
  Object.defineProperty(data, "toJSON", { value: () => ({ ...request }), enumerable: false });
  return data;
}

@CommandHandler(StreamCommand)
export class StreamCommandHandler implements ICommandHandler<StreamCommand> {
  constructor(
    private readonly handling: CommandHandling,
    private readonly sight: Sight,
  ) {}

  /**
   * A command that takes sight away is answered once it counts for whoever asks; a repeat waits again.
   * @throws ViewBehind when the views have not taken it in time: it is recorded all the same
   */
  async execute({ decider, id, command, data, context }: StreamCommand): Promise<Answer> {
    const answer = await this.handling.handle(decider, id, command, data, context);
    if (answer.narrows) await this.sight.upTo(answer.number);
    return answer;
  }
}
