import type { Store } from "../app/composition.server.ts";
import { translateFor } from "../app/locales/server-texts.ts";
import { type Coverage, type DayCoverage, sumOf } from "../app/reconciliation/coverage.ts";
import { classBadge, gapWords } from "../app/ui/coverage/coverage-words.ts";
import { UsageError } from "./usage-error.ts";

const DAYS = 28;
const LISTED = 1000;

/** Has the running server compare a shop's orders with Shopify's list. */
export async function requestSweep(store: Store, shop: string): Promise<string> {
  if ((await store.coverage.coverageOf(shop).sweep()) === undefined)
    throw new UsageError(`${shop} has never been compared: the app is not installed, or no server runs`);
  await store.coverage.sweeps.request(shop, store.clock());
  return `${shop} is compared with Shopify's list by the running server within a minute.\n`;
}

/** A shop's coverage of the last weeks by day, or a day's orders that TikTok has not accepted. */
export function shopCoverage(store: Store, shop: string, day: string | undefined): Promise<string> {
  return day === undefined ? describeDays(store, shop) : describeGap(store, shop, day);
}

async function describeDays(store: Store, shop: string): Promise<string> {
  const records = store.coverage.coverageOf(shop);
  const [days, sweep] = await Promise.all([records.days(DAYS), records.sweep()]);
  const { endedAt, healed = 0, problem } = sweep ?? {};
  const when = endedAt === undefined ? "not yet" : new Date(endedAt).toISOString();
  return [
    `accepted by TikTok   ${ratio(sumOf(days))} in ${days.length} days`,
    `compared             ${when}, ${healed} orders that webhooks had missed`,
    ...(problem === undefined
      ? []
      : [`problem              ${translateFor("en")(`coverage.problem.${problem}`)}`]),
    ...days.map(dayLine),
    "",
  ].join("\n");
}

function dayLine(day: DayCoverage): string {
  const { waiting, stopped, missing, skipped, inShopify } = day;
  const skips = Object.entries(skipped).map(([reason, orders]) => `${reason} ${orders}`);
  const parts = [
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
    ...(stopped > 0 ? [`${stopped} stopped`] : []),
    ...(missing > 0 ? [`${missing} missing`] : []),
    ...(skips.length > 0 ? [`not eligible: ${skips.join(", ")}`] : []),
    ...(inShopify === undefined ? [] : [`Shopify counts ${inShopify}`]),
  ];
  return `${day.day.padEnd(20)} ${ratio(day)}${parts.map((part) => `; ${part}`).join("")}`;
}

async function describeGap(store: Store, shop: string, day: string): Promise<string> {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new UsageError("--day is a day such as 2026-11-22");
  const gap = await store.coverage.coverageOf(shop).gapOf(day, { skipped: true, limit: LISTED });
  if (gap.orders.length === 0) return `No order of ${day} lacks TikTok's acceptance.\n`;
  const lines = gap.orders.map(
    (order) =>
      `order ${order.orderId} ${order.name ?? ""}: ${classBadge(order.class.kind, translateFor("en")).label}. ${gapWords(order, translateFor("en"))}\n`,
  );
  return lines.join("") + (gap.more ? `There are more than these ${LISTED}.\n` : "");
}

function ratio({ accepted, eligible }: Coverage): string {
  return `${accepted} of ${eligible}`;
}
