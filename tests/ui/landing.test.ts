import { describe, expect, it } from "vitest";
import type { LandingCheck, LandingFailure, LandingHop } from "../../app/attribution/landing-page.server.ts";
import { translateFor } from "../../app/locales/server-texts.ts";
import { landingView, readDestination } from "../../app/ui/landing/landing-view.ts";

const t = translateFor("en");

const hop = (changes: Partial<LandingHop> = {}): LandingHop => ({
  ...{ url: "https://a.example/?ttclid=…", status: 200, carriesClickId: true },
  ...changes,
});
const viewOf = (check: LandingCheck, placeholder = false) =>
  landingView({ kind: "checked", check, placeholder }, t);

const FAILURES: LandingFailure[] = [
  "not_a_web_address",
  "address_not_public",
  "not_found_in_dns",
  "too_many_redirects",
  "too_slow",
  "connection_failed",
];

describe("a destination", () => {
  it.each([
    ["https://a.example/x?y=1", "https://a.example/x?y=1"],
    ["  http://a.example ", "http://a.example"],
    ["a.example/products/shirt", "https://a.example/products/shirt"],
    ["ftp://a.example", "ftp://a.example"],
  ])("%j is checked as %s", (pasted, url) => {
    expect(readDestination(pasted)).toEqual({ ok: true, url });
  });

  it.each([
    null,
    "",
    "   ",
    "two words",
    "https://",
    "javascript:alert(1)",
    "https://a example/",
    `a.example/${"x".repeat(2048)}`,
  ])("%j is asked for again", (pasted) => {
    const read = readDestination(pasted);
    expect(read).toMatchObject({ ok: false });
    expect(read.ok ? "" : t(`landing.invalid.${read.refusal}`)).toMatch(/\.$/);
  });
});

describe("a landing-page check in words", () => {
  it("is a success only when the click id arrives on a page", () => {
    const redirect = hop({ status: 302 });
    const lost = hop({ carriesClickId: false });
    const checks: LandingCheck[] = [
      { hops: [hop()], verdict: "kept" },
      { hops: [redirect, lost], verdict: "dropped", droppedAt: 0 },
      { hops: [hop({ status: 404 })], verdict: "page_error" },
      ...FAILURES.map((failure): LandingCheck => ({ hops: [redirect], verdict: "failed", failure })),
    ];
    expect(checks.map((check) => viewOf(check).tone === "success")).toEqual(
      checks.map((_, index) => index === 0),
    );
    for (const check of checks) expect(viewOf(check).advice).toMatch(/^[A-Z].*\.$/);
  });

  it("names the address that drops the click id, and marks what follows", () => {
    const hops = [hop({ status: 301 }), hop({ status: 302 }), hop({ carriesClickId: false })];
    const view = viewOf({ hops, verdict: "dropped", droppedAt: 1 });
    expect(view.title).toBe("Address 2 drops the click id");
    expect(view.hops.map(({ answer, badge }) => [answer, badge.label])).toEqual([
      ["Redirects (301)", "With click id"],
      ["Redirects (302)", "With click id"],
      ["Answers with a page (200)", "Without click id"],
    ]);
  });

  it("names the address that puts a placeholder in the click id's place", () => {
    const filled = hop({ url: "https://a.example/?ttclid=__CLICKID__", carriesClickId: false });
    const view = viewOf({ hops: [hop({ status: 302 }), filled], verdict: "dropped", droppedAt: 0 });
    expect(view.title).toBe("Address 1 puts TikTok's placeholder in the click id's place");
    expect(view.advice).toMatch(/^[A-Z].*\.$/);
  });

  it("warns of a placeholder in the address itself, and says how the way went all the same", () => {
    expect(viewOf({ hops: [hop()], verdict: "kept" })).not.toHaveProperty("warning");
    const view = viewOf({ hops: [hop()], verdict: "kept" }, true);
    expect(view).toMatchObject({ tone: "success", hops: [{ badge: { label: "With click id" } }] });
    expect(view.warning?.title).toContain("placeholder");
    expect(view.warning?.advice).toMatch(/^[A-Z].*\.$/);
  });

  it("has different words for every failure", () => {
    const titles = FAILURES.map((failure) => viewOf({ hops: [], verdict: "failed", failure }).title);
    expect(new Set(titles).size).toBe(FAILURES.length);
  });

  it("calls a page an error by its status", () => {
    expect(viewOf({ hops: [hop({ status: 503 })], verdict: "page_error" }).hops[0]?.answer).toBe(
      "Answers with an error (503)",
    );
  });

  it("says when to come back after too many", () => {
    expect(landingView({ kind: "busy", retryAfterMs: 1200 }, t).advice).toContain("in 2 seconds");
  });
});
