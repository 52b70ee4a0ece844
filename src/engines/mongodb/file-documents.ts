import type { Collection, Db, ObjectId } from "mongodb";
import { FileStoreUnavailable } from "../../privacy/file-store.js";
import { isDuplicate } from "./connection.js";
import { DURABLE } from "./durable.js";
import { withinTime } from "./within-time.js";

/*
 * Files as GridFS lays them out, in the bucket `files`: chunks, and a document of the file that is written last, so
 * that no one sees half of one. They are not written by the driver's own streams, as one limit of theirs spans the
 * whole of an upload, however slow its sender. What may be left without its file's document, by an upload or a
 * removal, is noted as pending first, and swept when it has been for a day: nothing is on its way to MongoDB so long.
 */

/** A file that is whole. */
export interface WholeFile {
  readonly id: ObjectId;
  /** Unique. */
  readonly filename: string;
  /** In bytes, as is the size of all chunks but the last. */
  readonly length: number;
  readonly chunkSize: number;
}

interface FileDocument extends Omit<WholeFile, "id"> {
  readonly _id: ObjectId;
  readonly uploadDate: Date;
}

interface ChunkDocument {
  readonly files_id: ObjectId;
  readonly n: number;
  readonly data: Uint8Array;
}

interface PendingDocument {
  readonly _id: ObjectId;
  /** By the server's clock. */
  readonly at: Date;
  /** It is being swept: whoever left it may not finish it any more. */
  readonly swept?: true;
}

const ABANDONED_MS = 86_400_000;

export class FileDocuments {
  readonly #files: Collection<FileDocument>;
  readonly #chunks: Collection<ChunkDocument>;
  readonly #pending: Collection<PendingDocument>;
  readonly answerMs: number;

  constructor(db: Db, answerMs: number) {
    this.#files = db.collection("files.files", DURABLE);
    this.#chunks = db.collection("files.chunks", DURABLE);
    this.#pending = db.collection("files.pending", DURABLE);
    this.answerMs = answerMs;
  }

  async makeIndexes(): Promise<void> {
    await this.#ask(this.#files.createIndex({ filename: 1 }, { unique: true }));
    await this.#ask(this.#chunks.createIndex({ files_id: 1, n: 1 }, { unique: true }));
  }

  async file(filename: string): Promise<WholeFile | undefined> {
    const document = await this.#ask(this.#files.findOne({ filename }));
    if (document === null) return undefined;
    const { _id, length, chunkSize } = document;
    return { id: _id, filename, length, chunkSize };
  }

  /** Up to so many names that come after one, in their order. */
  async namesAfter(filename: string, count: number): Promise<string[]> {
    const found = this.#files.find(
      { filename: { $gt: filename } },
      { sort: { filename: 1 }, limit: count, projection: { filename: 1 } },
    );
    return (await this.#ask(found.toArray())).map((document) => document.filename);
  }

  /** Up to so many chunks of a file, from one on. */
  async chunks(file: ObjectId, from: number, count: number): Promise<readonly Pick<ChunkDocument, "n" | "data">[]> {
    const filter = { files_id: file, n: { $gte: from } };
    return this.#ask(this.#chunks.find(filter, { sort: { n: 1 }, limit: count }).toArray());
  }

  async putChunk(file: ObjectId, n: number, data: Uint8Array): Promise<void> {
    await this.#ask(this.#chunks.insertOne({ files_id: file, n, data }));
  }

  /** False when another file has the name. */
  async putFile({ id, ...file }: WholeFile): Promise<boolean> {
    const writing = this.#files.insertOne({ _id: id, ...file, uploadDate: new Date() }).then(
      () => true,
      (error: unknown) => {
        if (isDuplicate(error)) return false;
        throw error;
      },
    );
    if (await this.#ask(writing)) return true;
    // The driver may have sent it twice, and the first have been taken.
    return (await this.file(file.filename))?.id.equals(id) ?? false;
  }

  /** Notes that chunks of this file are to be swept if there is never a document of it. */
  async notePending(file: ObjectId): Promise<void> {
    await this.#ask(this.#pending.updateOne({ _id: file }, { $currentDate: { at: true } }, { upsert: true }));
  }

  /** What was noted has come to its end; false when it was swept meanwhile. */
  async settle(file: ObjectId): Promise<boolean> {
    return (await this.#ask(this.#pending.deleteOne({ _id: file, swept: { $exists: false } }))).deletedCount === 1;
  }

  /** Takes away a file that was noted as pending, or what there is of it. */
  async removeNoted(file: ObjectId): Promise<void> {
    await this.#ask(this.#files.deleteOne({ _id: file }));
    await this.#ask(this.#chunks.deleteMany({ files_id: file }));
    await this.#ask(this.#pending.deleteOne({ _id: file }));
  }

  /** Takes away the chunks that no file has come of for a day. */
  async sweep(): Promise<void> {
    const abandoned = { $expr: { $lt: ["$at", { $subtract: ["$$NOW", ABANDONED_MS] }] } };
    for (const { _id } of await this.#ask(this.#pending.find(abandoned).toArray())) {
      await this.#ask(this.#pending.updateOne({ _id }, { $set: { swept: true } }));
      const kept = await this.#ask(this.#files.findOne({ _id }));
      if (kept === null) await this.#ask(this.#chunks.deleteMany({ files_id: _id }));
      await this.#ask(this.#pending.deleteOne({ _id }));
    }
  }

  #ask<T>(work: Promise<T>): Promise<T> {
    return withinTime(work, this.answerMs, (reason) => new FileStoreUnavailable(reason));
  }
}
