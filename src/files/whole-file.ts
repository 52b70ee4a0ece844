/** How much of the end of a file is looked at: cameras and editors write data of their own behind a picture. */
const TAIL_BYTES = 64 * 1024;
/** A PDF reader looks for the end of the file in so many last bytes (ISO 32000-1, annex H). */
const PDF_TAIL_BYTES = 1024;

const START_OF_SCAN = Buffer.from([0xff, 0xda]);
const END_OF_IMAGE = Buffer.from([0xff, 0xd9]);
const IHDR = Buffer.from("IHDR");
/** Where the first chunk of a PNG has its type: behind the signature, and its own length. */
const IHDR_AT = 12;
const IEND = Buffer.concat([Buffer.from("IEND"), Buffer.from([0xae, 0x42, 0x60, 0x82])]);

/** The first bytes of a file look like its type, but it has no picture in it, or not its end: nobody could read it. */
export class IncompleteFile extends Error {
  constructor(readonly mediaType: string) {
    super(`it begins as ${mediaType}, and is not whole`);
  }
}

/** Watches a file as it passes, and tells at its end whether it has what its type needs. */
export class FileEnds {
  #start = Buffer.alloc(0);
  #tail = Buffer.alloc(0);
  #hasScan = false;

  take(piece: Uint8Array): void {
    if (this.#start.length < TAIL_BYTES)
      this.#start = Buffer.concat([this.#start, piece.subarray(0, TAIL_BYTES - this.#start.length)]);
    // A marker may lie across two pieces.
    const joined = Buffer.concat([this.#tail.subarray(-1), piece]);
    this.#hasScan ||= joined.includes(START_OF_SCAN);
    this.#tail = Buffer.concat([this.#tail, piece.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES);
  }

  /** @throws IncompleteFile */
  assertWhole(mediaType: string): void {
    if (!this.#isWhole(mediaType)) throw new IncompleteFile(mediaType);
  }

  #isWhole(mediaType: string): boolean {
    switch (mediaType) {
      case "application/pdf":
        return this.#tail.subarray(-PDF_TAIL_BYTES).includes("%%EOF");
      case "image/jpeg":
        return this.#hasScan && this.#tail.lastIndexOf(END_OF_IMAGE) > this.#tail.lastIndexOf(START_OF_SCAN);
      case "image/png":
        return this.#start.subarray(IHDR_AT).indexOf(IHDR) === 0 && this.#tail.includes(IEND);
      default:
        return true;
    }
  }
}
