import { createHash, randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { LIMITS } from "../../limits.js";
import { NOT_LOCKED, type LockOut } from "./lock-out.js";

/** Where a password comes from. */
export interface Origin {
  /** Network address, as the limits of rate count it. */
  readonly address: string;
  /** What the device was given when a user signed in on it. */
  readonly device?: string | undefined;
}

/** Where passwords of a login come from, and how many of them were wrong. */
export interface Place extends LockOut {
  /** The address, or the hash of what the device was given. */
  readonly name: string;
  /** The user has signed in here before. */
  readonly isDevice: boolean;
}

const DAY_MS = 24 * 3_600_000;
const ADDRESS_KEPT_MS = DAY_MS;
const DEVICE_KEPT_MS = 90 * DAY_MS;
const DEVICE_BYTES = 32;

/**
 * The places from which passwords of each login come. Wrong ones count for their place: whoever tries from elsewhere
 * does not lock out a user, and nobody does on a device on which that user has signed in before.
 */
export class Places {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** The device, where it is one of this login, else the address. */
  of(login: string, { address, device }: Origin): Place {
    if (device !== undefined) {
      const known = this.#row(login, hashOf(device));
      if (known) return known;
    }
    return this.#row(login, address) ?? { ...NOT_LOCKED, name: address, isDevice: false };
  }

  /** @param now ISO 8601, UTC */
  keep(login: string, { name, isDevice, failures, lockedUntil }: Place, now: string): void {
    this.#db.prepare("DELETE FROM places WHERE kept_until < ?").run(now);
    const keptUntil = new Date(Date.parse(now) + (isDevice ? DEVICE_KEPT_MS : ADDRESS_KEPT_MS)).toISOString();
    this.#db
      .prepare("INSERT OR REPLACE INTO places VALUES (?, ?, ?, ?, ?, ?)")
      .run(login, name, isDevice ? 1 : 0, failures, lockedUntil, keptUntil);
  }

  /** What the device of a user who has just signed in is to send the next time. @param now ISO 8601, UTC */
  deviceFor(login: string, { device }: Origin, now: string): string {
    if (device !== undefined && this.#row(login, hashOf(device))) return device;
    const given = randomBytes(DEVICE_BYTES).toString("base64url");
    this.keep(login, { ...NOT_LOCKED, name: hashOf(given), isDevice: true }, now);
    this.#db
      .prepare(
        `DELETE FROM places WHERE login = ? AND is_device = 1 AND name NOT IN
           (SELECT name FROM places WHERE login = ? AND is_device = 1 ORDER BY kept_until DESC, name LIMIT ?)`,
      )
      .run(login, login, LIMITS.devicesOfLogin.most);
    return given;
  }

  unlock(login: string): void {
    this.#db.prepare("UPDATE places SET failures = 0, locked_until = NULL WHERE login = ?").run(login);
  }

  /** Devices too. */
  forget(login: string): void {
    this.#db.prepare("DELETE FROM places WHERE login = ?").run(login);
  }

  #row(login: string, name: string): Place | undefined {
    const row = this.#db.prepare("SELECT * FROM places WHERE login = ? AND name = ?").get(login, name);
    return (
      row && {
        name,
        isDevice: row["is_device"] === 1,
        failures: row["failures"] as number,
        lockedUntil: row["locked_until"] as string | null,
      }
    );
  }
}

function hashOf(device: string): string {
  return createHash("sha256").update(device).digest("base64url");
}
