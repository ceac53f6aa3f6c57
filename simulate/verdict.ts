/** What came of a run: Shopify's own list of orders against what TikTok counted, and both against what the app says of itself. */
import type { App } from "../app/composition.server.ts";
import type { SimulatedTime } from "../sandbox/orders/schedule.ts";
import { isEligible, type SellingShop } from "./shop.ts";
import type { SimulatedTikTok } from "./tiktok.ts";

/** One day of one shop. */
export interface DayLine {
  shop: string;
  day: string;
  /** Orders in Shopify, those TikTok is to count, those it counted, once each. */
  orders: number;
  eligible: number;
  counted: number;
  twice: number;
  /** The app's own numbers. */
  appEligible: number;
  appAccepted: number;
}

export interface RunVerdict {
  days: DayLine[];
  orders: number;
  requests: number;
  /** Orders that the webhooks had missed and the comparison brought, by the app's own count. */
  healed: number;
  /** Webhooks by what became of them. */
  webhooks: Record<string, number>;
  /** `shop order`: never counted, counted more than once, counted though they should not be, and days of which the app says something else. */
  lost: string[];
  twice: string[];
  strangers: string[];
  misjudged: string[];
}

/** The double's shop is there, whatever the app thinks. */
const dayOf = new Intl.DateTimeFormat("en-CA", { timeZone: "America/Phoenix", dateStyle: "short" });

/** Compares all three. */
export async function judgeRun(
  app: App,
  shops: readonly SellingShop[],
  tiktok: SimulatedTikTok,
  { days }: { time: SimulatedTime; days: number },
): Promise<RunVerdict> {
  const counts = new Map(
    tiktok.tallies().map(({ pixel, eventId, counted }) => [`${pixel} ${eventId}`, counted]),
  );
  const verdict: RunVerdict = {
    ...{ days: [], orders: 0, requests: tiktok.requests, healed: 0, webhooks: {} },
    ...{ lost: [], twice: [], strangers: [], misjudged: [] },
  };
  for (const shop of shops) {
    const lines = judgeOrders(shop, counts, verdict);
    const records = app.coverage.coverageOf(shop.domain);
    verdict.healed += (await records.sweep())?.healed ?? 0;
    for (const { day, eligible, accepted } of await records.days(days)) {
      const line = lines.get(day);
      if (line !== undefined) Object.assign(line, { appEligible: eligible, appAccepted: accepted });
    }
    for (const line of lines.values()) {
      verdict.days.push(line);
      if (line.appEligible !== line.eligible || line.appAccepted !== line.counted)
        verdict.misjudged.push(`${line.shop} ${line.day}`);
    }
    for (const [end, number] of Object.entries(shop.webhooks.ends))
      verdict.webhooks[end] = (verdict.webhooks[end] ?? 0) + number;
  }
  // What no shop's list asked for.
  verdict.strangers.push(...counts.keys());
  return verdict;
}

/** Goes through Shopify's list; takes what it explains out of the counts. */
function judgeOrders(
  { domain, pixel, orders }: SellingShop,
  counts: Map<string, number>,
  verdict: RunVerdict,
): Map<string, DayLine> {
  const lines = new Map<string, DayLine>();
  for (const { order } of orders.walk({ sortKey: "PROCESSED_AT" })) {
    const day = dayOf.format(new Date(order.processed_at));
    const line = lines.get(day) ?? {
      ...{ shop: domain, day, orders: 0, eligible: 0, counted: 0, twice: 0, appEligible: 0, appAccepted: 0 },
    };
    lines.set(day, line);
    verdict.orders += 1;
    line.orders += 1;
    if (!isEligible(order)) continue;
    line.eligible += 1;
    const key = `${pixel} order_${order.id}`;
    const counted = counts.get(key) ?? 0;
    counts.delete(key);
    if (counted > 0) line.counted += 1;
    else verdict.lost.push(`${domain} ${order.id}`);
    if (counted > 1) {
      line.twice += 1;
      verdict.twice.push(`${domain} ${order.id}`);
    }
  }
  return lines;
}

/** Whether everything was counted once and the app knows. A run without orders shows nothing. */
export function isWhole(verdict: RunVerdict): boolean {
  const { orders, lost, twice, strangers, misjudged } = verdict;
  return orders > 0 && [lost, twice, strangers, misjudged].every((list) => list.length === 0);
}

/** The verdict as a table by shop and day. */
export function tableOf({ days }: RunVerdict): string {
  const row = (cells: readonly (string | number)[]) =>
    cells
      .map((cell, index) => (index < 2 ? String(cell).padEnd(28 - 16 * index) : String(cell).padStart(11)))
      .join(" ");
  const share = (counted: number, eligible: number) =>
    eligible === 0 ? "-" : `${((100 * counted) / eligible).toFixed(2)} %`;
  const head = row(["shop", "day", "orders", "eligible", "counted", "coverage", "twice", "app says"]);
  const lines = days.map((line) =>
    row([
      ...[line.shop, line.day, line.orders, line.eligible, line.counted],
      ...[share(line.counted, line.eligible), line.twice, share(line.appAccepted, line.appEligible)],
    ]),
  );
  const sum = (name: "orders" | "eligible" | "counted" | "twice" | "appAccepted" | "appEligible") =>
    days.reduce((total, line) => total + line[name], 0);
  const total = row([
    ...["all", "", sum("orders"), sum("eligible"), sum("counted")],
    ...[share(sum("counted"), sum("eligible")), sum("twice"), share(sum("appAccepted"), sum("appEligible"))],
  ]);
  return `${[head, ...lines, total].join("\n")}\n`;
}
