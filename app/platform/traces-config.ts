import { z } from "zod";

const collector = z.url({
  protocol: /^https?$/,
  error: "must be a URL that starts with http:// or https://",
});
const protocol = z.literal("http/json", { error: "must be http/json: nothing else is spoken here" });

/** The variables of OpenTelemetry that decide whether traces are sent; its libraries read these and all others themselves (docs/tracing.md). */
export const tracesShape = {
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector.optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: protocol.optional(),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: protocol.optional(),
  OTEL_TRACES_EXPORTER: z.enum(["otlp", "none"], { error: "must be otlp or none" }).default("otlp"),
  OTEL_SDK_DISABLED: z.string().default("false"),
};

type TracesEnvironment = z.output<z.ZodObject<typeof tracesShape>>;

/** The host that traces are sent to; undefined where they are not. */
export function tracesHostOf(env: TracesEnvironment): string | undefined {
  const endpoint = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? env.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined || env.OTEL_TRACES_EXPORTER === "none") return undefined;
  return env.OTEL_SDK_DISABLED.toLowerCase() === "true" ? undefined : new URL(endpoint).host;
}
