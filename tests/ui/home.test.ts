import { describe, expect, it } from "vitest";
import type { OrderLine, PixelRecord } from "../../app/shops/shop-records.server.ts";
import { SCOPES } from "../../app/shops/scopes.ts";
import { homeView, withEmbed, type HomeFacts } from "../../app/ui/home/home-view.ts";
import { findProblems, type ProblemFacts } from "../../app/ui/home/problems.ts";
import {
  claim,
  delivery,
  facts,
  formats,
  noBacklog,
  noTroubles,
  NOON,
  order,
  pixel,
  routed,
} from "./records.ts";

const WITHOUT_PIXELS = "read_orders,read_products,read_customers";
const installation = {
  ...{ scopes: SCOPES.join(","), webPixelId: "gid://1", webPixelProblem: null },
  ...{ adminProblem: null, adminStatus: null },
};
const one = (record: PixelRecord, tokenReadable = true): ProblemFacts["pixels"] => [
  { pixel: record, tokenReadable },
];
const problemsOf = (changes: Partial<ProblemFacts>) =>
  findProblems(
    {
      ...{
        pixels: one(pixel()),
        backlog: noBacklog,
        troubles: noTroubles,
        installation,
      },
      ...changes,
    },
    formats,
  );

const quiet: HomeFacts["heartbeat"] = { lastCarriedAt: null, missed: 0 };

const viewOf = (changes: Partial<HomeFacts> = {}) =>
  homeView(
    {
      ...{
        shop: "northpine.myshopify.com",
        apiKey: "key",
        pixels: one(pixel()),
      },
      ...{
        backlog: noBacklog,
        troubles: noTroubles,
        milestones: { clickSeen: true, purchaseAccepted: true },
      },
      ...{ heartbeat: quiet, orders: [], coverage: [], days: [], senders: "clear", installation },
      ...changes,
    },
    formats,
  );

