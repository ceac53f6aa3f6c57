import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { topicOfPath, WEBHOOK_PATHS } from "../../app/ingest/topics.ts";
import { API_VERSION } from "../../app/platform/shopify.server.ts";

const toml = readFileSync(new URL("../../shopify.app.toml", import.meta.url), "utf8");
const subscriptions = toml.split("[[webhooks.subscriptions]]").slice(1);
const valueOf = (text: string, key: RegExp) =>
  new RegExp(`${key.source} = \\[?"([^"]+)"`, "m").exec(text)?.[1] ?? "";

describe("shopify.app.toml", () => {
  it("subscribes to exactly the topics that are handled, at their paths", () => {
    const declared = subscriptions.map((text) => [
      valueOf(text, /^(?:compliance_)?topics/),
      valueOf(text, /^uri/),
    ]);
    expect(Object.fromEntries(declared)).toEqual(WEBHOOK_PATHS);
    expect(declared).toHaveLength(Object.keys(WEBHOOK_PATHS).length);
  });

  it("declares the three compliance topics as such", () => {
    const compliance = subscriptions.filter((text) => text.includes("compliance_topics"));
    expect(compliance.map((text) => valueOf(text, /compliance_topics/)).sort()).toEqual([
      "customers/data_request",
      "customers/redact",
      "shop/redact",
    ]);
  });

  it("speaks the API version of the code", () => {
    expect(valueOf(toml, /^api_version/)).toBe(API_VERSION);
  });
});

describe("a path", () => {
  it.each(Object.entries(WEBHOOK_PATHS))("of %s is its own", (topic, path) => {
    expect(topicOfPath(path)).toBe(topic);
  });

  it.each([
    "",
    "/",
    "/webhooks",
    "/webhooks/",
    "/webhooks/toString",
    "/webhooks/constructor",
    "/webhooks/__proto__",
    "/orders/paid",
  ])("%j is no webhook's", (path) => {
    expect(topicOfPath(path)).toBeUndefined();
  });
});
