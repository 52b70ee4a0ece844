import { isNativeError } from "node:util/types";
import { Mendable } from "./mendable.js";

/** As much as a line of a log takes. */
const MOST = 300;

/**
 * What an operator's log says of a failure, in one line: which engine, and why. Of what isn't known to be an engine's
 * own sentence only kind, code and place are told: the message may quote what somebody sent.
 */
export function failureInWords(error: unknown): string {
  if (error instanceof Mendable && error.message !== "") return lineOf(error.message);
  // Of another thread or context, too.
  if (!isNativeError(error)) return "something that is no error was thrown";
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  if (code === "ERR_SQLITE_ERROR") return lineOf(`SQLite: ${error.message} (${String(errcode)})`);
  const coded = typeof code === "string" || typeof code === "number" ? ` ${code}` : "";
  return lineOf(`${kindOf(error)}${coded}${placeOf(error)}`);
}

/** Most errors have no name of their own, but a class. */
export function kindOf({ name, constructor }: Error): string {
  return name === "Error" && constructor.name !== "" ? constructor.name : name;
}

function placeOf({ stack = "", message }: Error): string {
  // The stack begins with the message, whose lines may look like places.
  const places = stack
    .slice(message === "" ? 0 : Math.max(0, stack.indexOf(message)) + message.length)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("at "))
    .slice(0, 3);
  return places.map((place) => ` ${place}`).join("");
}

function lineOf(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= MOST ? line : `${line.slice(0, MOST)}…`;
}
