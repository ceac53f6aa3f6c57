import { describe, expect, it, vi } from "vitest";
import { createShopifyFetch, UnexpectedHost } from "../../app/platform/shopify-fetch.server.ts";

const SHOP_URL = "https://northpine.myshopify.com/admin/api/2026-10/graphql.json?a=1";

function recorder() {
  return vi.fn<typeof fetch>(() => Promise.resolve(new Response("ok")));
}

/** What a recorded call would put on the wire. */
function sent(calls: Parameters<typeof fetch>[]): Request {
  const [input, init] = calls[0] ?? [];
  return new Request(input ?? "", init);
}

describe("Shopify's fetch", () => {
  it("is the platform's own where no base URL is configured", () => {
    const platform = recorder();
    expect(createShopifyFetch(undefined, platform)).toBe(platform);
  });

  it("sends a shop's calls to the base URL: same path, method, headers and body, the shop in a header", async () => {
    const platform = recorder();
    const redirected = createShopifyFetch("http://127.0.0.1:4002", platform);
    await redirected(SHOP_URL, { method: "POST", headers: { "X-Test": "1" }, body: "{}" });
    const request = sent(platform.mock.calls);
    expect(request.url).toBe("http://127.0.0.1:4002/admin/api/2026-10/graphql.json?a=1");
    expect(request.method).toBe("POST");
    expect(request.headers.get("x-test")).toBe("1");
    expect(request.headers.get("x-forwarded-host")).toBe("northpine.myshopify.com");
    expect(await request.text()).toBe("{}");
  });

  it.each([
    "https://business-api.tiktok.com/x",
    "https://evilmyshopify.com/x",
    "https://myshopify.com.evil.example/x",
    "http://127.0.0.1:4002/admin",
  ])("refuses %s, and calls nobody", async (url) => {
    const platform = recorder();
    await expect(createShopifyFetch("http://127.0.0.1:4002", platform)(url)).rejects.toThrow(UnexpectedHost);
    expect(platform).not.toHaveBeenCalled();
  });
});
