import { describe, expect, it } from "vitest";
import { SCOPES } from "../../app/shops/scopes.ts";
import { installationProblems } from "../../app/ui/home/installation-problems.ts";
import { createFormats } from "../../app/ui/formats.server.ts";
import { formats } from "./records.ts";

const installation = {
  ...{ scopes: SCOPES.join(","), webPixelId: "gid://1", webPixelProblem: null },
  ...{ adminProblem: null, adminStatus: null },
};
const problemsOf = (facts: Parameters<typeof installationProblems>[0]) =>
  installationProblems(facts, formats);

describe("a shop that Shopify keeps the app from", () => {
  it.each([
    [402, "unpaid bill"],
    [403, "does not let apps into"],
    [423, "locked"],
  ])("is told so in its own words (%s), and that deliveries go on", (adminStatus, words) => {
    const [problem] = problemsOf({ ...installation, adminProblem: "shut", adminStatus });
    expect(problem?.title).toContain(words);
    expect(problem?.stops).toContain("still sent to TikTok");
  });

  it("is told what each missing permission stops, the worst of them in red", () => {
    const lacking = (scopes: string) => problemsOf({ ...installation, scopes })[0];
    const pixels = "write_pixels,read_customer_events";
    expect(lacking(`read_products,read_customers,${pixels}`)).toMatchObject({
      ...{ tone: "critical", title: "The app lacks a permission: read_orders" },
      stops: "Orders do not reach the app, and nothing is sent to TikTok.",
    });
    const two = lacking(`read_orders,${pixels}`);
    expect(two).toMatchObject({ tone: "warning", key: "permissions_missing" });
    expect(two?.stops).toContain("products");
    expect(two?.stops).toContain("customer's details");
    expect(lacking(`read_orders,read_products,read_customers,${pixels}`)).toBeUndefined();
  });
});

describe("a missing permission", () => {
  it("is named among the others as the reader's language lists them, and nothing is escaped", () => {
    const scopes = "read_orders,write_pixels,read_customer_events";
    const german = createFormats("de", undefined);
    const titles = [formats, german].map((one) => installationProblems({ ...installation, scopes }, one)[0]);
    expect(titles.map((problem) => problem?.title)).toEqual([
      "The app lacks permissions: read_products and read_customers",
      "Der App fehlen Berechtigungen: read_products und read_customers",
    ]);
  });
});

describe("a web pixel that is not active", () => {
  const off = (scopes: string) =>
    problemsOf({ ...installation, scopes, webPixelId: null }).find(({ key }) => key === "web_pixel_off");

  it("can be activated with a button, and asks for the permission first where it is missing", () => {
    expect(off(installation.scopes)?.action).toMatchObject({ intent: "activate_web_pixel" });
    expect(off(installation.scopes)?.todo).not.toContain("permission");
    for (const scopes of ["read_orders", "write_pixels", "read_orders,read_customer_events"])
      expect(off(scopes)?.todo).toContain("permission");
  });

  it.each([
    ["NO_EXTENSION", "Tell whoever runs this app"],
    ["unavailable", "tries again by itself"],
    ["TAKEN", "try again in a few minutes"],
    ["missing_scope", "permission"],
  ])("because of %s says what to do", (webPixelProblem, todo) => {
    const facts = { ...installation, webPixelId: null, webPixelProblem };
    expect(problemsOf(facts)[0]?.todo).toContain(todo);
  });

  it("is no problem before the app was opened", () => {
    expect(problemsOf(null)).toEqual([]);
  });
});
