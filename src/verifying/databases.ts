import { DatabaseSync } from "node:sqlite";
import type { Finding, StorePart } from "./finding.js";
import type { Evidence } from "../engines/sqlite/evidence.js";
import { foreignObjects } from "../engines/sqlite/foreign-objects.js";

export type DatabasePart = Exclude<StorePart, "files">;

/** The databases of a store, with what is lost with each, and the way back. */
export const DATABASES: Readonly<Record<DatabasePart, { readonly file: string; readonly lost: string }>> = {
  events: {
    file: "events.db",
    lost: "What happened is not whole in it. Keep the file as it is, and bring the latest backup back by `kawal restore`.",
  },
  reads: {
    file: "reads.db",
    lost: "Who read what is not whole in it. Keep the file as it is, and bring the latest backup back by `kawal restore`.",
  },
  keys: {
    file: "keys.db",
    lost: "What was sealed under its keys can't be opened. Bring the keys back by `kawal keys restore`, or with the latest backup by `kawal restore`.",
  },
  views: {
    file: "views.db",
    lost: "Nothing is lost, as views are made of the events. Stop the service, remove views.db with its -wal and -shm, and start again.",
  },
  users: {
    file: "users.db",
    lost: "Logins and passwords are lost, and no backup has them. Remove the file, and make the users again by `kawal users add`.",
  },
};

/** What belongs into a database. */
export interface Belonging {
  /** Makes the objects of a database in an empty one. */
  readonly make: (empty: DatabaseSync, db: DatabaseSync) => void;
  /** Of an object of which the table and the type are known. */
  readonly mayBe?: (db: DatabaseSync) => (table: string, type: string) => boolean;
}

/** The databases of a store that is verified, and what is found in each part of it. */
export class Databases {
  readonly notes: string[] = [];
  readonly #findings = new Map<StorePart, Finding[]>();
  readonly #closing: (() => void | Promise<void>)[] = [];

  constructor(readonly evidence: Evidence) {}

  /** What was found of a part so far; more may be added to it. */
  found(part: StorePart): Finding[] {
    let findings = this.#findings.get(part);
    if (findings === undefined) this.#findings.set(part, (findings = []));
    return findings;
  }

  damaged(part: DatabasePart, message: string): void {
    const { file, lost } = DATABASES[part];
    this.found(part).push({ fault: "file-damaged", file, what: `${message}. ${lost}` });
  }

  /**
   * Opens a database, once it is checked as SQLite checks it, and for objects that are not Kawal's.
   * @returns undefined where there is none, or none that can be read
   */
  opened<T>(part: DatabasePart, { make, mayBe }: Belonging, open: (location: string | URL) => T): T | undefined {
    const { file } = DATABASES[part];
    try {
      const location = this.evidence.location(file);
      if (location === undefined) return undefined;
      const db = new DatabaseSync(location, { readOnly: true, timeout: 5_000 });
      try {
        const rows = db.prepare("PRAGMA integrity_check(1)").all();
        const [fault] = rows.map((row) => row["integrity_check"] as string);
        if (fault !== "ok") this.damaged(part, `${file} is damaged (${fault!.replaceAll(/\s+/g, " ")})`);
        for (const what of foreignObjects(db, (empty) => make(empty, db), mayBe?.(db)))
          this.found(part).push({ fault: "foreign-object", file, what });
      } finally {
        db.close();
      }
      return open(location);
    } catch (error) {
      if (isRefused(error))
        this.found(part).push({
          fault: "file-not-opened",
          file,
          what: `${file} can't be opened: let this user read it.`,
        });
      else this.damaged(part, `${file} can't be read (${(error as Error).message})`);
      return undefined;
    }
  }

  /** To be done at the end, in the reverse order. */
  closing(close: () => void | Promise<void>): void {
    this.#closing.push(close);
  }

  async close(): Promise<void> {
    for (const close of this.#closing.toReversed()) await close();
  }
}

/** Of the operating system, or of SQLite that met it (SQLITE_CANTOPEN). */
function isRefused(error: unknown): boolean {
  const { code, errcode } = error as { code?: string; errcode?: number };
  return code === "EACCES" || errcode === 14;
}