describe("problems", () => {
  it("are none when TikTok is connected and nothing has stopped", () => {
    expect(problemsOf({})).toEqual([]);
  });

  it("are none before anything has begun: then there is a set-up", () => {
    expect(problemsOf({ pixels: [] })).toEqual([]);
  });

  it.each([
    ["not_connected", { pixels: [], backlog: { ...noBacklog, waitingOrders: 2, begun: true } }],
    ["not_connected", { pixels: [], backlog: { ...noBacklog, begun: true } }],
    ["token_refused", { pixels: one(pixel({ pausedAt: new Date(NOON), pausedCode: 40105 })) }],
    ["token_unreadable", { pixels: one(pixel(), false) }],
    ["test_mode", { pixels: one(pixel({ testEventCode: "TEST1" })) }],
    ["unreadable", { troubles: { ...noTroubles, unreadable: 1 } }],
    ["web_pixel_off", { installation: { ...installation, webPixelId: null } }],
    ["web_pixel_off", { installation: { ...installation, scopes: WITHOUT_PIXELS, webPixelId: null } }],
    ["shop_shut", { installation: { ...installation, adminProblem: "shut", adminStatus: 402 } }],
    ["admin_token_refused", { installation: { ...installation, adminProblem: "token_refused" } }],
    ["permissions_missing", { installation: { ...installation, scopes: "read_orders,write_pixels" } }],
    ["held", { troubles: { ...noTroubles, stopped: [{ state: "held", orderId: "1", orderName: "#1" }] } }],
    [
      "refused",
      { troubles: { ...noTroubles, stopped: [{ state: "refused", orderId: "1", orderName: "#1" }] } },
    ],
  ] as [string, Partial<ProblemFacts>][])("name %s, what it stops and what to do", (key, changes) => {
    const problems = problemsOf(changes);
    expect(problems.map((problem) => problem.key)).toEqual([key]);
    for (const { title, stops, todo } of problems) {
      expect(title).not.toMatch(/\.$/);
      for (const sentence of [stops, todo]) expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
  });

  it("give TikTok's own words about a refused token, and the advice for its code", () => {
    const refused = pixel({ pausedAt: new Date(NOON), pausedCode: 40102, pausedMessage: "token expired" });
    expect(problemsOf({ pixels: one(refused) })[0]).toMatchObject({
      title: "The access token has expired",
      answer: "token expired (code 40102)",
    });
  });

  it("count what waits, one or many", () => {
    const stops = (waitingOrders: number, paused: number, more = false) =>
      problemsOf({ pixels: [], backlog: { waitingOrders, paused, more, begun: true } })[0]?.stops;
    expect(stops(1, 0)).toContain("1 order is kept and goes out by itself");
    expect(stops(1, 2)).toContain(" 3 orders are kept and go out by themselves");
    expect(stops(1000, 2, true)).toContain("At least 1,002 orders are kept");
  });

  it("link the orders they are about, and say when there are more", () => {
    const stopped = [
      { state: "held", orderId: "1", orderName: "#1001" },
      { state: "refused", orderId: "2", orderName: "#1002" },
    ];
    const problems = problemsOf({ troubles: { ...noTroubles, stopped, moreStopped: true } });
    expect(problems.flatMap(({ orders }) => orders)).toEqual([
      { name: "#1001", url: "/app/orders/1" },
      { name: "#1002", url: "/app/orders/2" },
    ]);
    expect(problems[0]?.todo).toContain("There are more");
  });
});

describe("of several pixels", () => {
  const two = (changes: Partial<PixelRecord>): ProblemFacts["pixels"] => [
    ...one(pixel()),
    ...one(pixel({ code: "COTHERPIXEL", ...changes })),
  ];

  it("a problem names the one it is about, and says that the others go on", () => {
    const [problem, ...others] = problemsOf({ pixels: two({ pausedAt: new Date(NOON), pausedCode: 40105 }) });
    expect(others).toEqual([]);
    expect(problem?.key).toBe("token_refused:COTHERPIXEL");
    expect(problem?.title).toMatch(/^Pixel COTHERPIXEL: /);
    expect(problem?.stops).toContain("Other pixels are not affected");
  });

  it("each one in test mode is named", () => {
    const keys = problemsOf({ pixels: two({ testEventCode: "TEST1" }) }).map(({ key }) => key);
    expect(keys).toEqual(["test_mode:COTHERPIXEL"]);
  });
});

describe("home", () => {
  it("says that all is well only when everything is known to be", () => {
    expect(withEmbed(viewOf(), "on", formats.t).allWell).toBe(true);
    for (const embed of ["off", "checking", "unknown"] as const)
      expect(withEmbed(viewOf(), embed, formats.t).allWell).toBe(false);
    const seen = viewOf({ heartbeat: { lastCarriedAt: NOON, missed: 0 } });
    expect(withEmbed(seen, "unknown", formats.t)).toMatchObject({ allWell: true, embed: { key: "working" } });
    expect(withEmbed(viewOf({ pixels: one(pixel({ testEventCode: "T" })) }), "on", formats.t).allWell).toBe(
      false,
    );
    const unfinished = viewOf({ milestones: { clickSeen: false, purchaseAccepted: true } });
    expect(withEmbed(unfinished, "on", formats.t).allWell).toBe(false);
  });

  it("says that the set-up is done once every step is, and not before Shopify has answered", () => {
    expect(withEmbed(viewOf(), "on", formats.t)).toMatchObject({ steps: [], stepsDone: 6 });
    expect(withEmbed(viewOf(), "checking", formats.t)).not.toHaveProperty("stepsDone");
    expect(withEmbed(viewOf({ senders: "possible" }), "on", formats.t)).not.toHaveProperty("stepsDone");
    expect(withEmbed(viewOf({ senders: "open" }), "on", formats.t)).not.toHaveProperty("stepsDone");
  });

  it("ticks the steps of the set-up by what it sees", () => {
    const milestones = { clickSeen: true, purchaseAccepted: false };
    const { steps } = withEmbed(
      viewOf({ milestones, pixels: one(pixel({ verifiedAt: null })) }),
      "checking",
      formats.t,
    );
    expect(steps.map(({ key, state }) => `${key} ${state}`)).toEqual([
      "embed checking",
      "connect done",
      "test todo",
      "senders done",
      "click done",
      "purchase todo",
    ]);
  });

  it("needs no test event any more once TikTok has counted a purchase", () => {
    const { steps } = viewOf({ pixels: one(pixel({ verifiedAt: null })) });
    expect(steps.find(({ key }) => key === "test")?.state).toBe("done");
  });

  it("puts what is critical before what is not", () => {
    const troubles = {
      ...noTroubles,
      unreadable: 1,
      stopped: [{ state: "refused", orderId: "1", orderName: "#1" }],
    };
    const tones = withEmbed(viewOf({ troubles }), "off", formats.t).problems.map(({ tone }) => tone);
    expect(tones).toEqual(["critical", "critical", "warning"]);
  });

  it("lists orders with their value, click id and status", () => {
    const accepted = order([delivery({ state: "skipped" }), delivery()]) as OrderLine;
    const waiting = order([], facts({ values: {}, click: {} })) as OrderLine;
    const { orders, moving } = viewOf({ orders: [accepted, waiting] });
    expect(orders[0]).toMatchObject({
      name: "#1001",
      url: "/app/orders/5001",
      value: "$128.50",
      hasClickId: true,
    });
    expect(orders[0]?.status.label).toBe("Accepted");
    expect(orders[1]).not.toHaveProperty("value");
    expect(orders[1]).toMatchObject({ hasClickId: false, status: { label: "Received" } });
    expect(moving).toBe(true);
  });

  it("shows, of an order for several pixels, what needs a person most", () => {
    const label = (...states: string[]) =>
      viewOf({ orders: [order(states.map((state) => delivery({ state })))] }).orders[0]?.status.label;
    expect(label("delivered", "held", "retrying")).toBe("Needs a look");
    expect(label("retrying", "refused", "held")).toBe("Refused");
    expect(label("skipped", "delivered")).toBe("Accepted");
    expect(label("skipped", "skipped")).toBe("Not sent");
  });

  it("says that an order waits for its payment", () => {
    const unpaid = { ...order([]), waitingFor: "payment" } as OrderLine;
    expect(viewOf({ orders: [unpaid] }).orders[0]?.status.label).toBe("Waiting for payment");
  });

  it("says of a routed order whether a click was chosen, not whether the cart had one", () => {
    const ofBuyItNow = routed([claim("line_item", "E.C.P.1")], facts({ click: { consent: "granted" } }));
    const ofClickTest = routed([claim("cart_attribute", "throughline-test-1")]);
    const { orders } = viewOf({ orders: [ofBuyItNow, ofClickTest] });
    expect(orders.map(({ hasClickId }) => hasClickId)).toEqual([true, false]);
  });

  it("lists an order whose customer was erased, and does not wait for it", () => {
    const { orders, moving } = viewOf({ orders: [order([], facts(), { facts: "{}" })] });
    expect(orders[0]).toMatchObject({ name: "#1001", status: { label: "Erased" } });
    expect(orders[0]).not.toHaveProperty("hasClickId");
    expect(moving).toBe(false);
  });
});
