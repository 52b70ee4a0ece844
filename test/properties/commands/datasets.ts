import { COUNTED, MISSING } from "../../../src/prevention/datasets/dataset.events.js";
import { datasetAggregate } from "../../../src/prevention/datasets/dataset.js";
import { OFFICERS } from "../world.js";
import { anyId, said, type Moment, type Rows } from "./row.js";

const REGIONS = ["36.04", "36.04.12", "36.04.13", "61.07", "71.71"] as const;

/** Commands of what sources counted. */
export const datasetRows: Rows = {
  RecordCounts: async (moment) => {
    const { chance, now, world } = moment;
    const earlier = chance.percent(30) ? anyId(moment, "dataset") : undefined;
    const before = earlier === undefined ? undefined : await world.state(datasetAggregate, earlier);
    const source = before
      ? { agency: before.agency ?? undefined, publication: before.publication ?? undefined }
      : { agency: chance.maybe(anyId(moment, "agency")), publication: chance.maybe("Kabar Contoh", 70) };
    return {
      by: chance.one(OFFICERS),
      data: said({
        status: chance.percent(95) ? "PROVISIONAL" : "VERIFIED",
        ...source,
        period: chance.percent(40)
          ? { kind: "UNKNOWN" }
          : { kind: "FROM_TO", from: chance.day(now, -900, -400), until: chance.day(now, -400, 0) },
        figures: figures(moment),
        supersedes: earlier,
        reported: chance.maybe(chance.text()),
        note: chance.maybe(chance.text(), 30),
        occurred: chance.occurred(now),
      }),
    };
  },
  VerifyCounts: async (moment) => {
    const { chance, now, world } = moment;
    const id = anyId(moment, "dataset");
    if (id === undefined) return undefined;
    const { recordedBy } = await world.state(datasetAggregate, id);
    const other = OFFICERS.find((officer) => officer !== recordedBy)!;
    const data = said({ note: chance.maybe(chance.text()), occurred: chance.occurred(now) });
    return { id, data, by: chance.percent(80) ? other : (recordedBy ?? other) };
  },
};

function figures({ chance }: Moment): object[] {
  const regions = chance.some(REGIONS);
  return (regions.length > 0 ? regions : [REGIONS[0]]).map((region) => ({
    counted: chance.one(COUNTED),
    region,
    ...(chance.percent(70) ? { value: chance.nat(1000) } : { missing: chance.one(MISSING) }),
  }));
}
