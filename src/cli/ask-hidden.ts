import { createInterface, type Interface } from "node:readline/promises";
import { Writable, type Readable } from "node:stream";

export interface HiddenQuestion {
  readonly question: string;
  /** What is asked for, in a word. */
  readonly noun: string;
  /** For one that nothing can tell to be mistyped, as nothing lies under it yet. */
  readonly twice: boolean;
  /** Throws for one that can't be taken. */
  assertTaken(answer: string): void;
  refusal(message: string): Error;
}

/** Asks at a terminal, which shows nothing of what is typed. @throws what the question makes of a refusal */
export async function askHidden(input: Readable, output: Writable, asked: HiddenQuestion): Promise<string> {
  // The terminal echoes nothing while `readline` reads it, and what `readline` would show goes nowhere.
  const unseen = new Writable({ write: (_piece, _encoding, done) => done() });
  const lines = createInterface({ input, output: unseen, terminal: true });
  const ask = async (question: string) => {
    const answer = await answerTo(question, lines, output);
    if (answer === undefined) throw asked.refusal(`No ${asked.noun} was given.`);
    return answer;
  };
  try {
    const answer = await ask(asked.question);
    asked.assertTaken(answer);
    if (asked.twice && (await ask("The same again: ")) !== answer)
      throw asked.refusal(`These were two ${asked.noun}s: begin again.`);
    return answer;
  } finally {
    lines.close();
  }
}

/** Undefined when the terminal was closed, or whoever sits there gave up. */
async function answerTo(question: string, lines: Interface, output: Writable): Promise<string | undefined> {
  output.write(question);
  const ended = new AbortController();
  const end = () => ended.abort();
  lines.once("close", end);
  try {
    return await lines.question("", { signal: ended.signal });
  } catch {
    return undefined;
  } finally {
    lines.off("close", end);
    output.write("\n");
  }
}
