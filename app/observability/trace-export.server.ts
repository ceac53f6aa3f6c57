import type { SpanExporter } from "@opentelemetry/sdk-trace-base";

/** An exporter that says how many spans it could not hand over. Why is not told: an error of it may hold the collector's address and its keys. */
export function tellingExports(exporter: SpanExporter, failed: (spans: number) => void): SpanExporter {
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error !== undefined) failed(spans.length);
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    ...(exporter.forceFlush === undefined
      ? {}
      : { forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve() }),
  };
}
