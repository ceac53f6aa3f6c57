import { describe, expect, it } from "vitest";
import {
  inlineScriptsOf,
  setContentPolicy,
  type ContentPolicy,
} from "../../app/platform/content-policy.server.ts";

const APP_BRIDGE = "https://cdn.shopify.com/shopifycloud/app-bridge.js";

function policyFor(query: string, changes: Partial<ContentPolicy> = {}): string[] {
  const headers = new Headers();
  const policy = { adminOrigin: undefined, appBridgeUrl: APP_BRIDGE, nonce: "bm9uY2U=", ...changes };
  setContentPolicy(new Request(`https://app.example.com/app${query}`), headers, policy);
  return headers.get("Content-Security-Policy")?.split("; ") ?? [];
}

describe("who may frame a page", () => {
  it("is the shop's own admin", () => {
    expect(policyFor("?shop=northpine.myshopify.com")[0]).toBe(
      "frame-ancestors https://northpine.myshopify.com https://admin.shopify.com",
    );
  });

  it("is also the admin's double where one is configured", () => {
    const adminOrigin = "http://localhost:4002";
    expect(policyFor("?shop=northpine.myshopify.com", { adminOrigin })[0]).toMatch(
      / http:\/\/localhost:4002$/,
    );
  });

  it.each([
    "",
    "?shop=",
    "?shop=evil.example",
    "?shop=a.myshopify.com.evil.example",
    "?shop=*.myshopify.com",
    "?shop=a.myshopify.com%20https://evil.example",
    "?shop=a.myshopify.com;script-src%20*",
  ])("is nobody for %j", (query) => {
    expect(policyFor(query, { adminOrigin: "http://localhost:4002" })[0]).toBe("frame-ancestors 'none'");
  });
});

describe("what a page runs", () => {
  it("is our files, App Bridge's folder, and what carries the nonce", () => {
    expect(policyFor("").slice(1)).toEqual([
      "script-src 'self' https://cdn.shopify.com/shopifycloud/ 'nonce-bm9uY2U='",
      "object-src 'none'",
      "base-uri 'none'",
    ]);
  });

  it("is also the one inline script that Shopify's library answers with, by its hash", () => {
    const html = `<script data-api-key="k" src="${APP_BRIDGE}"></script>\n<script>window.open("/x", "_top")</script>`;
    const inlineScripts = inlineScriptsOf(html);
    expect(inlineScripts).toEqual([`window.open("/x", "_top")`]);
    expect(policyFor("", { inlineScripts })[1]).toMatch(/ 'sha256-[\w+/]{43}='$/);
  });
});
