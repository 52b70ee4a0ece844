/**
 * Cuts a stream into blocks of one size and tells which is the last, which may be shorter; an empty stream is one
 * empty block. At most one block and what the stream gives at a time are held.
 */
export async function* blocks(
  content: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ readonly block: Buffer; readonly last: boolean }> {
  let held: Uint8Array[] = [];
  let length = 0;
  for await (const piece of content) {
    held.push(piece);
    length += piece.length;
    if (length <= size) continue;
    const joined = Buffer.concat(held);
    let at = 0;
    // A full block is held back until more follows, as it may be the last.
    for (; joined.length - at > size; at += size) yield { block: joined.subarray(at, at + size), last: false };
    held = [joined.subarray(at)];
    length = joined.length - at;
  }
  yield { block: Buffer.concat(held), last: true };
}
