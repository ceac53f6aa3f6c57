import { describe, expect, it } from "vitest";
import { z } from "zod";
import { tracesHostOf, tracesShape } from "../../app/platform/traces-config.ts";

const ENDPOINT = "http://collector.internal:4318";
const hostOf = (env: Record<string, string>) => tracesHostOf(z.object(tracesShape).parse(env));

describe("where traces are sent", () => {
  it.each<[string, Record<string, string>, string | undefined]>([
    ["is nowhere by itself", {}, undefined],
    ["is the collector", { OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT }, "collector.internal:4318"],
    [
      "is the one for traces where there are two",
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT,
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://traces.example.net/x",
      },
      "traces.example.net",
    ],
    ["can be switched off", { OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, OTEL_SDK_DISABLED: "TRUE" }, undefined],
    ["can be none", { OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, OTEL_TRACES_EXPORTER: "none" }, undefined],
  ])("%s", (_what, env, host) => {
    expect(hostOf(env)).toBe(host);
  });

  it.each([
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"],
    ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "grpc"],
    ["OTEL_TRACES_EXPORTER", "zipkin"],
  ])("is refused where it cannot be meant: %s=%s", (name, value) => {
    expect(() => hostOf({ [name]: value })).toThrow(name);
  });
});
