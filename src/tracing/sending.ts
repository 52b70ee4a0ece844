import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
} from "@opentelemetry/resources";
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type BatchSpanProcessorOptions,
} from "@opentelemetry/sdk-trace";
import { setTimeout } from "node:timers/promises";
import { ChosenIds, Tracing } from "./tracing.js";

/** How long a collector may take for a batch, retries included, if OTEL_EXPORTER_OTLP_TIMEOUT does not say, in ms. */
const SEND_MS = 2_000;
/** How long the end waits for the last spans to be sent, in ms. */
const END_MS = 2_000;

/**
 * Sends spans by OTLP over HTTP, where the variables of OpenTelemetry say.
 * @param share of the traces, from 0 to 1; of one that is sent, every thread and instance sends its spans
 */
export function sendTraces(thread: string, share: number, batches: BatchSpanProcessorOptions): () => Promise<void> {
  const ids = new ChosenIds();
  // Nothing is looked up of the machine or its user: the rest is what the operator names.
  const resource = defaultResource()
    .merge(resourceFromAttributes({ "service.name": "kawal" }))
    .merge(detectResources({ detectors: [resourceAttributesEnvDetector, serviceNameEnvDetector] }))
    .merge(resourceFromAttributes({ "thread.name": thread }));
  const provider = new TracerProvider({
    resource,
    idGenerator: ids,
    sampler: share === 1 ? new AlwaysOnSampler() : new TraceIdRatioBasedSampler(share),
    spanProcessors: [
      new BatchSpanProcessor({
        ...batches,
        exporter: new OTLPTraceExporter(process.env["OTEL_EXPORTER_OTLP_TIMEOUT"] ? {} : { timeoutMillis: SEND_MS }),
      }),
    ],
  });
  const tracing = new Tracing(provider.getTracer("kawal"), ids);
  return async () => {
    tracing.stop();
    // A collector that does not answer holds up no stop.
    await Promise.race([provider.shutdown(), setTimeout(END_MS, undefined, { ref: false })]);
  };
}
