import { describe, expect, it } from "vitest";
import { embedLink, embedState, type EmbedState } from "../../app/ui/home/app-embed.ts";
import { withEmbed } from "../../app/ui/home/home-view.ts";
import { formats } from "./records.ts";

/** Home of a shop that is connected, or not yet, after that many clicks missed the cart. */
const homeWith = (state: EmbedState, connected: boolean, missed = 0) =>
  withEmbed(
    {
      ...{ connected, embedLink: "https://theme-editor", embedSeen: { days: 28, missed } },
      ...{ problems: [], steps: [] },
    },
    state,
    formats.t,
  );

describe("the app embed", () => {
  const extension = (status?: string) => [
    { handle: "other", activations: [] },
    {
      handle: "click-capture",
      activations: [{ handle: "click-capture", target: "body", ...(status ? { status } : {}) }],
    },
  ];

  it.each([
    ["on", extension("active")],
    ["off", extension("available")],
    ["off", extension("unavailable")],
    ["unknown", extension()],
    ["unknown", [{ handle: "click-capture", activations: [] }]],
    ["unknown", []],
  ])("is %s as App Bridge tells", (state, extensions) => {
    expect(embedState(extensions)).toBe(state);
  });

  it("is switched on by a link into the theme editor", () => {
    expect(embedLink("a.myshopify.com", "key")).toBe(
      "https://a.myshopify.com/admin/themes/current/editor?context=apps&activateAppId=key/click-capture",
    );
  });

  it("that is off is a problem once TikTok is connected, and a step before", () => {
    const after = homeWith("off", true);
    expect(after.problems).toMatchObject([{ key: "embed_off", action: { url: "https://theme-editor" } }]);
    expect(after.steps).toEqual([]);
    const before = homeWith("off", false);
    expect(before.problems).toEqual([]);
    expect(before.steps[0]).toMatchObject({
      ...{ key: "embed", state: "todo" },
      action: { label: "Open theme editor", url: "https://theme-editor" },
    });
  });
});

describe("clicks that miss the cart", () => {
  it("are a problem once TikTok is connected, and never that of an embed that is off", () => {
    const { problems, allWell } = homeWith("on", true, 3);
    expect(allWell).toBe(false);
    expect(problems).toMatchObject([{ key: "embed_missing", action: { url: "/app/click-test" } }]);
    for (const sentence of [problems[0]?.stops, problems[0]?.todo]) expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(problems[0]?.stops).toContain("the last 3 clicks");
    expect(homeWith("off", true, 3).problems.map(({ key }) => key)).toEqual(["embed_off"]);
    expect(homeWith("on", true, 2)).toMatchObject({ problems: [], allWell: true });
  });

  it("are no problem before TikTok is connected", () => {
    expect(homeWith("on", false, 3)).toMatchObject({ problems: [], allWell: false });
  });
});
