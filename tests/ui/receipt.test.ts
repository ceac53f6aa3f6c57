import { describe, expect, it } from "vitest";
import { STATES } from "../../app/delivery/states.ts";
import type { TikTokEvent } from "../../app/tiktok/event.ts";
import { shortened } from "../../app/ui/facts/shorten.ts";
import { attemptViews } from "../../app/ui/receipt/attempts.ts";
import { countedOf } from "../../app/ui/receipt/counted.ts";
import { eventFields, knownBy } from "../../app/ui/receipt/event-fields.ts";
import { receiptView } from "../../app/ui/receipt/receipt-view.ts";
import { attempt, delivery, facts, formats, HASH, NOON, order } from "./records.ts";

/** Every leaf of a value, as text. */
function leaves(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [String(value)];
  return Object.values(value).flatMap(leaves);
}

describe("the event's fields", () => {
  const event = JSON.parse(delivery().event) as TikTokEvent;
  const all = eventFields(event, { order: facts(), formats }).flatMap(({ fields }) => fields);

  it("are all there, exactly as sent", () => {
    expect(all.map(({ value }) => value).sort()).toEqual(leaves(event).sort());
  });

  it("each say where they come from", () => {
    for (const { name, reason } of all) expect(`${name}: ${reason}`).toMatch(/: .*\w.*\.$/);
  });

  it("mark what is hashed, and nothing else", () => {
    expect(all.filter(({ hashed }) => hashed).map(({ value }) => value)).toEqual([HASH, HASH]);
  });

  it("tell which of the product's numbers names it", () => {
    const reasonFor = (contentId: string) => {
      const [content] = event.properties?.contents ?? [];
      if (content === undefined || event.properties === undefined)
        throw new Error("the example has no product");
      const contents = [{ ...content, content_id: contentId }];
      const changed = { ...event, properties: { ...event.properties, contents } };
      const fields = eventFields(changed, { order: facts(), formats }).flatMap((group) => group.fields);
      return fields.find(({ name }) => name === "content_id")?.reason;
    };
    expect(reasonFor("44")).toContain("variant");
    expect(reasonFor("88")).toContain("number of the product");
    expect(reasonFor("RF-M")).toContain("SKU");
    expect(reasonFor("shopify_US_88_44")).toContain("pattern");
  });

  it("sum up what the shopper is known by", () => {
    expect(knownBy(event, formats)).toBe("click id, TikTok cookie, email, phone, and browser");
    expect(knownBy({ ...event, user: { locale: "en" } }, formats)).toBe("Nothing");
  });
});

describe("what TikTok counts", () => {
  const counted = (changes: Parameters<typeof delivery>[0]) =>
    countedOf(delivery(changes), formats.t).purchases;

  it("is one for a purchase it accepted, and none for a test", () => {
    expect(counted({})).toBe(1);
    expect(counted({ testEventCode: "T" })).toBe(0);
  });

  it.each(STATES.filter((state) => state !== "delivered"))("is none while %s", (state) => {
    expect(counted({ state })).toBe(0);
  });

  it.each(STATES.filter((state) => state !== "delivered"))(
    "is unknown after a lost answer, while %s",
    (state) => {
      expect(counted({ state, ambiguousAt: new Date(NOON) })).toBeUndefined();
    },
  );

  it("is none after a lost answer when every attempt was a test", () => {
    const attemptLog = [attempt({ testEventCode: "T" })];
    expect(counted({ state: "retrying", ambiguousAt: new Date(NOON), attemptLog })).toBe(0);
    expect(counted({ state: "delivered", testEventCode: "T", ambiguousAt: new Date(NOON), attemptLog })).toBe(
      0,
    );
  });
});

describe("an attempt", () => {
  const view = (changes: Parameters<typeof attempt>[0]) => attemptViews([attempt(changes)], formats)[0];

  it("carries TikTok's code, message, request id and latency", () => {
    expect(view({})?.facts.map(({ value }) => value.replace(/\s/g, " "))).toEqual([
      "182 ms",
      "0",
      "OK",
      "20261122",
    ]);
  });

  it("without an answer does not put words into TikTok's mouth", () => {
    const silent = view({
      outcome: "retry",
      httpStatus: null,
      code: null,
      requestId: null,
      message: "ECONNRESET",
    });
    expect(silent?.title).toBe("Attempt 1: No answer came from TikTok");
    expect(silent?.facts.map(({ label }) => label)).toEqual(["Took", "What happened"]);
  });

  it.each(["delivered", "retry", "throttled", "unauthorised", "refused", "operator", "unclear", "lost"])(
    "has a verdict for %s",
    (outcome) => {
      expect(view({ outcome, code: null })?.verdict.tone === "success").toBe(outcome === "delivered");
    },
  );
});

