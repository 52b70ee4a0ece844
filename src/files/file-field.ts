import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import type { FieldOptions } from "../http/fields.js";
import { ReferenceField } from "../http/references.js";
import { fileOf, type StoredFileState } from "./file.js";

interface FileFieldOptions<State> extends FieldOptions {
  /** Whose file it must be; left out: anybody's. */
  readonly of?: (own: State, id: string) => string | null;
  /** What the decision is based on does not name the file. */
  readonly unnamed?: true;
}

/** The id of an uploaded file. */
export const FileField = <State>({ of, unnamed, ...options }: FileFieldOptions<State> = {}) =>
  ReferenceField<StoredFileState>(
    {
      load: (id) => ({ ...fileOf(id), ...(unnamed && { unnamed }) }),
      assert: ({ stored, person }, _id, { field, own, given }) => {
        if (!stored) throw new InvalidField("unknown-file", field, "names no file; upload it first");
        if (of && person !== of(own as State, given.id))
          throw new InvalidField("unknown-file", field, "names no file of this person; upload it first");
      },
    },
    options,
  );
