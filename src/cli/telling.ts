import { Mendable } from "../event-sourcing/mendable.js";

/** Runs a command; what stopped it is told, and the exit code is 1 then. */
export async function telling(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof Mendable)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
