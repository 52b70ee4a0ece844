import type { Metrics, MetricsSources } from "./metrics.js";

/** Injection token: where the metrics of the service are had. */
export const METRICS = Symbol("Metrics");

/** The metrics, once they are wanted: their library is not loaded before the service listens. */
export class MetricsPage {
  #metrics: Promise<Metrics> | undefined;

  constructor(private readonly sources: MetricsSources) {}

  /** Counts from now on. */
  async start(): Promise<void> {
    await this.#started();
  }

  async text(): Promise<string> {
    return (await this.#started()).text();
  }

  async stop(): Promise<void> {
    (await this.#metrics)?.stop();
  }

  #started(): Promise<Metrics> {
    return (this.#metrics ??= import("./metrics.js").then(({ Metrics }) => new Metrics(this.sources)));
  }
}
