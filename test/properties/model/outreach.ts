import { ofType, valuesOf, type Told } from "./told.js";

/** An activity: who was told what, and where; where nobody counted, that is not 0. */
export function outreachIn(events: readonly Told[]): object {
  const recorded = ofType(events, "OutreachRecorded")[0]!;
  const withdrawn = ofType(events, "OutreachWithdrawn").at(-1);
  const { form, audience, region, topics, agency, officers, attendance, trained, materials } = recorded.facts;
  const { earliest, latest, zone } = recorded.occurredAt;
  const parts = (region.code as string).split(".");
  const day = (at: string) => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(new Date(at));
  return {
    form,
    audience,
    occurredAt: recorded.occurredAt,
    recordedAt: recorded.recordedAt,
    region: region.code,
    topics,
    agency,
    officers,
    attendance: attendance ?? null,
    trained,
    materials,
    narrative: valuesOf(recorded, "narrative"),
    mistake: withdrawn?.facts["reason"] ?? null,
    withdrawal: withdrawn ? valuesOf(withdrawn, "narrative") : {},
    regions: parts.map((_, i) => parts.slice(0, i + 1).join(".")),
    firstDay: day(earliest ?? latest ?? recorded.recordedAt),
    lastDay: day(latest ?? earliest ?? recorded.recordedAt),
  };
}