describe("a receipt", () => {
  it("follows the order from Shopify to what TikTok counts", () => {
    const view = receiptView(order(), { connected: true }, formats);
    const titles = [...view.orderHops, ...(view.sections[0]?.hops ?? [])].map(({ title }) => title);
    expect(titles).toEqual([
      "Order received",
      "Click id found",
      "Decided to send",
      "The event",
      "TikTok's answer",
      "TikTok counts 1 purchase",
    ]);
    expect(view.summary.at(-1)?.value.replace(/\s/g, " ")).toBe("1.2 sec later");
  });

  it.each(STATES)("is complete in the state %s", (state) => {
    const view = receiptView(order([delivery({ state, attemptLog: [] })]), { connected: true }, formats);
    for (const hop of [...view.orderHops, ...(view.sections[0]?.hops ?? [])]) {
      expect(hop.title).not.toBe("");
      expect(hop.sentence).toMatch(/\w.*\.$/);
    }
  });

  it("gives the reason of an order that is not sent", () => {
    const view = receiptView(
      order([delivery({ state: "skipped", reason: "cancelled", attemptLog: [] })]),
      { connected: true },
      formats,
    );
    const titles = view.sections[0]?.hops.map(({ title }) => title);
    expect(titles).toEqual([
      "Decided not to send",
      "The event that was not sent",
      "Not sent to TikTok",
      "TikTok counts 0 purchases",
    ]);
    expect(view.sections[0]?.hops[0]?.sentence).toContain("cancelled");
  });

  it("of an order that waits for a connection stops there", () => {
    const view = receiptView(order([]), { connected: false }, formats);
    expect(view.status.label).toBe("Waiting for connection");
    expect(view.sections).toHaveLength(1);
    expect(view.sections[0]?.hops).toHaveLength(1);
  });

  it("names the pixels where there are several", () => {
    const view = receiptView(
      order([delivery(), delivery({ id: 2, pixelCode: "COTHER" })]),
      { connected: true },
      formats,
    );
    expect(view.sections.map(({ heading }) => heading)).toEqual(["Pixel CPIXEL", "Pixel COTHER"]);
  });
});

describe("the receipt of an old order", () => {
  const days = 24 * 3_600_000;
  const old = order([delivery({ event: "{}", attemptLog: [attempt({ number: 3 })] })], facts(), {
    ...{ facts: "{}", compactedAt: new Date(NOON + 90.5 * days) },
  });
  const view = receiptView(old, { connected: true }, formats);

  it("says that its details were removed because of its age, not that anybody asked for it", () => {
    const titles = [...view.orderHops, ...(view.sections[0]?.hops ?? [])].map(({ title }) => title);
    expect(titles).toEqual([
      ...["Order received", "Older than 90 days: details were removed", "Decided to send"],
      ...["The event is no longer kept", "TikTok's answer", "TikTok counts 1 purchase"],
    ]);
    expect(JSON.stringify(view)).not.toMatch(/erased|Unknown/);
  });

  it("keeps what became of it, and TikTok's last answer by its own number", () => {
    expect(view.status.label).toBe("Accepted");
    const answers = view.sections[0]?.hops.find(({ key }) => key === "answers");
    expect(answers?.attempts?.map(({ title }) => title)).toEqual([expect.stringMatching(/^Attempt 3: /)]);
    expect(view.summary).toContainEqual({ label: "Click id", value: "No longer kept" });
  });

  it("that was never decided on says that it is too late", () => {
    const never = order([], facts(), { facts: "{}", compactedAt: new Date(NOON + 90 * days) });
    expect(receiptView(never, { connected: false }, formats).status).toMatchObject({
      label: "Not sent",
      moving: false,
    });
  });
});

describe("the receipt of an order whose customer was erased", () => {
  const erased = order([delivery({ event: "{}" })], facts(), { facts: "{}" });
  const view = receiptView(erased, { connected: true }, formats);

  it("keeps what became of it, and nothing of the customer", () => {
    const titles = [...view.orderHops, ...(view.sections[0]?.hops ?? [])].map(({ title }) => title);
    expect(titles).toEqual([
      "Order received",
      "The customer's data was erased",
      "Decided to send",
      "The event was erased",
      "TikTok's answer",
      "TikTok counts 1 purchase",
    ]);
  });

  it("does not wait for an event that will never be made", () => {
    const waiting = receiptView(order([], facts(), { facts: "{}" }), { connected: true }, formats);
    expect(waiting.status).toMatchObject({ label: "Erased", moving: false });
  });
});

describe("a long value", () => {
  it("is shown by its ends, a short one whole", () => {
    expect(shortened(HASH)).toBe("b4c9a289323b…5e475514");
    expect(shortened("order_5001")).toBeUndefined();
  });
});
