import { randomBytes, randomUUID } from "node:crypto";
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { LIMITS } from "../../limits.js";
import { afterFailure, isLocked, NOT_LOCKED, type LockOut } from "./lock-out.js";
import { assertPasswordLength, hashPassword, isOfOtherCost, type PasswordHash } from "./passwords.js";
import { Places, type Origin } from "./places.js";
import { UserRefused } from "./user-refused.js";
import { transaction } from "./users-file.js";

export interface User {
  readonly login: string;
  /** UUID, by which the log and the registry of officers know them. */
  readonly officer: string;
  /** Whether they may register the first officers. */
  readonly administrator: boolean;
}

/** A row that a password is compared with. */
export interface Account extends User, LockOut {
  readonly password: PasswordHash;
}

const LOGIN = /^[a-z0-9][a-z0-9._@-]{0,63}$/;

/**
 * Nobody's. An unknown login is compared with it and counted on it, so that it costs what a known one does, to the
 * write; no password is ever right for it.
 */
const NOBODY = "";

/** The users of a store. Logins know no case. */
export class Users {
  readonly #db: DatabaseSync;
  readonly #places: Places;

  private constructor(db: DatabaseSync) {
    this.#db = db;
    this.#places = new Places(db);
  }

  static async in(db: DatabaseSync): Promise<Users> {
    const users = new Users(db);
    const nobody = users.#row(NOBODY);
    if (nobody === undefined || isOfOtherCost(nobody.password)) {
      const password = await hashPassword(randomBytes(32).toString("base64"));
      // The service and the command line may both have found none.
      transaction(db, () => {
        db.prepare("DELETE FROM users WHERE login = ?").run(NOBODY);
        users.#insert({ login: NOBODY, officer: randomUUID(), administrator: false }, password);
      });
    }
    return users;
  }

  /** @throws UserRefused for a login or an officer that is there already, or that is none */
  async add(user: User, password: string): Promise<User> {
    const login = user.login.toLowerCase();
    if (!LOGIN.test(login))
      throw new UserRefused("A login has up to 64 letters, digits and . _ @ -, and begins with a letter or digit.");
    assertPasswordLength(password, "The password");
    const hash = await hashPassword(password);
    const added = { ...user, login, officer: user.officer.toLowerCase() };
    return transaction(this.#db, () => {
      if (this.#row(login)) throw new UserRefused(`There is a user ${login} already.`);
      if (this.#db.prepare("SELECT 1 FROM users WHERE officer = ?").get(added.officer))
        throw new UserRefused(`Another user is the officer ${added.officer} already.`);
      this.#insert(added, hash);
      return added;
    });
  }

  /** By login; of the locks of each the last to end, from wherever the passwords came. */
  list(): (User & Pick<LockOut, "lockedUntil">)[] {
    return this.#db
      .prepare(
        `SELECT users.*, (SELECT max(locked_until) FROM places WHERE places.login = users.login) AS place_locked_until
           FROM users WHERE login <> ? ORDER BY login`,
      )
      .all(NOBODY)
      .map((row) => {
        const { login, officer, administrator, lockedUntil } = accountOf(row);
        const locks = [lockedUntil, row["place_locked_until"] as string | null].filter((lock) => lock !== null);
        return { login, officer, administrator, lockedUntil: locks.toSorted().at(-1) ?? null };
      });
  }

  has(login: string): boolean {
    return this.#row(known(login)) !== undefined;
  }

  /** Their sessions end with them. @throws UserRefused for one who is not there */
  remove(login: string): void {
    this.#change("DELETE FROM users WHERE login = ?", login);
  }

  /** @throws UserRefused for one who is not there */
  unlock(login: string): void {
    this.#change("UPDATE users SET failures = 0, locked_until = NULL WHERE login = ?", login);
    this.#places.unlock(known(login));
  }

  /**
   * Unlocks them too, ends their sessions, and forgets their devices.
   * @throws UserRefused for one who is not there, or a password too short
   */
  async resetPassword(login: string, password: string): Promise<void> {
    assertPasswordLength(password, "The password");
    const hash = await hashPassword(password);
    transaction(this.#db, () => {
      this.unlock(login);
      this.#setPassword(known(login), hash);
      this.#db.prepare("DELETE FROM sessions WHERE login = ?").run(known(login));
      this.#places.forget(known(login));
    });
  }

