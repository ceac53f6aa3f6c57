/** From an order as Shopify tells it, parsed, to the event as JSON: reading, hashing, choosing the click, eligibility. */
import { hash } from "node:crypto";
import { readParsedOrder } from "../app/orders/order.ts";
import { DEFAULT_SETTINGS } from "../app/shops/settings.ts";
import { mapOrder } from "../app/tiktok/mapping.ts";
import { reduceOrder } from "../app/tiktok/reduced-order.ts";
import type { BenchResult } from "./bench.ts";
import { threeLineOrder } from "./orders.ts";
import { sideBySide } from "./rounds.ts";

const PLACED_AT = Date.UTC(2026, 10, 22, 12);

/** Events per CPU second, beside six hashes and one `JSON.stringify` of the finished event. */
export function mapping(): BenchResult {
  // Every buyer of every country, with each way to write a phone number, four times over. No more, so that they stay as near to the processor as an order that
  // was just parsed; and the floor writes out all of their events, not one again and again.
  const orders = Array.from(
    { length: 60 },
    (_, index) => JSON.parse(JSON.stringify(threeLineOrder(index))) as unknown,
  );
  let next = 0;
  let bytes = 0;
  const work = () => {
    const text = JSON.stringify(eventOf(orders[next++ % orders.length]));
    bytes += text.length;
  };
  const events = orders.map(eventOf);
  const floor = () => {
    for (const key of ["email", "phone", "customer", "first", "last", "postcode"])
      bytes += hash("sha256", `${key}${next}`, "hex").length;
    bytes += JSON.stringify(events[next++ % events.length]).length;
  };
  const { value, floor: least } = sideBySide(work, floor);
  if (bytes === 0) throw new Error("nothing was made");
  return {
    name: "mapping",
    value: Math.round(value),
    unit: "events per CPU second",
    floor: Math.round(least),
    ratio: Number((value / least).toFixed(3)),
  };
}

function eventOf(json: unknown) {
  const read = readParsedOrder(json);
  if (!read.ok) throw new Error(read.refusal);
  const { event, skipFor } = mapOrder(reduceOrder(read.order, "US"), DEFAULT_SETTINGS, {
    ...{
      receivedAt: PLACED_AT,
      now: PLACED_AT,
      shopCountry: "US",
      toldPaid: true,
      hints: [],
      journey: undefined,
    },
  });
  const reason = skipFor({ testMode: false, takes: true });
  if (reason !== undefined) throw new Error(reason);
  return event;
}
