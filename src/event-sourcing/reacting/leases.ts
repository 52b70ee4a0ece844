import { setTimeout as delay } from "node:timers/promises";

/**
 * The right to do something of which only one instance may do it at a time, for a limited time. Whether the time is
 * over is for the store's own clock to say.
 */
export interface Leases {
  /** Undefined while another has it. */
  acquire(name: string, holder: string, forMs: number): Promise<Lease | undefined>;
  /** From now on for so long again; false when another has had it since. */
  renew(lease: Lease, forMs: number): Promise<boolean>;
  /** Nothing happens when it is another's. */
  release(lease: Lease): Promise<void>;
}

export interface Lease {
  readonly name: string;
  readonly holder: string;
  /** Rises with each term, and is never given again: whoever writes under a lower one is late. */
  readonly token: number;
}

/** What is done under a lease. */
export interface Term {
  readonly lease: Lease;
  /** Aborts when the lease is lost or may have run out, and when the work is to end. */
  readonly signal: AbortSignal;
  /** Asked right before a write: true while the time cannot have run out, also for a process that was paused. */
  readonly holds: () => boolean;
}

export interface Holding {
  readonly leases: Leases;
  readonly name: string;
  /** This instance. */
  readonly holder: string;
  /** Of a term; 6 s when not given. What was a dead holder's begins again elsewhere some seconds after. */
  readonly forMs?: number;
  readonly signal: AbortSignal;
  /** A store that did not answer, or a work that failed: both are tried again. */
  readonly onFailure: (error: unknown) => void;
  /** Milliseconds of a clock that is never set. */
  readonly now?: () => number;
  /** Resolves after so many milliseconds of that clock, or when the signal aborts. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const TERM_MS = 6_000;
/** How often a lease is asked for, or renewed, within its time. */
const TRIES = 6;

/**
 * Does the work whenever the lease is ours, until the signal aborts. A term counts from before it was asked for, so
 * that it is over here before it is over for the store.
 */
export async function holdLease(holding: Holding, work: (term: Term) => Promise<void>): Promise<void> {
  const { leases, name, holder, forMs = TERM_MS, signal, onFailure } = holding;
  const { now = () => performance.now(), pause = realPause } = holding;
  while (!signal.aborted) {
    const asked = now();
    const lease = await leases.acquire(name, holder, forMs).catch((error: unknown) => {
      // What it returns is no lease.
      onFailure(error);
    });
    if (lease) await serve({ ...holding, now, pause }, work, lease, asked + forMs);
    if (!signal.aborted) await pause((forMs / TRIES) * (0.5 + Math.random() / 2), signal);
  }
}

async function serve(
  { leases, forMs = TERM_MS, signal, onFailure, now, pause }: Holding & Required<Pick<Holding, "now" | "pause">>,
  work: (term: Term) => Promise<void>,
  lease: Lease,
  firstEnd: number,
): Promise<void> {
  let end = firstEnd;
  const lost = new AbortController();
  const done = new AbortController();
  const holds = () => !lost.signal.aborted && now() < end;
  const working = (async () => {
    try {
      await work({ lease, signal: AbortSignal.any([signal, lost.signal]), holds });
    } catch (error) {
      onFailure(error);
    } finally {
      done.abort();
    }
  })();
  const renewing = (async () => {
    while (!done.signal.aborted) {
      await pause(Math.min(forMs / TRIES, Math.max(0, end - now())), done.signal);
      if (done.signal.aborted) return;
      const asked = now();
      const renewal = leases.renew(lease, forMs).catch(() => undefined);
      // An answer that does not come in time is none.
      const renewed = await Promise.race([renewal, pause(Math.max(0, end - now()), done.signal)]);
      if (renewed === true) end = asked + forMs;
      if (renewed === false || !holds()) return lost.abort();
    }
  })();
  await working;
  await renewing;
  if (!lost.signal.aborted) await leases.release(lease).catch(() => undefined);
}

async function realPause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
