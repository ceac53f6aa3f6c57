import type { Context, Link, Span as OwnSpan, SpanKind as Kind } from "@opentelemetry/api";
import { SECOND, MINUTE } from "../platform/clock.ts";
import type { Logger } from "../platform/logger.server.ts";
import {
  readTraceparent,
  writeTraceparent,
  type Span,
  type SpanStart,
  type Tracing,
} from "../platform/tracing.ts";
import { within } from "./patience.ts";
import { tellingExports } from "./trace-export.server.ts";

/** How long stopping waits for the collector. */
const FLUSH_MS = 3 * SECOND;
/** How often it is logged that the collector does not take what it is sent. */
const COMPLAIN_EVERY = MINUTE;

/** OpenTelemetry's libraries, loaded only where traces are wanted: they cost some megabytes. */
async function libraries() {
  const [api, sdk, resources, otlp] = await Promise.all([
    import("@opentelemetry/api"),
    import("@opentelemetry/sdk-trace-base"),
    import("@opentelemetry/resources"),
    import("@opentelemetry/exporter-trace-otlp-http"),
  ]);
  return { ...api, ...sdk, ...resources, ...otlp };
}

/**
 * Opens the way to the collector that OpenTelemetry's own variables name (docs/tracing.md); the libraries read them themselves. Spans wait in memory, a bounded number of
 * them, and are sent aside: a collector that is slow or down costs spans and nothing else.
 */
export async function openTracing(logger: Logger): Promise<Tracing> {
  const otel = await libraries();
  const complaint = { at: -Infinity };
  const exporter = tellingExports(new otel.OTLPTraceExporter(), (spans) => {
    if (performance.now() - complaint.at < COMPLAIN_EVERY) return;
    complaint.at = performance.now();
    logger.warn({ spans }, "traces could not be sent to the collector");
  });
  const named = otel.resourceFromAttributes({ "service.name": "throughline" });
  const given = otel.detectResources({ detectors: [otel.envDetector] });
  const provider = new otel.BasicTracerProvider({
    resource: otel.defaultResource().merge(named).merge(given),
    spanProcessors: [new otel.BatchSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer("throughline");
  const contexts = new WeakMap<Span, Context>();
  const originals = new WeakMap<Span, OwnSpan>();

  const contextOf = (parent: SpanStart["parent"]): Context => {
    if (typeof parent === "object") return contexts.get(parent) ?? otel.ROOT_CONTEXT;
    const stored = parent === undefined ? undefined : readTraceparent(parent);
    if (stored === undefined) return otel.ROOT_CONTEXT;
    const context = { ...stored, traceFlags: otel.TraceFlags.SAMPLED, isRemote: true };
    return otel.trace.setSpanContext(otel.ROOT_CONTEXT, context);
  };

  function wrap(original: OwnSpan, context: Context): Span {
    const { traceId, spanId, traceFlags } = original.spanContext();
    const isSampled = (traceFlags & otel.TraceFlags.SAMPLED) !== 0;
    const span: Span = {
      traceId,
      traceparent: isSampled ? writeTraceparent({ traceId, spanId }) : undefined,
      link(other) {
        const link: Link | undefined = linkTo(originals.get(other));
        if (link !== undefined) original.addLink(link);
      },
      end(attributes = {}, failure) {
        original.setAttributes(attributes);
        if (failure !== undefined)
          original
            .setStatus({ code: otel.SpanStatusCode.ERROR, message: failure })
            .setAttribute("error.type", failure);
        original.end();
      },
    };
    contexts.set(span, otel.trace.setSpan(context, original));
    originals.set(span, original);
    return span;
  }

  return {
    begin(name, { kind, parent, attributes = {} }) {
      const context = contextOf(parent);
      return wrap(
        tracer.startSpan(name, { kind: kindOf(otel.SpanKind, kind), attributes }, context),
        context,
      );
    },
    close: () =>
      // A collector that does not answer is nobody's failure.
      within(FLUSH_MS, provider.shutdown()).catch(() => undefined),
  };
}

const linkTo = (original: OwnSpan | undefined): Link | undefined =>
  original === undefined ? undefined : { context: original.spanContext() };

function kindOf(kinds: typeof Kind, kind: SpanStart["kind"]): Kind {
  switch (kind) {
    case "server":
      return kinds.SERVER;
    case "client":
      return kinds.CLIENT;
    case "producer":
      return kinds.PRODUCER;
    case "consumer":
      return kinds.CONSUMER;
    case "internal":
      return kinds.INTERNAL;
  }
}
