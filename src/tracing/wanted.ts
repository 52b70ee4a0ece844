import type { BatchSpanProcessorOptions } from "@opentelemetry/sdk-trace";
import { Mendable } from "../event-sourcing/mendable.js";

/** Traces are wanted, and can't be sent; the message says what to mend. */
export class TracesRefused extends Mendable {}

const BATCH_VARIABLES = {
  scheduledDelayMillis: "OTEL_BSP_SCHEDULE_DELAY",
  exportTimeoutMillis: "OTEL_BSP_EXPORT_TIMEOUT",
  maxQueueSize: "OTEL_BSP_MAX_QUEUE_SIZE",
  maxExportBatchSize: "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
} as const satisfies Partial<Record<keyof BatchSpanProcessorOptions, string>>;

/**
 * Whether traces are sent: where one of the standard variables names where to. `OTEL_SDK_DISABLED=true` and
 * `OTEL_TRACES_EXPORTER=none` switch them off.
 * @returns the share of the traces that is sent, from 0 to 1; null for none
 * @throws TracesRefused
 */
export function wantedTraces(env: NodeJS.ProcessEnv): number | null {
  const { OTEL_SDK_DISABLED: disabled, OTEL_TRACES_EXPORTER: exporter, OTEL_TRACES_SAMPLER: sampler } = env;
  if (disabled?.toLowerCase() === "true" || exporter === "none") return null;
  if (!env["OTEL_EXPORTER_OTLP_ENDPOINT"] && !env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]) return null;
  if (exporter && exporter !== "otlp")
    throw new TracesRefused(`OTEL_TRACES_EXPORTER is ${JSON.stringify(exporter)}: it must be otlp or none`);
  if (!sampler || /^(parentbased_)?always_on$/.test(sampler)) return 1;
  if (!/^(parentbased_)?traceidratio$/.test(sampler))
    throw new TracesRefused(`OTEL_TRACES_SAMPLER is ${JSON.stringify(sampler)}: it must be always_on or traceidratio`);
  const share = Number(env["OTEL_TRACES_SAMPLER_ARG"] || "1");
  if (!(share >= 0 && share <= 1))
    throw new TracesRefused("OTEL_TRACES_SAMPLER_ARG must be the share of the traces that is sent, from 0 to 1");
  return share;
}

/**
 * How spans are gathered before they are sent, as OpenTelemetry's variables say; what they leave out, its library says.
 * @throws TracesRefused
 */
export function wantedBatches(env: NodeJS.ProcessEnv): BatchSpanProcessorOptions {
  const named = Object.entries(BATCH_VARIABLES).flatMap(([option, variable]) => {
    const text = env[variable];
    if (!text) return [];
    if (!/^[1-9]\d{0,8}$/.test(text)) throw new TracesRefused(`${variable} must be a whole number from 1 to 999999999`);
    return [[option, Number(text)]];
  });
  return Object.fromEntries(named) as BatchSpanProcessorOptions;
}

/**
 * Sends the traces of this thread, if they are wanted. Nothing of OpenTelemetry is loaded otherwise.
 * @param thread which one, as traces name it
 * @returns sends what is left, and ends it
 * @throws TracesRefused
 */
export async function startTraces(thread: "main" | "views", env = process.env): Promise<() => Promise<void>> {
  const share = wantedTraces(env);
  if (share === null) return () => Promise.resolve();
  const batches = wantedBatches(env);
  const { sendTraces } = await import("./sending.js").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new TracesRefused("OTEL_EXPORTER_OTLP_… is set, and the packages that send traces are not installed: npm ci");
  });
  return sendTraces(thread, share, batches);
}
