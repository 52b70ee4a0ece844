import { setTimeout } from "node:timers/promises";
import { ObjectId } from "mongodb";
import { FileDamaged, FileStoreUnavailable } from "../../privacy/file-store.js";
import type { IncomingFile, KeptFile, SealedFiles } from "../../privacy/sealed-files.js";
import type { FileDocuments, WholeFile } from "./file-documents.js";

const CHUNK_BYTES = 255 * 1024;
/** How many chunks are read at a time. */
const CHUNKS = 4;
const NAMES = 1_000;
/** How long until what another is just writing is looked for again, in ms. */
const PAUSE_MS = 10;

/** Sealed files in GridFS. */
export class GridFsFiles implements SealedFiles {
  constructor(readonly documents: FileDocuments) {}

  async take(name: string): Promise<IncomingFile> {
    const id = new ObjectId();
    await this.documents.notePending(id);
    return new IncomingGridFsFile(this.documents, id, name);
  }

  async open(name: string): Promise<KeptFile | undefined> {
    const document = await this.documents.file(name);
    return document && { read: () => this.#read(document), close: async () => undefined };
  }

  async remove(name: string): Promise<void> {
    const document = await this.documents.file(name);
    if (!document) return;
    await this.documents.notePending(document.id);
    await this.documents.removeNoted(document.id);
  }

  async *names(): AsyncGenerator<string> {
    for (let after = ""; ;) {
      const page = await this.documents.namesAfter(after, NAMES);
      yield* page;
      if (page.length < NAMES) return;
      after = page.at(-1)!;
    }
  }

  /** By pages, as a slow reader would outlive a cursor. */
  async *#read({ id, filename, length }: WholeFile): AsyncGenerator<Uint8Array> {
    let n = 0;
    for (let left = length; left > 0;) {
      const page = await this.documents.chunks(id, n, CHUNKS);
      if (page.length === 0) throw new FileDamaged(filename);
      for (const chunk of page) {
        left -= chunk.data.length;
        if (chunk.n !== n++ || left < 0) throw new FileDamaged(filename);
        yield chunk.data;
      }
    }
  }
}

class IncomingGridFsFile implements IncomingFile {
  readonly #documents: FileDocuments;
  readonly #id: ObjectId;
  readonly #name: string;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #length = 0;
  #chunks = 0;
  #kept = false;
  /** MongoDB may yet do what it did not answer to: what it would complete must not be taken away under its hands. */
  #unknown = false;

  constructor(documents: FileDocuments, id: ObjectId, name: string) {
    this.#documents = documents;
    this.#id = id;
    this.#name = name;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    this.#length += bytes.length;
    while (this.#heldBytes >= CHUNK_BYTES) await this.#flush();
  }

  async keep(): Promise<boolean> {
    if (this.#heldBytes > 0) await this.#flush();
    const file = { id: this.#id, filename: this.#name, length: this.#length, chunkSize: CHUNK_BYTES };
    const deadline = performance.now() + this.#documents.answerMs;
    while (!(await this.#orUnknown(this.#documents.putFile(file)))) {
      // The other may not have reached a majority yet, and may never.
      if ((await this.#documents.file(this.#name)) !== undefined) return false;
      if (performance.now() > deadline)
        throw new FileStoreUnavailable("MongoDB has not settled which file has the name");
      await setTimeout(PAUSE_MS);
    }
    if (!(await this.#orUnknown(this.#documents.settle(this.#id))))
      throw new FileStoreUnavailable("the file took over a day to arrive, and what there was of it has been swept");
    this.#kept = true;
    return true;
  }

  async discard(): Promise<void> {
    if (this.#kept || this.#unknown) return;
    try {
      await this.#documents.removeNoted(this.#id);
    } catch (error) {
      // It is noted, and so will be swept.
      if (!(error instanceof FileStoreUnavailable)) throw error;
    }
  }

  async #flush(): Promise<void> {
    const held = Buffer.concat(this.#held);
    const chunk = held.subarray(0, CHUNK_BYTES);
    this.#held = [held.subarray(chunk.length)];
    this.#heldBytes -= chunk.length;
    await this.#orUnknown(this.#documents.putChunk(this.#id, this.#chunks++, chunk));
  }

  async #orUnknown<T>(write: Promise<T>): Promise<T> {
    try {
      return await write;
    } catch (error) {
      this.#unknown = true;
      throw error;
    }
  }
}
