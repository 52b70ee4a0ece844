import { dateIn, type ReportedTime } from "../../src/event-sourcing/stored-event/occurred-at.js";

/** Choices that follow from a seed, so that fast-check can repeat a history. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** An integer from 0 up to, not including, `below`. */
  nat(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  }

  /** True this often, of a hundred times. */
  percent(often: number): boolean {
    return this.nat(100) < often;
  }

  one<Value>(values: readonly Value[]): Value {
    return values[this.nat(values.length)]!;
  }

  some<Value>(values: readonly Value[]): Value[] {
    return values.filter(() => this.percent(40));
  }

  /** The value, or nothing. */
  maybe<Value>(value: Value, often = 50): Value | undefined {
    return this.percent(often) ? value : undefined;
  }

  uuid(): string {
    const hex = Array.from({ length: 32 }, () => this.nat(16).toString(16)).join("");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  /** A calendar date, some days from a moment (ISO). */
  day(now: string, from: number, to: number): string {
    return dateIn("Asia/Jakarta", shifted(now, (from + this.nat(to - from + 1)) * DAY));
  }

  /** Some words, and a canary among them. */
  text(): string {
    return [...Array.from({ length: 1 + this.nat(4) }, () => this.one(WORDS)), this.canary()].join(" ");
  }

  /** Letters that occur nowhere else, and tell a personal value wherever they are found. */
  canary(): string {
    const letters = Array.from({ length: 10 }, () => String.fromCodePoint(97 + this.nat(26)));
    return `${CANARY}${letters.join("")}`;
  }

  /** A time in the world, as somebody may state it; rarely one that lies ahead. Undefined is now. */
  occurred(now: string): ReportedTime | undefined {
    const day = () => this.day(now, -90, 0);
    const forms: readonly (() => ReportedTime | undefined)[] = [
      () => undefined,
      () => undefined,
      () => ({ date: day() }),
      () => ({ date: this.day(now, -6, 0) }),
      () => ({ date: day().slice(0, 7) }),
      () => ({ date: day().slice(0, 4) }),
      () => ({ date: shifted(now, -this.nat(500) * HOUR) }),
      () => ({ date: this.day(now, -60, -20), until: this.day(now, -20, 0) }),
      () => ({ until: day() }),
      () => ({}),
      () => ({ date: this.day(now, -5, 3) }),
    ];
    const time = this.one(forms)();
    if (time === undefined) return undefined;
    return {
      ...time,
      ...(this.percent(20) && { zone: this.one(["Asia/Makassar", "Asia/Phnom_Penh", "Europe/London"]) }),
      ...(this.percent(30) && { asReported: `${this.one(["Senin", "Rabu", "kira-kira"])} ${this.text()}` }),
      ...(this.percent(10) && { conflict: true }),
    };
  }
}

/** How every canary begins. */
export const CANARY = "zqx";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WORDS = "ibu kapal surat Sérang 電話 majikan pulang sakit \u{1F4DE} kantor malam kata-orang".split(" ");

/** A moment (ISO), some milliseconds later. */
export function shifted(moment: string, by: number): string {
  return new Date(Date.parse(moment) + by).toISOString();
}
