import type { Step } from "../rules/deadlines.js";
import type { Deadline } from "./deadline.js";

/** What time brings about: a warning, that it is missed, and each step up after that. */
export type Firing =
  | { readonly kind: "WARN" }
  | { readonly kind: "MISS" }
  | { readonly kind: "STEP"; readonly step: Step };

type Timed = Pick<
  Deadline,
  "state" | "due" | "from" | "warn" | "ladder" | "warnedAt" | "missedAt" | "escalated" | "lacks"
>;

/** All that is due to happen by now and has not, in order. A warning that comes after the day is none. */
export function firingsBy(deadline: Timed, now: string): Firing[] {
  return upcoming(deadline).flatMap(({ at, firing }) => {
    if (at > now) return [];
    if (firing.kind === "WARN" && deadline.due! < now) return [];
    return [firing];
  });
}

/** When something happens to it next if nobody does anything (ISO 8601); null: nothing does. */
export function nextFiring(deadline: Timed): string | null {
  return upcoming(deadline)[0]?.at ?? null;
}

function upcoming(deadline: Timed): { readonly at: string; readonly firing: Firing }[] {
  const { state, due, from, warn, ladder, warnedAt, missedAt, escalated } = deadline;
  if (state !== "OPEN" || due === null) return [];
  const all: { readonly at: string; readonly firing: Firing }[] = [];
  const warning = warn === null ? null : hoursAfter(due, -warn);
  // One that is shorter than its warning warns of nothing that its start did not tell.
  if (warning !== null && warning > from && warnedAt === null && missedAt === null)
    all.push({ at: warning, firing: { kind: "WARN" } });
  const over = new Date(Date.parse(due) + 1).toISOString();
  if (missedAt === null) all.push({ at: over, firing: { kind: "MISS" } });
  for (const { step, after } of ladder.toSorted((a, b) => a.after - b.after))
    if (!escalated.some((each) => each.step === step))
      all.push({ at: hoursAfter(over, after), firing: { kind: "STEP", step } });
  return all;
}

function hoursAfter(at: string, hours: number): string {
  return new Date(Date.parse(at) + hours * 3_600_000).toISOString();
}
