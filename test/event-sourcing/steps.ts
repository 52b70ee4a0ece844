import * as fc from "fast-check";
import { BAD, days, idAt, sometime, type Happening } from "./parcels.js";

const parcel = fc.constantFrom("p", "q", "r");
const when = fc.oneof(
  { weight: 1, arbitrary: fc.constant(sometime) },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.integer({ min: 1, max: 20 }), fc.nat(3)).map(([from, more]) => days(from, from + more)),
  },
);
const anyParts = fc.option(fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 2 }), { nil: undefined });

/** An event of the small world; a correction takes its target from what was recorded before it. */
export const step = fc.record({
  parcel,
  person: fc.constantFrom("p", "q", "r", undefined),
  kind: fc.constantFrom(
    "ParcelSeen",
    "ParcelSeen",
    "ParcelShipped",
    "ParcelDiscussed",
    "LabelCalled",
    "correction",
    "correction",
  ),
  value: fc.constantFrom(0, 1, 2, 3, BAD),
  parts: anyParts,
  label: fc.constantFrom("red", "blue"),
  when,
  target: fc.nat(),
  retimes: fc.boolean(),
});
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

export function happeningsOf(steps: readonly Step[]): Happening[] {
  const happenings: Happening[] = [];
  const revisions = new Map<string, number>();
  for (const { parcel: own, person, kind, value, parts, label, when: occurredAt, target, retimes } of steps) {
    const facts = parts === undefined ? { value, label } : { value, label, parts };
    let next: Happening = {
      stream: `${kind === "ParcelShipped" ? "shipment" : "parcel"}-${own}`,
      type: kind,
      facts,
      occurredAt,
      ...(person && { person }),
    };
    if (kind === "correction") {
      const originals = happenings.flatMap((happening) => (happening.type === "FactCorrected" ? [] : [happening]));
      const original = originals[target % originals.length];
      if (original === undefined) continue;
      const revision = happenings.filter(({ stream }) => stream === original.stream).indexOf(original);
      next = {
        ...next,
        stream: original.stream,
        type: "FactCorrected",
        corrects: { event: idAt(original.stream, revision), revision },
        facts: {
          correctedType: original.type,
          reason: "MISTYPED",
          facts: retimes ? {} : facts,
          ...(retimes && { occurredAt }),
        },
      };
    }
    revisions.set(next.stream, (revisions.get(next.stream) ?? -1) + 1);
    happenings.push(next);
  }
  return happenings;
}
