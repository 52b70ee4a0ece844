import { DatabaseSync } from "node:sqlite";

/**
 * What a database has of tables, indexes, triggers and views beside those that Kawal makes, or other than it makes
 * them, and what it lacks: a trigger may swallow what is written.
 * @param make makes the objects that belong there, in an empty database
 * @param mayBe of a table of which only the name is known
 */
export function foreignObjects(
  db: DatabaseSync,
  make: (empty: DatabaseSync) => void,
  mayBe: (table: string, type: string) => boolean = () => false,
): string[] {
  const empty = new DatabaseSync(":memory:");
  let due: Map<string, string>;
  try {
    make(empty);
    due = objectsOf(empty);
  } finally {
    empty.close();
  }
  const faults: string[] = [];
  for (const [name, sql] of objectsOf(db)) {
    const [type, , table] = name.split(" ") as [string, string, string];
    if (!due.has(name) && !mayBe(table, type)) faults.push(`${name} is not of Kawal`);
    else if (due.has(name) && due.get(name) !== sql) faults.push(`${name} is not as Kawal makes it`);
    due.delete(name);
  }
  for (const name of due.keys()) faults.push(`${name} is missing`);
  return faults;
}

/** SQL by type, name and table. */
function objectsOf(db: DatabaseSync): Map<string, string> {
  const rows = db.prepare("SELECT type, name, tbl_name, coalesce(sql, '') AS sql FROM sqlite_schema").all();
  return new Map(
    rows.map((row) => [
      `${row["type"] as string} ${row["name"] as string} ${row["tbl_name"] as string}`,
      (row["sql"] as string).replaceAll(/\s+/g, " "),
    ]),
  );
}