  /** Makes the hash of a right password anew, at what a hash costs now. */
  async rehash(login: string, password: string): Promise<void> {
    this.#setPassword(login, await hashPassword(password));
  }

  /** The account to compare a password with; nobody's for an unknown login. */
  accountFor(login: string): Account {
    return this.#row(known(login)) ?? this.#row(NOBODY)!;
  }

  /**
   * Decides on a password that was compared with an account, by how that and the place stand now, and counts it: the
   * same writes whatever comes of it. A device on which the user has signed in before is only locked by what is tried
   * on it.
   * @param now ISO 8601, UTC
   */
  judge({ login, password }: Account, isRight: boolean, from: Origin, now: string): boolean {
    return transaction(this.#db, () => {
      const standing = this.#row(login) ?? this.#row(NOBODY)!;
      const place = this.#places.of(standing.login, from);
      const open = !isLocked(place, now) && (place.isDevice || !isLocked(standing, now));
      const passes =
        isRight &&
        standing.login !== NOBODY &&
        open &&
        // It may have been reset since.
        Buffer.compare(standing.password.salt, password.salt) === 0;
      const counted = (before: LockOut, most: number, counts: boolean): LockOut =>
        passes ? NOT_LOCKED : counts ? afterFailure(before, most, now) : before;
      const ofPlace = counted(place, LIMITS.wrongPasswordsOfPlace.most, open);
      this.#places.keep(standing.login, { ...place, ...ofPlace }, now);
      const ofLogin = counted(standing, LIMITS.wrongPasswordsOfLogin.most, open && !place.isDevice);
      this.#db
        .prepare("UPDATE users SET failures = ?, locked_until = ? WHERE login = ?")
        .run(ofLogin.failures, ofLogin.lockedUntil, standing.login);
      return passes;
    });
  }

  /** What the device of a user who has just signed in is to send the next time. @param now ISO 8601, UTC */
  deviceFor(login: string, from: Origin, now: string): string {
    return transaction(this.#db, () => this.#places.deviceFor(login, from, now));
  }

  #row(login: string): Account | undefined {
    const row = this.#db.prepare("SELECT * FROM users WHERE login = ?").get(login);
    return row && accountOf(row);
  }

  #insert({ login, officer, administrator }: User, { hash, salt, memoryKib, passes, lanes }: PasswordHash): void {
    this.#db
      .prepare("INSERT INTO users VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, NULL)")
      .run(login, officer, administrator ? 1 : 0, hash, salt, memoryKib, passes, lanes);
  }

  #setPassword(login: string, { hash, salt, memoryKib, passes, lanes }: PasswordHash): void {
    this.#db
      .prepare("UPDATE users SET hash = ?, salt = ?, memory_kib = ?, passes = ?, lanes = ? WHERE login = ?")
      .run(hash, salt, memoryKib, passes, lanes, login);
  }

  #change(sql: string, login: string): void {
    if (login === NOBODY || this.#db.prepare(sql).run(known(login)).changes === 0)
      throw new UserRefused(`There is no user ${login}.`);
  }
}

/** As logins are kept; what can be none is kept as no one's. */
function known(login: string): string {
  return login.toLowerCase();
}

function accountOf(row: Record<string, SQLOutputValue>): Account {
  return {
    login: row["login"] as string,
    officer: row["officer"] as string,
    administrator: row["administrator"] === 1,
    failures: row["failures"] as number,
    lockedUntil: row["locked_until"] as string | null,
    password: {
      hash: row["hash"] as Uint8Array,
      salt: row["salt"] as Uint8Array,
      memoryKib: row["memory_kib"] as number,
      passes: row["passes"] as number,
      lanes: row["lanes"] as number,
    },
  };
}
