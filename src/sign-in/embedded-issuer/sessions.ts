import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { User } from "./users.js";
import { transaction } from "./users-file.js";

/** A session as it is handed out: once, as only the hash of its refresh token is kept. */
export interface HandedOut {
  readonly session: string;
  readonly officer: string;
  readonly refreshToken: string;
}

const TOKEN_BYTES = 32;
/** From signing in on. */
const LONGEST_MS = 12 * 3_600_000;
/** From the last refresh on. */
const IDLE_MS = 3_600_000;

/**
 * Sessions: each a family of refresh tokens, of which one is good at a time. One that was spent already is in a second
 * pair of hands, and nobody can tell which is the thief's: so it ends the session.
 */
export class Sessions {
  readonly #db: DatabaseSync;
  /** Asked at every request. */
  readonly #user: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#user = db.prepare(
      "SELECT officer, administrator FROM sessions JOIN users USING (login) WHERE id = ? AND ends_at > ?",
    );
  }

  /** @param now ISO 8601, UTC */
  open({ login, officer }: User, now: string): HandedOut {
    const handedOut = { session: randomUUID(), officer, refreshToken: newToken() };
    transaction(this.#db, () => {
      this.#removeEnded(now);
      this.#db
        .prepare("INSERT INTO sessions VALUES (?, ?, ?, ?, ?)")
        .run(handedOut.session, login, hashOf(handedOut.refreshToken), after(now, LONGEST_MS), after(now, IDLE_MS));
    });
    return handedOut;
  }

  /**
   * Spends a refresh token for the next one of its session.
   * @param now ISO 8601, UTC
   * @returns undefined for one that is unknown, too old or spent
   */
  rotate(refreshToken: string, now: string): HandedOut | undefined {
    const hash = hashOf(refreshToken);
    const next = newToken();
    return transaction(this.#db, () => {
      this.#removeEnded(now);
      const spent = this.#db.prepare("SELECT session FROM spent_tokens WHERE hash = ?").get(hash);
      if (spent) {
        this.#db.prepare("DELETE FROM sessions WHERE id = ?").run(spent["session"]!);
        return undefined;
      }
      const found = this.#db
        .prepare("SELECT id, officer FROM sessions JOIN users USING (login) WHERE current = ?")
        .get(hash) as { id: string; officer: string } | undefined;
      if (!found) return undefined;
      const { id, officer } = found;
      this.#db.prepare("INSERT INTO spent_tokens VALUES (?, ?)").run(hash, id);
      this.#db
        .prepare("UPDATE sessions SET current = ?, idle_at = ? WHERE id = ?")
        .run(hashOf(next), after(now, IDLE_MS), id);
      return { session: id, officer, refreshToken: next };
    });
  }

  /** Ends the session of a refresh token, also of a spent one; one that is unknown is none. */
  end(refreshToken: string): void {
    const hash = hashOf(refreshToken);
    this.#db
      .prepare(
        "DELETE FROM sessions WHERE current = ? OR id = (SELECT session FROM spent_tokens WHERE spent_tokens.hash = ?)",
      )
      .run(hash, hash);
  }

  /** Who signed in; undefined once the session has ended, e.g. as the user was removed. @param now ISO 8601, UTC */
  userOf(session: string, now: string): Pick<User, "officer" | "administrator"> | undefined {
    const row = this.#user.get(session, now);
    return row && { officer: row["officer"] as string, administrator: row["administrator"] === 1 };
  }

  #removeEnded(now: string): void {
    this.#db.prepare("DELETE FROM sessions WHERE ends_at <= ? OR idle_at <= ?").run(now, now);
  }
}

function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}

function hashOf(token: string): Uint8Array {
  return createHash("sha256").update(token).digest();
}

function after(now: string, ms: number): string {
  return new Date(Date.parse(now) + ms).toISOString();
}
