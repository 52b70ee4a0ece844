import { appends } from "./appends.ts";
import { cluster, hasCluster } from "./cluster.ts";
import { live } from "./live.ts";
import type { Measurement } from "./measurement.ts";
import { reading } from "./reading.ts";
import { rebuilding } from "./rebuilding.ts";
import { searching } from "./searching.ts";
import { serving } from "./serving.ts";
import { trailing } from "./trailing.ts";
import { timing } from "./timing.ts";
import { working } from "./working.ts";

export const MEASUREMENTS: readonly Measurement[] = [
  appends,
  reading,
  rebuilding,
  serving,
  working,
  trailing,
  searching,
  live,
  timing,
  ...(hasCluster ? [cluster] : []),
];
