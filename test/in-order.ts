import { test } from "@jest/globals";

/**
 * Tests that tell one story, each of which goes on where the one before it ended: whichever of them Jest runs first, or
 * alone, those before it come first.
 * @returns what declares the next of them, as `test` does
 */
export function inOrder(): (title: string, step: () => unknown) => void {
  let before: Promise<unknown> | undefined;
  const steps: { readonly step: () => unknown; outcome?: Promise<unknown> }[] = [];
  const outcomeOf = (index: number): Promise<unknown> => {
    for (const each of steps.slice(0, index + 1)) {
      if (each.outcome) continue;
      each.outcome = Promise.resolve(before).then(each.step);
      // One that fails is told as what it is, and the next is tried nevertheless.
      before = each.outcome.catch(() => undefined);
    }
    return steps[index]!.outcome!;
  };
  return (title, step) => {
    const index = steps.push({ step }) - 1;
    test(title, async () => void (await outcomeOf(index)));
  };
}
