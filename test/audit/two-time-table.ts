/**
 * A table with two times, kept by hand: each row is one reading of a fact, with the interval in which it may have
 * happened, from when the system read it so, and until when. It shares no code with the service.
 */
export interface Row<Value = number> {
  readonly fact: string;
  readonly stream: string;
  readonly value: Value;
  /** Bounds of the time in the world, as stated; null: unbounded. */
  readonly begin: number | null;
  readonly end: number | null;
  /** When the fact was first recorded: it had happened by then. */
  readonly recorded: number;
  readonly knownFrom: Moment;
  supersededAt: Moment | undefined;
}

/** A moment of recording: the number of the event, and the time. */
export interface Moment {
  readonly number: number;
  readonly time: number;
}

/** What a question names of when the system knew; either may be left out. */
export interface Known {
  readonly number?: number | undefined;
  readonly time?: number | undefined;
}

export class TwoTimeTable<Value = number> {
  readonly rows: Row<Value>[] = [];

  record(row: Omit<Row<Value>, "recorded" | "knownFrom" | "supersededAt">, at: Moment): void {
    this.rows.push({ ...row, recorded: at.time, knownFrom: at, supersededAt: undefined });
  }

  correct(fact: string, change: Partial<Pick<Row<Value>, "value" | "begin" | "end">>, at: Moment): void {
    const row = this.rows.find((each) => each.fact === fact && each.supersededAt === undefined)!;
    row.supersededAt = at;
    this.rows.push({ ...row, ...change, knownFrom: at, supersededAt: undefined });
  }

  /** From then on the system knew that it never happened. */
  withdraw(fact: string, at: Moment): void {
    this.rows.find((each) => each.fact === fact && each.supersededAt === undefined)!.supersededAt = at;
  }

  /** The rows as the system read them then. */
  known(stream: string, known: Known): Row<Value>[] {
    const by = ({ number, time }: Moment) =>
      (known.number === undefined || number <= known.number) && (known.time === undefined || time <= known.time);
    return this.rows.filter(
      (row) => row.stream === stream && by(row.knownFrom) && !(row.supersededAt !== undefined && by(row.supersededAt)),
    );
  }

  certain(stream: string, asOf: number | undefined, known: Known): Row<Value>[] {
    return this.known(stream, known).filter((row) => asOf === undefined || lastMoment(row) <= asOf);
  }

  possible(stream: string, asOf: number | undefined, known: Known): Row<Value>[] {
    return this.known(stream, known).filter(
      (row) => asOf !== undefined && asOf < lastMoment(row) && (row.begin === null || row.begin <= asOf),
    );
  }
}

function lastMoment({ end, recorded }: Pick<Row, "end" | "recorded">): number {
  return end === null ? recorded : end;
}
