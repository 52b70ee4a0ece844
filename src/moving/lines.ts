import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { PassThrough, type Transform } from "node:stream";

const LINE_FEED = 0x0a;

/**
 * The lines of a file, unpacked on the way if need be. Only a line feed ends one: `node:readline` also ends lines at
 * U+2028, which stands as it is in JSON. What has no line feed at its end is a line, too, as of a file cut off.
 */
export async function* linesOf(file: string, unpack: Transform = new PassThrough()): AsyncGenerator<string> {
  const stop = new AbortController();
  // Its failure is the reader's, too, and is told there.
  pipeline(createReadStream(file), unpack, { signal: stop.signal }).catch(() => undefined);
  try {
    let rest: Buffer[] = [];
    for await (const piece of unpack as AsyncIterable<Buffer>) {
      let from = 0;
      for (let end = piece.indexOf(LINE_FEED); end >= 0; end = piece.indexOf(LINE_FEED, from)) {
        rest.push(piece.subarray(from, end));
        yield Buffer.concat(rest).toString("utf8");
        rest = [];
        from = end + 1;
      }
      if (from < piece.length) rest.push(piece.subarray(from));
    }
    if (rest.length > 0) yield Buffer.concat(rest).toString("utf8");
  } finally {
    stop.abort();
  }
}
