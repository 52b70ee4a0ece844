import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { Mendable } from "../event-sourcing/mendable.js";
import { hashOf } from "../event-sourcing/stored-event/envelope.js";
import type { RawEvent } from "../event-sourcing/stored-event/event-store.js";
import { linesOf } from "./lines.js";

/**
 * A whole log as gzip-compressed JSON lines: a header, one line an event with its hash and its bytes as they are, and
 * at the end how many there are and a digest of all their hashes, so that a file cut off is known as one.
 */
const FORMAT = 1;

/** An export is not what it should be; the message says what is wrong with it. */
export class ExportDamaged extends Mendable {}

export interface MovedEvent {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly bytes: Uint8Array;
  /** SHA-256 (base64url) of the bytes. */
  readonly hash: string;
}

interface Place {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
}

/** Writes events in the order in which they come. Resolves to how many. */
export async function writeEvents(file: string, events: AsyncIterable<RawEvent>): Promise<number> {
  let count = 0;
  const digest = createHash("sha256");
  async function* lines() {
    yield `${JSON.stringify({ kawal: "events", format: FORMAT })}\n`;
    for await (const { stream, revision, id, type, bytes } of events) {
      const hash = hashOf(bytes);
      digest.update(hash);
      count++;
      const place = JSON.stringify({ stream, revision, id, type } satisfies Place);
      // Bytes that are no text of one line are kept all the same: what is damaged is for `verify` to tell.
      const text = Buffer.from(bytes).toString("utf8");
      const plain = !text.includes("\n") && Buffer.from(text).equals(bytes) && isJson(text);
      const event = plain ? text : JSON.stringify(Buffer.from(bytes).toString("base64"));
      yield `{"place":${place},"hash":"${hash}","${plain ? "event" : "bytes"}":${event}}\n`;
    }
    yield `${JSON.stringify({ events: count, digest: digest.digest("base64url") })}\n`;
  }
  await pipeline(lines, createGzip({ level: 6 }), createWriteStream(file, { flags: "wx", mode: 0o600, flush: true }));
  return count;
}

/** Reads them back. @throws ExportDamaged */
export async function* readEvents(file: string): AsyncGenerator<MovedEvent> {
  const digest = createHash("sha256");
  let count = 0;
  let started = false;
  let ended = false;
  try {
    for await (const line of linesOf(file, createGunzip())) {
      if (!started) {
        assertHeader(line);
        started = true;
        continue;
      }
      if (ended) throw new ExportDamaged("something follows the end of the export");
      const event = eventOf(line);
      if (event === undefined) {
        assertEnd(line, count, digest.digest("base64url"));
        ended = true;
        continue;
      }
      digest.update(event.hash);
      count++;
      yield event;
    }
  } catch (error) {
    if (error instanceof ExportDamaged) throw error;
    throw new ExportDamaged(
      `the export can't be read after event ${count}: it is cut off or damaged (${(error as NodeJS.ErrnoException).code})`,
    );
  }
  if (!ended) throw new ExportDamaged(`the export is cut off after event ${count}`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function assertHeader(line: string): void {
  const header = parsed(line) as { kawal?: string; format?: number };
  if (header.kawal !== "events") throw new ExportDamaged("this is no export of events");
  if (header.format !== FORMAT)
    throw new ExportDamaged(`the export has format ${header.format}; this version reads format ${FORMAT}`);
}

function assertEnd(line: string, count: number, digest: string): void {
  const end = parsed(line) as { events?: number; digest?: string };
  if (end.events !== count || end.digest !== digest)
    throw new ExportDamaged(
      `the export says that it holds ${end.events ?? "no"} events, and holds ${count}, or others`,
    );
}

const EVENT = ',"event":';

/** Undefined for a line that is no event. */
function eventOf(line: string): MovedEvent | undefined {
  const { place, hash, bytes } = parsed(line) as { place?: Place; hash?: string; bytes?: string };
  if (place === undefined || hash === undefined) return undefined;
  // The text itself, and not what parsing would make of it.
  const text = bytes ?? line.slice(line.indexOf(EVENT) + EVENT.length, -1);
  const stored = Buffer.from(text, bytes === undefined ? "utf8" : "base64");
  if (hashOf(stored) !== hash)
    throw new ExportDamaged(`${place.stream}@${place.revision} is not what its hash says: the export was changed`);
  const { stream, revision, id, type } = place;
  return { stream, revision, id, type, bytes: stored, hash };
}

function parsed(line: string): object {
  try {
    return Object(JSON.parse(line)) as object;
  } catch {
    throw new ExportDamaged("a line of the export is no JSON");
  }
}
