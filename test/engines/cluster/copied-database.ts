import type { CreateIndexesOptions, Db, Document, IndexSpecification } from "mongodb";

/** The collections of a database with their indexes, as `mongodump` takes them. */
export type DatabaseCopy = ReadonlyMap<string, CollectionCopy>;

interface CollectionCopy {
  readonly documents: readonly Document[];
  readonly indexes: readonly { readonly key: IndexSpecification; readonly options: CreateIndexesOptions }[];
}

export async function copyOf(db: Db): Promise<DatabaseCopy> {
  const copy = new Map<string, CollectionCopy>();
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
    const documents = await db.collection(name).find({}, { promoteBuffers: true }).toArray();
    const indexes = (await db.collection(name).indexes())
      .filter((index) => index["name"] !== "_id_")
      .map(({ key, name: its, unique, partialFilterExpression }) => ({
        key: key as IndexSpecification,
        options: {
          name: its as string,
          ...(unique === true && { unique }),
          ...(partialFilterExpression !== undefined && {
            partialFilterExpression: partialFilterExpression as Document,
          }),
        },
      }));
    copy.set(name, { documents, indexes });
  }
  return copy;
}

/** Brings collections back in place of those of the same names; those that the copy has not are gone. */
export async function putBack(db: Db, copy: DatabaseCopy, isPart: (collection: string) => boolean): Promise<void> {
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray())
    if (isPart(name)) await db.dropCollection(name);
  for (const [name, { documents, indexes }] of copy) {
    if (!isPart(name)) continue;
    for (const { key, options } of indexes) await db.collection(name).createIndex(key, options);
    if (documents.length > 0) await db.collection(name).insertMany([...documents]);
  }
}
