import type { Tracing } from "../platform/tracing.ts";
import type { DeliveryTracing } from "../delivery/turn-trace.ts";
import type { StoreConfig } from "../platform/config.ts";
import { createLogger } from "../platform/logger.server.ts";
import { EVENTS_PATH } from "../tiktok/events-api.server.ts";

/** Opens the way to the collector; undefined where none is configured: then nothing of OpenTelemetry is loaded. */
export async function openTraces(config: StoreConfig): Promise<Tracing | undefined> {
  if (config.tracesHost === undefined) return undefined;
  const { openTracing } = await import("../observability/tracing.server.ts");
  return openTracing(createLogger(config.logLevel));
}

/** How requests to TikTok are told. TikTok itself is told nothing of a trace. */
export function deliveryTracing(
  tracing: Tracing | undefined,
  { tiktokBaseUrl }: StoreConfig,
): DeliveryTracing | undefined {
  if (tracing === undefined) return undefined;
  const attributes = {
    ...{ "http.request.method": "POST", "url.template": EVENTS_PATH },
    "server.address": new URL(tiktokBaseUrl).hostname,
  };
  return { tracing, request: { name: `POST ${EVENTS_PATH}`, attributes } };
}
