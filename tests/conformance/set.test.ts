import { readFileSync } from "node:fs";
import { hash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { loadCases, type ConformanceCase } from "../../conformance/cases.ts";
import { isForEveryone, ownOutcome } from "../../conformance/judge.ts";
import { settingsSchema, type Settings } from "../../app/shops/settings.ts";

const CASES = loadCases();
const covered = new Set(CASES.flatMap(({ covers }) => covers));

describe("the conformance set", () => {
  it.each(CASES)("$name", (one) => {
    expect(ownOutcome(one)).toEqual(one.expected);
  });
});

describe("the conformance set as a whole", () => {
  it("covers every field of the event", () => {
    const user =
      "email phone external_id first_name last_name zip_code city state country ip user_agent locale ttclid ttp";
    const event = "event event_id event_time value currency contents content_type num_items order_id";
    const rest = "content_id content_name brand price quantity page.url page.referrer limited_data_use";
    expect(`${user} ${event} ${rest}`.split(" ").filter((name) => !covered.has(name))).toEqual([]);
  });

  it("sees every reason that a body alone can give, and the two answers beside them", () => {
    const seen = new Set(CASES.map(({ expected }) => ("skipped" in expected ? expected.skipped : "sent")));
    const reasons =
      "cancelled refunded test_order channel_pos channel_draft channel_renewal channel_other_app order_tag customer_tag gateway " +
      "consent_refused consent_not_recorded consent_needed_here too_old in_the_future returning_customer new_customer no_click_id " +
      "pixel_rule no_value no_match_key waiting_for_payment unreadable sent";
    expect([...seen].toSorted()).toEqual(reasons.split(" ").toSorted());
  });

  it("uses every choice that the settings have for the event", () => {
    const documents = CASES.map(({ settings }) => settingsSchema.parse(settings ?? {}));
    const used = (read: (document: Settings) => unknown) => new Set(documents.map(read)).size;
    expect({
      names: used(({ event }) => event.name),
      values: used(({ event }) => `${event.value} ${event.currency}`),
      contentIds: used(({ event }) => event.contentId),
      triggers: used(({ event }) => event.trigger),
      limitedDataUse: used(({ consent }) => consent.limitedDataUse),
      consent: used(({ consent }) => consent.policy),
      windows: used(({ attribution }) => attribution.windowDays),
      customers: used(({ orders }) => orders.customers),
    }).toEqual({
      ...{ names: 2, values: 8, contentIds: 4, triggers: 2, limitedDataUse: 3 },
      ...{ consent: 2, windows: 4, customers: 3 },
    });
  });

  it("is mostly for everyone: cases without our settings and policies", () => {
    expect(CASES.filter(isForEveryone).length).toBeGreaterThan(300);
  });

  it("keeps numbers as they are written", () => {
    const { body } = named("id-beyond-2-53");
    expect(body).toContain('"id":820982911946154508,');
  });
});

interface Vector {
  id: string;
  kind: string;
  field?: "email" | "phone" | "external_id" | "zip_code";
  input: unknown;
  normalized?: string;
  expected: unknown;
}

describe("the vectors of other senders", () => {
  const file = new URL("../tiktok/vectors/match-keys.json", import.meta.url);
  const vectors = (JSON.parse(readFileSync(file, "utf8")) as { cases: Vector[] }).cases;
  // A customer id of an order is digits: TikTok's example of letters cannot come.
  const keys = vectors.filter(({ kind, id }) => /hash|passthrough/.test(kind) && id !== "gtm-extid-1");

  it.each(keys)(
    "$id is a case of the set, with the same answer",
    ({ id, field, input, normalized, expected }) => {
      const one = named(`vector-${id}`);
      expect(one.body).toContain(JSON.stringify(input));
      const { user } = ("event" in one.expected ? one.expected.event : {}) as {
        user: Record<string, string>;
      };
      expect(user[field ?? ""]).toBe(expected ?? undefined);
      if (normalized !== undefined) expect(hash("sha256", normalized)).toBe(expected);
    },
  );
});

function named(name: string): ConformanceCase {
  const found = CASES.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no case ${name}`);
  return found;
}
