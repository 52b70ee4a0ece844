import type { StoreConfig } from "./settings.js";
import { openEmbedded } from "./embedded.js";
import type { Engines } from "./engines.js";

/**
 * Opens the engines of the profile: the one place that knows which there are.
 * @param onLoss whether logs are taken that lack events which they had: the loss is then to be recorded
 */
export async function openEngines(
  { engines, sample }: StoreConfig,
  onLoss: "refuse" | "accept" = "refuse",
): Promise<Engines> {
  if (engines.profile === "embedded") return openEmbedded(engines, sample, onLoss);
  // Loaded when it is wanted: a district's one machine needs no client of a cluster.
  const { openCluster } = await import("./cluster.js");
  return openCluster(engines, onLoss);
}
