import { ofType, valuesOf, type Told } from "./told.js";

interface Counted {
  readonly counted: string;
  readonly region: string;
}

/** What a source counted: provisional until another officer verified it. */
export function datasetDocument(events: readonly Told[]): object {
  const recorded = ofType(events, "CountsRecorded").at(-1);
  const verified = ofType(events, "CountsVerified").at(-1);
  const figures = (recorded?.facts["figures"] ?? []) as readonly Counted[];
  const codes = figures.flatMap(({ region }) => {
    const parts = region.split(".");
    return parts.map((_, i) => parts.slice(0, i + 1).join("."));
  });
  return {
    status: verified ? "VERIFIED" : recorded?.facts["status"],
    agency: recorded?.facts["agency"] ?? null,
    publication: recorded?.facts["publication"] ?? null,
    period: recorded?.facts["period"] ?? { kind: "UNKNOWN" },
    figures,
    supersedes: recorded?.facts["supersedes"] ?? null,
    recordedBy: recorded?.actor.id ?? null,
    verifiedBy: verified?.actor.id ?? null,
    narrative: recorded ? valuesOf(recorded, "narrative") : {},
    verification: verified ? valuesOf(verified, "narrative") : {},
    regions: [...new Set(codes)],
    countedThings: [...new Set(figures.map(({ counted }) => counted))],
  };
}
