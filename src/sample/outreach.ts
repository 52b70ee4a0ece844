import { outreachDecider } from "../prevention/outreach/outreach.commands.js";
import { RecordOutreach } from "../prevention/outreach/record-outreach.js";
import { agencyId, officer } from "./agencies.js";
import { VILLAGES } from "./figures.js";
import { Life } from "./life.js";
import { randomFrom } from "./random.js";
import type { SampleStep } from "./step.js";

/** The SHA-256 of a leaflet that there is not. */
const LEAFLET = "5a".repeat(32);

/** What the villages of Banten are told, each season; and a training of their officials. */
export function outreachSteps(): readonly SampleStep[] {
  return [...VILLAGES.flatMap(inVillage), ...training()];
}

function inVillage(region: string): readonly SampleStep[] {
  const random = randomFrom(`outreach/${region}`);
  const key = `village-${region}`;
  const life = new Life(`outreach/${region}`, "2025-02-03", "PROTECTION");
  const by = officer(key);
  const held = { region, agency: agencyId(key), officers: [by.id] };
  for (let meeting = 0; meeting < 3; meeting++) {
    life.pass(random.integer(20, 79));
    life.creates(`meeting-${meeting}`, by, outreachDecider, RecordOutreach, {
      ...held,
      form: "MEETING",
      audience: "RESIDENTS",
      topics: ["PROCEDURE_OF_PLACEMENT", "RISKS_OF_NON_PROCEDURAL_MIGRATION", "REPORTING_OFFERS"],
      attendance: { women: random.integer(8, 37), men: random.integer(4, 23), unknown: 0 },
    });
  }
  life.pass(random.integer(10, 49));
  life.creates("leaflets", by, outreachDecider, RecordOutreach, {
    ...held,
    form: "LEAFLET",
    audience: "FAMILIES",
    topics: ["ONLINE_SCAM_RECRUITMENT", "TRAFFICKING"],
    materials: [{ kind: "LEAFLET", sha256: LEAFLET, copies: random.integer(50, 249) }],
  });
  return life.steps;
}

/** Officials of the villages are trained for the regency, as in July 2025. */
function training(): readonly SampleStep[] {
  const life = new Life("outreach/training", "2025-07-22", "PROTECTION");
  const by = officer("ham-36");
  life.creates("training", by, outreachDecider, RecordOutreach, {
    form: "TRAINING",
    audience: "OFFICIALS",
    region: "36.04",
    topics: ["HUMAN_RIGHTS", "LAW_AND_PROTECTION", "COORDINATION_OF_AGENCIES"],
    agency: agencyId("ham-36"),
    officers: [by.id],
    trained: VILLAGES.map((region) => agencyId(`village-${region}`)),
    attendance: { women: 21, men: 38, unknown: 0 },
  });
  return life.steps;
}
