import { expect, test } from "@jest/globals";
import { TracesRefused, wantedBatches, wantedTraces } from "../../src/tracing/wanted.js";

const OTEL_EXPORTER_OTLP_ENDPOINT = "http://collector:4318";

test.each([
  [{}, null],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT }, 1],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SDK_DISABLED: "true" }, null],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_EXPORTER: "none" }, null],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: "0.1" }, 0.1],
])("of what %j wants, %j is sent", (env, share) => {
  expect(wantedTraces(env)).toBe(share);
});

test.each([
  { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_EXPORTER: "zipkin" },
  { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER: "jaeger_remote" },
  { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: "2" },
])("%j is refused", (env) => {
  expect(() => wantedTraces(env)).toThrow(TracesRefused);
});

test("spans are gathered as OpenTelemetry's variables say", () => {
  expect(wantedBatches({})).toEqual({});
  expect(
    wantedBatches({
      OTEL_BSP_SCHEDULE_DELAY: "50",
      OTEL_BSP_EXPORT_TIMEOUT: "2000",
      OTEL_BSP_MAX_QUEUE_SIZE: "4096",
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: "1",
    }),
  ).toEqual({ scheduledDelayMillis: 50, exportTimeoutMillis: 2000, maxQueueSize: 4096, maxExportBatchSize: 1 });
  for (const value of ["0", "-1", "1.5", "soon", "1e3", "9999999999"])
    expect(() => wantedBatches({ OTEL_BSP_SCHEDULE_DELAY: value })).toThrow(
      "OTEL_BSP_SCHEDULE_DELAY must be a whole number from 1 to 999999999",
    );
});
