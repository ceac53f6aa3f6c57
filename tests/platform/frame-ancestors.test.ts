import { describe, expect, it } from "vitest";
import { setFrameAncestors } from "../../app/platform/frame-ancestors.server.ts";

function policyFor(query: string, adminOrigin?: string): string | null {
  const headers = new Headers();
  setFrameAncestors(new Request(`https://app.example.com/app${query}`), headers, adminOrigin);
  return headers.get("Content-Security-Policy");
}

describe("who may frame a page", () => {
  it("is the shop's own admin", () => {
    expect(policyFor("?shop=northpine.myshopify.com")).toBe(
      "frame-ancestors https://northpine.myshopify.com https://admin.shopify.com;",
    );
  });

  it("is also the admin's double where one is configured", () => {
    expect(policyFor("?shop=northpine.myshopify.com", "http://localhost:4002")).toContain(
      " http://localhost:4002;",
    );
  });

  it.each([
    "",
    "?shop=",
    "?shop=evil.example",
    "?shop=a.myshopify.com.evil.example",
    "?shop=*.myshopify.com",
    "?shop=a.myshopify.com%20https://evil.example",
  ])("is nobody for %j", (query) => {
    expect(policyFor(query, "http://localhost:4002")).toBe("frame-ancestors 'none';");
  });
});
